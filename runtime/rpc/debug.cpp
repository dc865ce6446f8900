#include <fmt/format.h>

#include "runtime/block/block.hpp"
#include "runtime/rpc/lookup.hpp"
#include "runtime/rpc/question.hpp"
#include "runtime/rpc/trace_request.hpp"
#include "vm/base/hex.hpp"

namespace deed::rpc {
namespace {

/// The words of geth where something is missing.
Failure<Error> not_found(std::string message) {
    return {Error{ErrorCode::ServerError, std::move(message), {}}};
}

/// A trace of the transaction that comes next in @p replay.
Outcome trace_next(calls::Replay& replay, size_t index, const TraceRequest& request, json::Writer& result) {
    return write_trace(
        result, request, replay.environment().revision,
        replay.transactions()[index].transaction.fields.gas_limit,
        [&](const calls::Watch& watch) -> Result<calls::Watched, Error> { return replay.run_next(watch); });
}

Outcome trace_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(request, read_trace_request(params, 1));
    const auto place = backend.chain.snapshot()->find_place(hash);
    if (!place) return not_found("transaction not found");
    calls::Replay replay{backend.chain, place->block};
    replay.advance_to(place->index);
    return trace_next(replay, place->index, request, result);
}

Outcome trace_block(const Backend& backend, uint64_t number, const TraceRequest& request,
                    json::Writer& result) {
    if (number == 0) return not_found("genesis is not traceable");
    calls::Replay replay{backend.chain, number};
    result.begin_array();
    for (size_t i = 0; i < replay.transactions().size(); ++i) {
        result.begin_object().key("txHash").data(replay.transactions()[i].hash).key("result");
        DEED_CHECK(trace_next(replay, i, request, result));
        result.end_object();
    }
    result.end_array();
    return kDone;
}

Outcome trace_block_by_number(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    DEED_TRY(request, read_trace_request(params, 1));
    if (id.is_pending()) return not_found("the pending block cannot be traced");
    const auto number = backend.simulator.find_number(id);
    if (!number) return not_found("block not found");
    return trace_block(backend, *number, request, result);
}

Outcome trace_block_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(request, read_trace_request(params, 1));
    const auto number = backend.chain.snapshot()->find_number(hash);
    if (!number) return not_found(fmt::format("block {} not found", to_hex_prefixed(hash)));
    return trace_block(backend, *number, request, result);
}

/// The block comes as its RLP; it must be one of this chain.
Outcome trace_encoded_block(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(bytes, params.data(0));
    DEED_TRY(request, read_trace_request(params, 1));
    const auto block = block::decode_block(bytes);
    if (!block) return Failure{invalid_argument(0, "it is not the RLP of a block")};
    const auto hash = block::hash_of(block->header);
    const auto number = backend.chain.snapshot()->find_number(hash);
    if (!number) return not_found(fmt::format("block {} not found", to_hex_prefixed(hash)));
    return trace_block(backend, *number, request, result);
}

/// Call, block, options; overrides of state and block stand among the options.
Outcome trace_call(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(call, params.call(0));
    DEED_TRY(id, params.block_or_latest(1));
    DEED_TRY(request, read_trace_request(params, 2));
    calls::Question question{
        .call = std::move(call), .block = id, .state_overrides = {}, .block_overrides = {}};
    if (params.find(2) != nullptr) {
        const auto& options = params.find(2)->get_object();
        DEED_CHECK(read_overrides(options.if_contains("stateOverrides"),
                                  options.if_contains("blockOverrides"), {2, 2}, question));
    }
    DEED_TRY(scene, or_error(backend.simulator.describe(question)));
    return write_trace(result, request, scene.revision, scene.gas,
                       [&](const calls::Watch& watch) -> Result<calls::Watched, Error> {
                           return or_error(backend.simulator.watch(question, watch));
                       });
}

Outcome get_raw_header(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    const auto number = backend.simulator.find_number(id);
    const auto header = number ? backend.chain.snapshot()->find_header(*number) : std::nullopt;
    if (!header) return not_found("block not found");
    result.data(block::encode(header->header));
    return kDone;
}

Outcome get_raw_block(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    const auto number = backend.simulator.find_number(id);
    const auto block = number ? backend.chain.snapshot()->find_block(*number) : std::nullopt;
    if (!block) return not_found("block not found");
    result.data(block::encode(*block));
    return kDone;
}

Outcome get_raw_receipts(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    const auto number = backend.simulator.find_number(id);
    const auto snapshot = backend.chain.snapshot();
    if (!number || !snapshot->find_header(*number)) return not_found("block not found");
    result.begin_array();
    for (const auto& stored : snapshot->receipts(*number)) result.data(block::encode(stored.receipt));
    result.end_array();
    return kDone;
}

Outcome get_raw_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    const auto pending = backend.chain.find_pending(hash);
    const auto stored = backend.chain.snapshot()->find_transaction(hash);
    if (pending)
        result.data(block::encode(pending->transaction));
    else if (stored)
        result.data(block::encode(stored->transaction));
    else
        result.data(BytesView{});
    return kDone;
}

/// A block that does not hold is never taken here, so there is none to show.
Outcome get_bad_blocks(Backend&, Caller&, const Params&, json::Writer& result) {
    result.begin_array().end_array();
    return kDone;
}

constexpr Method kMethods[] = {
    {"debug_traceTransaction", trace_transaction, Cost::Slow},
    {"debug_traceBlockByNumber", trace_block_by_number, Cost::Slow},
    {"debug_traceBlockByHash", trace_block_by_hash, Cost::Slow},
    {"debug_traceBlock", trace_encoded_block, Cost::Slow},
    {"debug_traceCall", trace_call, Cost::Slow},
    {"debug_getRawHeader", get_raw_header},
    {"debug_getRawBlock", get_raw_block, Cost::Slow},
    {"debug_getRawReceipts", get_raw_receipts, Cost::Slow},
    {"debug_getRawTransaction", get_raw_transaction},
    {"debug_getBadBlocks", get_bad_blocks},
};

}  // namespace

std::span<const Method> debug_methods() {
    return kMethods;
}

}  // namespace deed::rpc
