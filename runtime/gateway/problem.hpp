#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "runtime/calls/simulator.hpp"
#include "runtime/json/code_map.hpp"
#include "runtime/server/server.hpp"
#include "vm/abi/contract.hpp"

namespace deed::gateway {

/// A refusal, as `application/problem+json` (RFC 9457) tells it.
struct Problem {
    unsigned status = 400;
    std::string detail;
    boost::json::object members = {};  ///< what is known besides: "errors", "revert", "nearest", …
};

[[nodiscard]] server::Response to_response(const Problem& problem);

/// What is known of a failed call besides what it said.
struct Explanation {
    std::optional<json::CodePlace> place = std::nullopt;  ///< where in the text of a contract it arose
    std::vector<abi::ErrorType> errors = {};              ///< one of which it may have said
};

/// {"name", "args", "reason", "data", "place"}: what a reverted call said, in words where its error is known;
/// the place only when that is.
[[nodiscard]] boost::json::object describe_revert(BytesView output, const Explanation& explanation);

/// The problem that a failed call or a refused transaction is.
[[nodiscard]] Problem to_problem(const calls::CallFailure& failure, const Explanation& explanation = {});

}  // namespace deed::gateway
