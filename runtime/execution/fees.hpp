#pragma once

#include "runtime/block/chain_config.hpp"
#include "runtime/block/header.hpp"
#include "runtime/block/transaction.hpp"

namespace deed::execution {

/// Blob gas of one blob (EIP-4844).
inline constexpr uint64_t kGasPerBlob = 131'072;
/// The most blobs one transaction may carry since Osaka (EIP-7594).
inline constexpr uint64_t kMaxBlobsPerTransaction = 6;
/// The most gas one transaction may ask for since Osaka (EIP-7825).
inline constexpr uint64_t kTransactionGasCap = 16'777'216;
/// The least gas limit a block may have.
inline constexpr uint64_t kMinGasLimit = 5'000;
/// The highest gas limit a block may have: the machine counts gas in 63 bits.
inline constexpr uint64_t kMaxGasLimit = (uint64_t{1} << 63) - 1;
/// The base fee of the first block with one (EIP-1559).
inline constexpr uint64_t kInitialBaseFee = 1'000'000'000;

/// What a transaction must at least provide (Yellow Paper, section 6.2).
struct IntrinsicGas {
    uint64_t intrinsic = 0;  ///< taken before the first instruction
    uint64_t floor = 0;      ///< the least the transaction pays in the end (EIP-7623); zero before Prague
};
[[nodiscard]] IntrinsicGas intrinsic_gas(const block::Transaction& transaction, isa::Revision revision);

/// What a unit of gas costs the sender: the price, or base fee and tip up to the fee cap (EIP-1559).
[[nodiscard]] Uint256 effective_gas_price(const block::Transaction& transaction, const Uint256& base_fee);
/// The blob gas that the transaction uses.
[[nodiscard]] uint64_t blob_gas_of(const block::Transaction& transaction);

/// The base fee of the block after @p parent (EIP-1559); the initial one when the parent has none.
[[nodiscard]] Uint256 next_base_fee(const block::Header& parent);
/// What a unit of blob gas costs at this excess (EIP-4844): an integer approximation of e^(excess /
/// fraction), at most 2^256 - 1.
[[nodiscard]] Uint256 blob_base_fee(uint64_t excess_blob_gas, const block::BlobSchedule& schedule);
/// The excess of the block after @p parent under the rules of that block (EIP-4844, EIP-7918).
[[nodiscard]] uint64_t next_excess_blob_gas(const block::Header& parent, const block::BlobSchedule& schedule,
                                            isa::Revision revision);
/// Whether a block may have this gas limit after a parent with that one.
[[nodiscard]] bool may_follow_gas_limit(uint64_t parent_gas_limit, uint64_t gas_limit);
/// The limit closest to @p wanted that may follow.
[[nodiscard]] uint64_t next_gas_limit(uint64_t parent_gas_limit, uint64_t wanted);

}  // namespace deed::execution
