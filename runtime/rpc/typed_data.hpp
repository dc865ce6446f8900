#pragma once

#include <boost/json/value.hpp>

#include "runtime/json/parse.hpp"

namespace deed::rpc {

/// The digest that a wallet signs for typed data (EIP-712): {"types", "primaryType", "domain", "message"}.
[[nodiscard]] Result<Hash, json::ParseError> typed_data_digest(const boost::json::value& typed_data);

}  // namespace deed::rpc
