#include <boost/json/object.hpp>

#include "runtime/rpc/block_reader.hpp"
#include "runtime/rpc/dev_guard.hpp"

namespace deed::rpc {
namespace {

using dev::Controls;

/// What evm_mine is told: a time, or {"blocks", "timestamp"}.
struct MineRequest {
    uint64_t blocks = 1;
    std::optional<uint64_t> timestamp;
};

Result<MineRequest, Error> read_mine_request(const Params& params) {
    MineRequest request;
    const auto* options = params.find(0) == nullptr ? nullptr : params.find(0)->if_object();
    if (params.find(0) == nullptr) return request;
    if (options == nullptr) {
        DEED_TRY(timestamp, require_one(params, 0));
        request.timestamp = timestamp;
        return request;
    }
    const auto read = [&](const char* name) -> Result<std::optional<uint64_t>, Error> {
        const auto* value = options->if_contains(name);
        if (json::is_absent(value)) return std::nullopt;
        const auto number = json::parse_lenient_number(*value);
        if (!number || !number->fits_uint64())
            return Failure{invalid_argument(0, std::string{name} + " must be a number")};
        return (*number)[0];
    };
    DEED_TRY(blocks, read("blocks"));
    DEED_TRY(timestamp, read("timestamp"));
    request.blocks = blocks.value_or(1);
    request.timestamp = timestamp;
    return request;
}

Result<std::monostate, Error> mine(Controls& controls, const MineRequest& request) {
    if (!request.timestamp) return or_error(controls.mine(request.blocks, 1));
    if (request.blocks == 0) return std::monostate{};
    DEED_CHECK(or_error(controls.mine_at(*request.timestamp)));
    return or_error(controls.mine(request.blocks - 1, 1));
}

Outcome evm_mine(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(request, read_mine_request(params));
    DEED_CHECK(mine(controls, request));
    result.text("0x0");
    return kDone;
}

Outcome mine_detailed(Controls& controls, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(request, read_mine_request(params));
    const uint64_t before = backend.chain.head()->id.number;
    DEED_CHECK(mine(controls, request));
    const auto stored = backend.chain.snapshot();
    result.begin_array();
    for (uint64_t number = before + 1; number <= stored->head().number; ++number)
        write_stored_block(result, *stored, number, json::TransactionDetail::Whole);
    result.end_array();
    return kDone;
}

Outcome mine_blocks(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(count, read_number(params, 0, 1));
    DEED_TRY(interval, read_number(params, 1, 1));
    DEED_CHECK(or_error(controls.mine(count, interval)));
    result.boolean(true);
    return kDone;
}

Outcome set_automine(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(is_on, params.flag(0));
    controls.set_automine(is_on);
    result.boolean(true);
    return kDone;
}

Outcome get_automine(Controls& controls, Backend&, const Params&, json::Writer& result) {
    result.boolean(controls.is_automine());
    return kDone;
}

Outcome set_interval_mining(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(seconds, require_one(params, 0));
    constexpr uint64_t kLongest = 365 * 24 * 3600;
    if (seconds > kLongest) return Failure{invalid_argument(0, "the interval is in seconds, at most a year")};
    controls.set_interval(std::chrono::seconds{seconds});
    result.boolean(true);
    return kDone;
}

Outcome get_interval_mining(Controls& controls, Backend&, const Params&, json::Writer& result) {
    const auto interval = controls.interval();
    if (interval)
        result.number(static_cast<uint64_t>(std::chrono::ceil<std::chrono::seconds>(*interval).count()));
    else
        result.null();
    return kDone;
}

Outcome set_block_gas_limit(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(limit, require_one(params, 0));
    DEED_CHECK(or_error(controls.set_next_gas_limit(limit)));
    result.boolean(true);
    return kDone;
}

Outcome set_next_base_fee(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(fee, params.lenient_number(0));
    controls.set_next_base_fee(fee);
    result.boolean(true);
    return kDone;
}

Outcome set_prev_randao(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(value, params.slot(0));
    controls.set_next_prev_randao(to_hash(value));
    result.boolean(true);
    return kDone;
}

Outcome set_coinbase(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    controls.set_coinbase(address);
    result.boolean(true);
    return kDone;
}

/// Seconds by which the chain's clock is ahead, as a plain number.
void write_offset(const Controls& controls, json::Writer& result) {
    result.raw(std::to_string(controls.clock_offset()));
}

Outcome increase_time(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(seconds, require_one(params, 0));
    DEED_CHECK(or_error(controls.increase_time(seconds)));
    write_offset(controls, result);
    return kDone;
}

Outcome set_time(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(timestamp, require_one(params, 0));
    DEED_CHECK(or_error(controls.set_time(timestamp)));
    write_offset(controls, result);
    return kDone;
}

Outcome set_next_block_timestamp(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(timestamp, require_one(params, 0));
    DEED_CHECK(or_error(controls.set_next_timestamp(timestamp)));
    result.null();
    return kDone;
}

Outcome set_block_timestamp_interval(Controls& controls, Backend&, const Params& params,
                                     json::Writer& result) {
    DEED_TRY(seconds, require_one(params, 0));
    constexpr uint64_t kLongest = uint64_t{1} << 32;
    if (seconds > kLongest) return Failure{invalid_argument(0, "the interval is too long")};
    controls.set_timestamp_interval(seconds);
    result.null();
    return kDone;
}

Outcome remove_block_timestamp_interval(Controls& controls, Backend& backend, const Params&,
                                        json::Writer& result) {
    result.boolean(backend.chain.wishes().timestamp_interval.has_value());
    controls.set_timestamp_interval(std::nullopt);
    return kDone;
}

Outcome genesis_time(Controls&, Backend& backend, const Params&, json::Writer& result) {
    result.number(backend.chain.snapshot()->find_header(0).value().header.timestamp);
    return kDone;
}

Outcome set_logging(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(is_on, params.flag(0));
    controls.set_logging(is_on);
    result.boolean(true);
    return kDone;
}

Outcome metadata(Controls& controls, Backend& backend, const Params&, json::Writer& result) {
    const auto head = backend.chain.head();
    result.begin_object().key("clientVersion").text(backend.client_version);
    result.key("chainId").number(backend.chain.config().chain_id);
    result.key("instanceId").data(controls.instance());
    result.key("latestBlockNumber").number(head->id.number);
    result.key("latestBlockHash").data(head->id.hash).end_object();
    return kDone;
}

Outcome node_info(Controls&, Backend& backend, const Params&, json::Writer& result) {
    const auto head = backend.chain.head();
    const auto& chain = backend.chain;
    const auto revision = chain.config().revision_at(head->id.number, head->header.timestamp);
    result.begin_object().key("currentBlockNumber").quantity(head->id.number);
    result.key("currentBlockTimestamp").number(head->header.timestamp);
    result.key("currentBlockHash").data(head->id.hash);
    result.key("hardFork").text(isa::name_of(revision));
    result.key("transactionOrder").text("fees");
    result.key("environment").begin_object().key("baseFee").quantity(chain.next_base_fee());
    result.key("chainId").number(chain.config().chain_id);
    result.key("gasLimit").quantity(chain.next_gas_limit());
    result.key("gasPrice").quantity(chain.next_base_fee() + chain.suggested_tip()).end_object();
    result.key("forkConfig").begin_object().end_object().end_object();
    return kDone;
}

constexpr Method kMethods[] = {
    {"evm_mine", by_hand<evm_mine>, Cost::Slow},
    {"evm_mine_detailed", by_hand<mine_detailed>, Cost::Slow},
    {"anvil_mine_detailed", by_hand<mine_detailed>, Cost::Slow},
    {"anvil_mine", by_hand<mine_blocks>, Cost::Slow},
    {"hardhat_mine", by_hand<mine_blocks>, Cost::Slow},
    {"evm_setAutomine", by_hand<set_automine>},
    {"anvil_setAutomine", by_hand<set_automine>},
    {"anvil_getAutomine", by_hand<get_automine>},
    {"hardhat_getAutomine", by_hand<get_automine>},
    {"evm_setIntervalMining", by_hand<set_interval_mining>},
    {"anvil_setIntervalMining", by_hand<set_interval_mining>},
    {"anvil_getIntervalMining", by_hand<get_interval_mining>},
    {"evm_setBlockGasLimit", by_hand<set_block_gas_limit>, Cost::Slow},
    {"anvil_setBlockGasLimit", by_hand<set_block_gas_limit>, Cost::Slow},
    {"anvil_setNextBlockBaseFeePerGas", by_hand<set_next_base_fee>, Cost::Slow},
    {"hardhat_setNextBlockBaseFeePerGas", by_hand<set_next_base_fee>, Cost::Slow},
    {"hardhat_setPrevRandao", by_hand<set_prev_randao>, Cost::Slow},
    {"anvil_setCoinbase", by_hand<set_coinbase>, Cost::Slow},
    {"hardhat_setCoinbase", by_hand<set_coinbase>, Cost::Slow},
    {"evm_increaseTime", by_hand<increase_time>, Cost::Slow},
    {"anvil_increaseTime", by_hand<increase_time>, Cost::Slow},
    {"evm_setTime", by_hand<set_time>, Cost::Slow},
    {"anvil_setTime", by_hand<set_time>, Cost::Slow},
    {"evm_setNextBlockTimestamp", by_hand<set_next_block_timestamp>, Cost::Slow},
    {"anvil_setNextBlockTimestamp", by_hand<set_next_block_timestamp>, Cost::Slow},
    {"anvil_setBlockTimestampInterval", by_hand<set_block_timestamp_interval>, Cost::Slow},
    {"anvil_removeBlockTimestampInterval", by_hand<remove_block_timestamp_interval>, Cost::Slow},
    {"anvil_getGenesisTime", by_hand<genesis_time>},
    {"anvil_setLoggingEnabled", by_hand<set_logging>},
    {"hardhat_setLoggingEnabled", by_hand<set_logging>},
    {"anvil_metadata", by_hand<metadata>},
    {"hardhat_metadata", by_hand<metadata>},
    {"anvil_nodeInfo", by_hand<node_info>},
};

}  // namespace

std::span<const Method> dev_block_methods() {
    return kMethods;
}

}  // namespace deed::rpc
