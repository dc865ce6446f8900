#include "runtime/calls/block_simulation.hpp"
#include "runtime/json/block_json.hpp"
#include "runtime/rpc/lookup.hpp"
#include "runtime/rpc/overrides.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;
using calls::SimulatedBlock;
using calls::SimulatedCall;

/// What a call that ran out of something is told.
constexpr int kCallFailed = -32015;

Result<calls::BlockRequest, json::ParseError> parse_block_request(const bj::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return Failure{json::ParseError{"a block must be an object"}};
    calls::BlockRequest request;
    if (const auto* overrides = object->if_contains("blockOverrides"); !json::is_absent(overrides)) {
        DEED_TRY(parsed, parse_block_overrides(*overrides));
        request.overrides = std::move(parsed);
    }
    if (const auto* overrides = object->if_contains("stateOverrides"); !json::is_absent(overrides)) {
        DEED_TRY(parsed, parse_state_overrides(*overrides));
        request.state = std::move(parsed);
    }
    const auto* calls = object->if_contains("calls");
    if (json::is_absent(calls)) return request;
    if (!calls->is_array()) return Failure{json::ParseError{"calls must be an array"}};
    for (const auto& call : calls->get_array()) {
        DEED_TRY(parsed, json::parse_call(call));
        request.calls.push_back(std::move(parsed));
    }
    return request;
}

struct Asked {
    calls::SimulationRequest simulation;
    json::TransactionDetail detail = json::TransactionDetail::Hashes;
};

bool flag_of(const bj::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

Result<Asked, Error> read_asked(const Params& params) {
    DEED_TRY(options, params.object(0));
    DEED_TRY(base, params.block_or_latest(1));
    const auto* blocks = options->if_contains("blockStateCalls");
    if (json::is_absent(blocks) || !blocks->is_array() || blocks->get_array().empty())
        return Failure{invalid_argument(0, "\"blockStateCalls\" must be an array with at least one block")};
    if (blocks->get_array().size() > calls::kMostSimulatedBlocks)
        return Failure{
            Error{static_cast<ErrorCode>(calls::SimulationError::TooManyBlocks), "too many blocks", {}}};
    Asked asked;
    asked.simulation.base = base;
    asked.simulation.validates = flag_of(*options, "validation");
    asked.simulation.traces_transfers = flag_of(*options, "traceTransfers");
    if (flag_of(*options, "returnFullTransactions")) asked.detail = json::TransactionDetail::Whole;
    for (const auto& block : blocks->get_array()) {
        auto request = parse_block_request(block);
        if (!request) return Failure{invalid_argument(0, request.error().reason)};
        asked.simulation.blocks.push_back(*std::move(request));
    }
    return asked;
}

void write_call_error(json::Writer& writer, const execution::Outcome& outcome) {
    const bool has_reverted = outcome.status == machine::Status::Revert;
    const auto error = has_reverted ? execution_reverted(outcome.output)
                                    : Error{.message = std::string{machine::describe(outcome.status)}};
    writer.key("error").begin_object().key("message").text(error.message);
    writer.key("code").raw(std::to_string(has_reverted ? static_cast<int>(error.code) : kCallFailed));
    if (has_reverted) writer.key("data").raw(error.data);
    writer.end_object();
}

void write_call(json::Writer& writer, const SimulatedBlock& block, size_t index) {
    const SimulatedCall& call = block.calls[index];
    const auto& outcome = call.outcome;
    json::LogPlace place{.block_hash = block.hash,
                         .block_number = block.block.header.number,
                         .timestamp = block.block.header.timestamp,
                         .transaction_hash = block.transaction_hashes[index],
                         .transaction_index = index,
                         .log_index = 0};
    // What a call reverted with is said with the error alone.
    writer.begin_object().key("returnData").data(outcome.is_success() ? outcome.output : Bytes{});
    writer.key("logs").begin_array();
    for (size_t i = 0; i < call.logs.size(); ++i) {
        place.log_index = call.log_indexes[i];
        json::write_log(writer, call.logs[i], place);
    }
    writer.end_array().key("gasUsed").quantity(outcome.gas_used);
    writer.key("maxUsedGas").quantity(outcome.gas_used + outcome.gas_refunded);
    writer.key("status").quantity(uint64_t{outcome.is_success() ? 1U : 0U});
    if (!outcome.is_success()) write_call_error(writer, outcome);
    writer.end_object();
}

void write_block(json::Writer& writer, const SimulatedBlock& block, json::TransactionDetail detail) {
    json::write_block(writer, block.block,
                      {.hash = block.hash,
                       .size = block::encode(block.block).size(),
                       .transaction_hashes = block.transaction_hashes,
                       .senders = block.senders},
                      detail, [&](json::Writer& fields) {
                          fields.key("calls").begin_array();
                          for (size_t i = 0; i < block.calls.size(); ++i) write_call(fields, block, i);
                          fields.end_array();
                      });
}

Outcome simulate(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(asked, read_asked(params));
    const auto blocks = calls::simulate_blocks(backend.chain, backend.simulator, std::move(asked.simulation),
                                               backend.limits.simulation_gas);
    if (!blocks)
        return Failure{Error{static_cast<ErrorCode>(blocks.error().code), blocks.error().message, {}}};
    result.begin_array();
    for (const SimulatedBlock& block : *blocks) write_block(result, block, asked.detail);
    result.end_array();
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_simulateV1", simulate, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_simulate_methods() {
    return kMethods;
}

}  // namespace deed::rpc
