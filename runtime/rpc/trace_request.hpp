#pragma once

#include <optional>

#include "runtime/calls/replay.hpp"
#include "runtime/json/trace_json.hpp"
#include "runtime/rpc/method.hpp"

namespace deed::rpc {

/// Which recorder answers.
enum class TracerName : uint8_t { Steps, Calls, Prestate, Selectors };

/// The options of debug_traceTransaction and its kin.
struct TraceRequest {
    TracerName tracer = TracerName::Steps;
    json::StepFields steps;
    uint64_t limit = 0;          ///< of steps; zero for no limit
    bool is_top_only = false;    ///< callTracer: without the calls it made
    bool has_logs = false;       ///< callTracer
    bool is_difference = false;  ///< prestateTracer: before and after instead of all that was read
    bool has_code = true;        ///< prestateTracer
    bool has_storage = true;     ///< prestateTracer
};

/// Reads the options at @p index, which may be absent.
[[nodiscard]] Result<TraceRequest, Error> read_trace_request(const Params& params, size_t index);

/// Runs something under the eyes of a watch.
using WatchedRun = std::function<Result<calls::Watched, Error>(const calls::Watch&)>;
/// Runs @p run with the recorder that @p request asks for and writes what it recorded. The gas limit of the
/// transaction is @p gas_limit.
[[nodiscard]] Outcome write_trace(json::Writer& result, const TraceRequest& request, isa::Revision revision,
                                  uint64_t gas_limit, const WatchedRun& run);

}  // namespace deed::rpc
