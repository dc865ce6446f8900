#pragma once

#include <vector>

#include "runtime/block/decode_error.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

namespace deed::block {

/// A secp256k1 signature of a validator: r and s, 32 big-endian bytes each, s low.
using Seal = FixedBytes<64>;

/// How the validators agreed on a block. Stored beside block N; its hash is `parent_beacon_block_root` of
/// block N+1, so that contracts can read it (EIP-4788) and nobody can change it afterwards.
struct CommitRecord {
    Hash block_hash;
    uint64_t round = 0;
    Address proposer;
    Seal proposer_signature;
    /// Who precommitted: bit i (from the lowest of the first byte) stands for the i-th validator of the set.
    Bytes signers;
    /// Their signatures in the validators' order, one for each bit that is set.
    std::vector<Seal> signatures;
    Hash validator_set_hash;
    Hash beacon_reveal;
    /// What was set by hand on a development chain before this block; empty everywhere else.
    Bytes development_edits;

    bool operator==(const CommitRecord&) const = default;

    /// Whether validator @p index is among the signers.
    [[nodiscard]] bool has_signed(size_t index) const {
        return index / 8 < signers.size() && ((signers[index / 8] >> (index % 8)) & 1) != 0;
    }
};

[[nodiscard]] Bytes encode(const CommitRecord& record);
/// Reads what `encode` writes. The bitmap has no trailing zero byte and as many bits as there are signatures.
[[nodiscard]] Result<CommitRecord, DecodeError> decode_commit_record(BytesView bytes);
/// Keccak-256 of the encoded record.
[[nodiscard]] Hash hash_of(const CommitRecord& record);

}  // namespace deed::block
