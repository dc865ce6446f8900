#pragma once

#include <cstdint>
#include <vector>

#include "runtime/block/chain_config.hpp"
#include "runtime/ledger/snapshot.hpp"

namespace deed::chain {

/// One block of eth_feeHistory.
struct FeeHistoryEntry {
    uint64_t number = 0;
    Uint256 base_fee;
    Uint256 blob_base_fee;
    uint64_t gas_used = 0;
    uint64_t gas_limit = 0;
    uint64_t blob_gas_used = 0;
    uint64_t blob_gas_limit = 0;
    std::vector<Uint256> rewards;  ///< effective tips at the percentiles asked for, weighted by gas
};

struct FeeHistory {
    std::vector<FeeHistoryEntry> blocks;  ///< oldest first
    Uint256 next_base_fee;
    Uint256 next_blob_base_fee;
};

struct FeeHistoryRequest {
    uint64_t newest = 0;
    uint64_t count = 0;
    std::vector<double> percentiles;  ///< of the block's gas, 0 to 100, ascending
    uint64_t now = 0;
};

/// The last blocks up to the newest one asked for, as far as there are any.
[[nodiscard]] FeeHistory read_fee_history(const ledger::Snapshot& snapshot, const block::ChainConfig& config,
                                          const FeeHistoryRequest& request);

/// The blob base fee of a block after @p parent.
[[nodiscard]] Uint256 blob_base_fee_after(const block::Header& parent, const block::ChainConfig& config,
                                          uint64_t now);

/// A tip that recent blocks have taken: the median of their cheapest transactions' tips; one gwei when there
/// were none.
[[nodiscard]] Uint256 suggest_tip(const ledger::Snapshot& snapshot);

}  // namespace deed::chain
