#pragma once

#include <optional>

#include "runtime/block/bloom.hpp"
#include "runtime/block/decode_error.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"

namespace deed::block {

/// keccak256(rlp([])): the ommers hash of every block since Paris.
inline constexpr Hash kEmptyOmmersHash{{0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                                        0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                                        0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47}};
/// sha256 of nothing: the requests hash of a block without requests (EIP-7685).
inline constexpr Hash kEmptyRequestsHash{{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                                          0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                                          0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};
/// The most bytes that `extra_data` may have since Paris.
inline constexpr size_t kMaxExtraData = 32;

/// A block's header, Frontier to Osaka. A field of a later fork is present exactly when its fork is active.
struct Header {
    Hash parent_hash;
    Hash ommers_hash = kEmptyOmmersHash;
    Address beneficiary;
    Hash state_root;
    Hash transactions_root;
    Hash receipts_root;
    Bloom logs_bloom;
    Uint256 difficulty;
    uint64_t number = 0;
    uint64_t gas_limit = 0;
    uint64_t gas_used = 0;
    uint64_t timestamp = 0;
    Bytes extra_data;
    Hash prev_randao;  ///< the mix hash before Paris
    FixedBytes<8> nonce;
    std::optional<Uint256> base_fee_per_gas;  ///< London, EIP-1559
    std::optional<Hash> withdrawals_root;     ///< Shanghai, EIP-4895
    std::optional<uint64_t> blob_gas_used;    ///< Cancun, EIP-4844
    std::optional<uint64_t> excess_blob_gas;  ///< Cancun, EIP-4844
    std::optional<Hash>
        parent_beacon_block_root;       ///< Cancun, EIP-4788; here the hash of the parent's commit record
    std::optional<Hash> requests_hash;  ///< Prague, EIP-7685

    bool operator==(const Header&) const = default;
};

[[nodiscard]] Bytes encode(const Header& header);
/// Reads what `encode` writes. A later fork's field is read only when all fields before it are there.
[[nodiscard]] Result<Header, DecodeError> decode_header(BytesView bytes);
/// The block's hash: Keccak-256 of the encoded header.
[[nodiscard]] Hash hash_of(const Header& header);

}  // namespace deed::block
