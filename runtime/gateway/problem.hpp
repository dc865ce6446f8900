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

/// {"name", "args", "reason", "data"}: what a reverted call said, in the words of @p interface when it knows
/// them.
[[nodiscard]] boost::json::object describe_revert(BytesView output, const abi::Interface& interface);
/// {"file", "line", "column", "check"}; the check is null where none failed.
[[nodiscard]] boost::json::object describe_place(const json::CodePlace& place);

/// The problem that a failed call or a refused transaction is, and where in the contract's text it arose.
[[nodiscard]] Problem to_problem(const calls::CallFailure& failure, const abi::Interface& interface,
                                 const std::optional<json::CodePlace>& place = std::nullopt);

}  // namespace deed::gateway
