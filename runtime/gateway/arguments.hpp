#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "vm/abi/contract.hpp"

namespace deed::gateway {

/// What is wrong with one argument.
struct ArgumentError {
    std::string pointer;   ///< where (RFC 6901): "/args/0/owner"
    std::string expected;  ///< the type: "uint256"
    std::string detail;
};
using ArgumentErrors = std::vector<ArgumentError>;

/// A name as one part of a pointer (RFC 6901): "~" and "/" within it are written "~0" and "~1".
[[nodiscard]] std::string escape_pointer(std::string_view name);

/// Reads arguments given by position (an array) or by name (an object); absent or null means none. All errors
/// are reported, not the first.
///
/// Integers may be decimal strings, 0x-hexadecimal strings or JSON integers up to 2^53 - 1; addresses are
/// hexadecimal and, when letters of both cases occur, must have the checksum of EIP-55; bytes are
/// 0x-hexadecimal.
[[nodiscard]] Result<abi::Values, ArgumentErrors> read_arguments(std::span<const abi::Parameter> parameters,
                                                                 const boost::json::value* arguments);

}  // namespace deed::gateway
