#pragma once

#include <boost/json/object.hpp>

#include "runtime/gateway/registry.hpp"

namespace deed::gateway {

/// The OpenAPI 3.1 document of a contract: one operation for each function.
[[nodiscard]] boost::json::object make_open_api(const Contract& contract);

/// The JSON schema of a value (integers are decimal strings).
[[nodiscard]] boost::json::object make_schema(const abi::Type& type);

}  // namespace deed::gateway
