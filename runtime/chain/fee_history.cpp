#include "runtime/chain/fee_history.hpp"

#include <algorithm>

#include "runtime/execution/fees.hpp"

namespace deed::chain {
namespace {

constexpr uint64_t kBlocksLookedAt = 20;
constexpr uint64_t kOneGwei = 1'000'000'000;

struct Tip {
    Uint256 tip;
    uint64_t gas = 0;
};

/// What the transactions of a block paid above the base fee, cheapest first.
std::vector<Tip> tips_of(const ledger::Snapshot& snapshot, const ledger::StoredHeader& header) {
    const Uint256 base_fee = header.header.base_fee_per_gas.value_or(Uint256{});
    std::vector<Tip> tips;
    for (const auto& stored : snapshot.receipts(header.header.number))
        tips.push_back({stored.receipt.effective_gas_price - base_fee, stored.receipt.gas_used});
    std::sort(tips.begin(), tips.end(),
              [](const Tip& a, const Tip& b) { return a.tip != b.tip ? a.tip < b.tip : a.gas < b.gas; });
    return tips;
}

std::vector<Uint256> rewards_of(const std::vector<Tip>& tips, uint64_t gas_used,
                                const std::vector<double>& percentiles) {
    std::vector<Uint256> rewards;
    size_t place = 0;
    uint64_t gas = tips.empty() ? 0 : tips.front().gas;
    for (const double percentile : percentiles) {
        const auto wanted = static_cast<uint64_t>(static_cast<double>(gas_used) * percentile / 100);
        while (gas < wanted && place + 1 < tips.size()) gas += tips[++place].gas;
        rewards.push_back(tips.empty() ? Uint256{} : tips[place].tip);
    }
    return rewards;
}

}  // namespace

Uint256 blob_base_fee_after(const block::Header& parent, const block::ChainConfig& config, uint64_t now) {
    const uint64_t timestamp = std::max(now, parent.timestamp + 1);
    const auto schedule = config.blob_schedule_at(timestamp);
    const uint64_t excess =
        execution::next_excess_blob_gas(parent, schedule, config.revision_at(parent.number + 1, timestamp));
    return execution::blob_base_fee(excess, schedule);
}

FeeHistory read_fee_history(const ledger::Snapshot& snapshot, const block::ChainConfig& config,
                            const FeeHistoryRequest& request) {
    FeeHistory history;
    const uint64_t newest = std::min(request.newest, snapshot.head().number);
    const uint64_t count = std::min(request.count, newest + 1);
    for (uint64_t number = newest + 1 - count; number <= newest; ++number) {
        const auto header = snapshot.find_header(number).value();
        const block::Header& fields = header.header;
        const auto schedule = config.blob_schedule_at(fields.timestamp);
        FeeHistoryEntry entry;
        entry.number = number;
        entry.base_fee = fields.base_fee_per_gas.value_or(Uint256{});
        entry.blob_base_fee = execution::blob_base_fee(fields.excess_blob_gas.value_or(0), schedule);
        entry.gas_used = fields.gas_used;
        entry.gas_limit = fields.gas_limit;
        entry.blob_gas_used = fields.blob_gas_used.value_or(0);
        entry.blob_gas_limit = schedule.max * execution::kGasPerBlob;
        if (!request.percentiles.empty())
            entry.rewards = rewards_of(tips_of(snapshot, header), fields.gas_used, request.percentiles);
        history.blocks.push_back(std::move(entry));
    }
    const auto last = snapshot.find_header(newest).value();
    const auto after = snapshot.find_header(newest + 1);
    history.next_base_fee = execution::next_base_fee(last.header);
    history.next_blob_base_fee =
        blob_base_fee_after(last.header, config, after ? after->header.timestamp : request.now);
    return history;
}

Uint256 suggest_tip(const ledger::Snapshot& snapshot) {
    std::vector<Uint256> cheapest;
    const uint64_t newest = snapshot.head().number;
    for (uint64_t i = 0; i < kBlocksLookedAt && i <= newest; ++i) {
        const auto header = snapshot.find_header(newest - i).value();
        if (header.header.gas_used == 0) continue;
        const auto tips = tips_of(snapshot, header);
        if (!tips.empty()) cheapest.push_back(tips.front().tip);
    }
    if (cheapest.empty()) return Uint256{kOneGwei};
    std::sort(cheapest.begin(), cheapest.end());
    return std::max(cheapest[cheapest.size() / 2], Uint256{1});
}

}  // namespace deed::chain
