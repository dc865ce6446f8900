#include "runtime/rpc/trace_request.hpp"

#include <fmt/format.h>

#include "vm/precompiles/precompile.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;

/// A trace grows with every step; beyond this nobody reads it any more.
constexpr size_t kLargestTrace = size_t{256} << 20;

Result<bool, Error> flag_of(const bj::object& object, const char* name, bool fallback, size_t index) {
    const auto* value = object.if_contains(name);
    if (json::is_absent(value)) return fallback;
    if (!value->is_bool())
        return Failure{invalid_argument(index, fmt::format("\"{}\" must be true or false", name))};
    return value->get_bool();
}

Result<TracerName, Error> read_tracer(const bj::object& options, size_t index) {
    const auto* value = options.if_contains("tracer");
    if (json::is_absent(value) || *value == "") return TracerName::Steps;
    if (*value == "callTracer") return TracerName::Calls;
    if (*value == "prestateTracer") return TracerName::Prestate;
    if (*value == "4byteTracer") return TracerName::Selectors;
    return Failure{invalid_argument(
        index, "unknown tracer: there are callTracer, prestateTracer and 4byteTracer; without one, steps")};
}

Result<uint64_t, Error> read_limit(const bj::object& options, size_t index) {
    const auto* value = options.if_contains("limit");
    if (json::is_absent(value)) return uint64_t{0};
    const auto limit = json::parse_lenient_number(*value);
    if (!limit || !limit->fits_uint64())
        return Failure{invalid_argument(index, "\"limit\" must be a number of steps")};
    return (*limit)[0];
}

Outcome trace_steps(json::Writer& result, const TraceRequest& request, const WatchedRun& run) {
    std::string steps = "[";
    json::Writer writer{steps};
    json::StepWriter lines{writer, request.steps};
    uint64_t count = 0;
    bool is_too_large = false;
    const tracing::StepDetail detail{.stack = request.steps.stack,
                                     .memory = request.steps.memory,
                                     .return_data = request.steps.return_data};
    tracing::StepRecorder recorder{detail, [&](const tracing::Step& step) {
                                       if (request.limit != 0 && count++ >= request.limit) return;
                                       is_too_large = is_too_large || steps.size() > kLargestTrace;
                                       if (!is_too_large) lines.write(step);
                                   }};
    DEED_TRY(watched, run({.tracer = &recorder}));
    if (is_too_large)
        return Failure{Error{ErrorCode::LimitExceeded,
                             "the trace is too large: set \"limit\", or leave memory or stack out",
                             {}}};
    result.begin_object().key("gas").number(watched.outcome.gas_used);
    result.key("failed").boolean(!watched.outcome.is_success());
    result.key("returnValue").data(watched.outcome.output);
    result.key("structLogs").raw(steps + "]").end_object();
    return kDone;
}

/// The root of a recorded run, with the figures of the whole transaction.
tracing::CallRecord root_of(const tracing::CallRecorder& recorder, const calls::Watched& watched,
                            uint64_t gas_limit) {
    DEED_ASSERT(!recorder.roots().empty());
    auto root = recorder.roots().front();
    root.gas = static_cast<int64_t>(gas_limit);
    root.gas_used = static_cast<int64_t>(watched.outcome.gas_used);
    return root;
}

Outcome trace_calls(json::Writer& result, const TraceRequest& request, uint64_t gas_limit,
                    const WatchedRun& run) {
    tracing::CallRecorder recorder{{.inner_calls = !request.is_top_only, .logs = request.has_logs}};
    DEED_TRY(watched, run({.tracer = &recorder}));
    json::write_call(result, root_of(recorder, watched, gas_limit));
    return kDone;
}

Outcome trace_selectors(json::Writer& result, isa::Revision revision, uint64_t gas_limit,
                        const WatchedRun& run) {
    tracing::CallRecorder recorder{{}};
    DEED_TRY(watched, run({.tracer = &recorder}));
    const auto precompiles = precompiles::precompile_addresses(revision);
    json::write_selectors(result, root_of(recorder, watched, gas_limit), [&](const Address& address) {
        return std::ranges::find(precompiles, address) != precompiles.end();
    });
    return kDone;
}

Outcome trace_prestate(json::Writer& result, const TraceRequest& request, const WatchedRun& run) {
    DEED_TRY(watched, run({.keeps_prestate = true}));
    for (auto& [address, account] : watched.prestate) {
        if (!request.has_code) account.code.clear();
        if (!request.has_storage) account.storage.clear();
    }
    if (!request.is_difference) {
        json::write_prestate(result, watched.prestate);
        return kDone;
    }
    if (!request.has_code) watched.changes.code.clear();
    if (!request.has_storage)
        for (auto& [address, change] : watched.changes.accounts) change.storage.clear();
    json::write_prestate_difference(result, watched.prestate, watched.changes);
    return kDone;
}

}  // namespace

Result<TraceRequest, Error> read_trace_request(const Params& params, size_t index) {
    TraceRequest request;
    if (params.find(index) == nullptr) return request;
    DEED_TRY(options, params.object(index));
    DEED_TRY(tracer, read_tracer(*options, index));
    DEED_TRY(has_no_stack, flag_of(*options, "disableStack", false, index));
    DEED_TRY(has_memory, flag_of(*options, "enableMemory", false, index));
    DEED_TRY(has_no_storage, flag_of(*options, "disableStorage", false, index));
    DEED_TRY(has_return_data, flag_of(*options, "enableReturnData", false, index));
    DEED_TRY(limit, read_limit(*options, index));
    request.tracer = tracer;
    request.steps = {!has_no_stack, has_memory, !has_no_storage, has_return_data};
    request.limit = limit;
    const auto* value = options->if_contains("tracerConfig");
    if (json::is_absent(value)) return request;
    if (!value->is_object()) return Failure{invalid_argument(index, "\"tracerConfig\" must be an object")};
    const auto& config = value->get_object();
    DEED_TRY(is_top_only, flag_of(config, "onlyTopCall", false, index));
    DEED_TRY(has_logs, flag_of(config, "withLog", false, index));
    DEED_TRY(is_difference, flag_of(config, "diffMode", false, index));
    DEED_TRY(has_no_code, flag_of(config, "disableCode", false, index));
    DEED_TRY(has_no_slots, flag_of(config, "disableStorage", false, index));
    request.is_top_only = is_top_only;
    request.has_logs = has_logs;
    request.is_difference = is_difference;
    request.has_code = !has_no_code;
    request.has_storage = !has_no_slots;
    return request;
}

Outcome write_trace(json::Writer& result, const TraceRequest& request, isa::Revision revision,
                    uint64_t gas_limit, const WatchedRun& run) {
    switch (request.tracer) {
        case TracerName::Steps: return trace_steps(result, request, run);
        case TracerName::Calls: return trace_calls(result, request, gas_limit, run);
        case TracerName::Prestate: return trace_prestate(result, request, run);
        case TracerName::Selectors: return trace_selectors(result, revision, gas_limit, run);
    }
    DEED_ASSERT(false);
}

}  // namespace deed::rpc
