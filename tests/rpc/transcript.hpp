#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace deed::rpc {

/// A request and the answer that is expected to it.
struct Exchange {
    std::string request;  ///< a JSON-RPC text, or "GET /path" or "POST /path body"
    std::string answer;   ///< JSON; for the latter two after the status; empty for no answer
};

/// Whether @p actual is what @p expected describes: "*" stands for any value, and an object with the member
/// "*" may have more members than it names.
[[nodiscard]] bool fits(const boost::json::value& expected, const boost::json::value& actual);

/// Plays the exchange against the node at @p port; what it answered, in the form of `Exchange::answer`.
/// "@artifact" and "@init_code" in the request stand for what @p artifact (a file's text) holds.
[[nodiscard]] std::string play(uint16_t port, const std::string& request, const std::string& artifact);

/// Whether @p actual fits the expected answer, status and all.
[[nodiscard]] bool is_expected(const std::string& expected, const std::string& actual);

}  // namespace deed::rpc
