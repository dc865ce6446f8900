#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "vm/base/result.hpp"

namespace deed::json {

/// Where JSON text stops being acceptable, and why.
struct TextError {
    size_t offset = 0;  ///< in bytes
    std::string reason;
};

/// Reads JSON text written by people: unlike the plain reader it refuses an object that has one key twice, of
/// which one would silently win.
[[nodiscard]] Result<boost::json::value, TextError> parse_strict(std::string_view text);

}  // namespace deed::json
