#pragma once

#include <span>
#include <string>
#include <string_view>

#include "vm/abi/contract.hpp"
#include "vm/base/result.hpp"

namespace deed::client {

/// Why a word of the command line is no value of its type, as a sentence without its end.
struct ArgumentError {
    std::string reason;
};

/// Reads a value as a person types it: 42, -1, 1_000, 0xff, 1.5ether, 20gwei for numbers; true and false; 0x…
/// for addresses (a mixed-case one must carry its checksum) and bytes; text as it is; [1, 2] for arrays and
/// (1, 2) for tuples, inside which text may be quoted.
[[nodiscard]] Result<abi::Value, ArgumentError> parse_argument(const abi::Type& type, std::string_view text);

/// Reads one word per parameter; the error names the parameter, or the signature when the count is wrong.
[[nodiscard]] Result<abi::Values, ArgumentError> parse_arguments(std::string_view callee,
                                                                 std::span<const abi::Parameter> parameters,
                                                                 std::span<const std::string> words);

/// Reads an amount of ether's smallest unit: 1000, 1.5ether, 20gwei, 7wei.
[[nodiscard]] Result<Uint256, ArgumentError> parse_amount(std::string_view text);

}  // namespace deed::client
