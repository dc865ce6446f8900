#include <fmt/format.h>

#include "runtime/rpc/lookup.hpp"

namespace deed::rpc {
namespace {

constexpr size_t kMaxPercentiles = 100;

Outcome gas_price(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.next_base_fee() + backend.chain.suggested_tip());
    return kDone;
}

Outcome max_priority_fee_per_gas(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.suggested_tip());
    return kDone;
}

Outcome base_fee(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.next_base_fee());
    return kDone;
}

Outcome blob_base_fee(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.next_blob_base_fee());
    return kDone;
}

/// A plain number or a quantity: clients send both.
Result<uint64_t, Error> read_block_count(const Params& params, uint64_t limit) {
    DEED_TRY(count, params.lenient_number(0));
    return count < Uint256{limit} ? count[0] : limit;
}

Result<std::vector<double>, Error> read_percentiles(const Params& params) {
    std::vector<double> percentiles;
    if (params.find(2) == nullptr) return percentiles;
    DEED_TRY(values, params.array(2));
    if (values->size() > kMaxPercentiles) return Failure{invalid_argument(2, "too many percentiles")};
    for (const auto& value : *values) {
        boost::system::error_code error;
        const double percentile = value.to_number<double>(error);
        if (error || percentile < 0 || percentile > 100)
            return Failure{invalid_argument(2, "a percentile is a number from 0 to 100")};
        if (!percentiles.empty() && percentile < percentiles.back())
            return Failure{invalid_argument(2, "percentiles must ascend")};
        percentiles.push_back(percentile);
    }
    return percentiles;
}

double ratio_of(uint64_t part, uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// A ratio as a JSON number. Not consensus: only shown.
void write_ratio(json::Writer& writer, double ratio) {
    writer.raw(fmt::format("{}", ratio));
}

void write_fee_history(json::Writer& writer, const chain::FeeHistory& history, bool has_rewards) {
    writer.begin_object();
    writer.key("oldestBlock").quantity(history.blocks.empty() ? uint64_t{0} : history.blocks.front().number);
    writer.key("baseFeePerGas").begin_array();
    for (const auto& block : history.blocks) writer.quantity(block.base_fee);
    writer.quantity(history.next_base_fee).end_array();
    writer.key("gasUsedRatio").begin_array();
    for (const auto& block : history.blocks) write_ratio(writer, ratio_of(block.gas_used, block.gas_limit));
    writer.end_array();
    writer.key("baseFeePerBlobGas").begin_array();
    for (const auto& block : history.blocks) writer.quantity(block.blob_base_fee);
    writer.quantity(history.next_blob_base_fee).end_array();
    writer.key("blobGasUsedRatio").begin_array();
    for (const auto& block : history.blocks)
        write_ratio(writer, ratio_of(block.blob_gas_used, block.blob_gas_limit));
    writer.end_array();
    if (has_rewards) {
        writer.key("reward").begin_array();
        for (const auto& block : history.blocks) {
            writer.begin_array();
            for (const auto& reward : block.rewards) writer.quantity(reward);
            writer.end_array();
        }
        writer.end_array();
    }
    writer.end_object();
}

Outcome fee_history(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(count, read_block_count(params, backend.limits.fee_history));
    DEED_TRY(id, params.block(1));
    DEED_TRY(percentiles, read_percentiles(params));
    DEED_TRY(newest, require_number(backend, id.is_pending() ? json::BlockId{} : id));
    write_fee_history(result, backend.chain.fee_history(newest, count, percentiles), !percentiles.empty());
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_gasPrice", gas_price},
    {"eth_maxPriorityFeePerGas", max_priority_fee_per_gas},
    {"eth_baseFee", base_fee},
    {"eth_blobBaseFee", blob_base_fee},
    {"eth_feeHistory", fee_history, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_fee_methods() {
    return kMethods;
}

}  // namespace deed::rpc
