#pragma once

#include <optional>
#include <vector>

#include <boost/json/object.hpp>

#include "runtime/json/parse.hpp"
#include "vm/state/log.hpp"

namespace deed::rpc {

/// Which logs a client wants, as eth_getLogs, eth_newFilter and eth_subscribe are told.
struct LogCriteria {
    std::optional<json::BlockId> from;
    std::optional<json::BlockId> to;
    std::optional<Hash> block_hash;         ///< instead of a range
    std::vector<Address> addresses;         ///< any of them; all when empty
    std::vector<std::vector<Hash>> topics;  ///< at each position any of them; all when empty
};

[[nodiscard]] Result<LogCriteria, json::ParseError> parse_log_criteria(const boost::json::value& value);

/// Whether @p log has one of the addresses and at each position one of the topics. The block does not matter.
[[nodiscard]] bool matches(const LogCriteria& criteria, const state::Log& log);

}  // namespace deed::rpc
