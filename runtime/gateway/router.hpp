#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deed::gateway {

/// The parts of a path between its slashes, percent-decoded; nothing when an escape is malformed.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

/// Whether every "%" in @p text begins a byte in hexadecimal.
[[nodiscard]] bool has_valid_escapes(std::string_view text);

/// The value of @p name in a query ("a=1&b=2"), percent-decoded; nothing when absent or malformed.
[[nodiscard]] std::optional<std::string> find_query(std::string_view query, std::string_view name);

/// The parts of @p path that stand where @p pattern has "*"; nothing when the path does not fit the pattern.
[[nodiscard]] std::optional<std::vector<std::string>> match(std::span<const std::string_view> pattern,
                                                            std::span<const std::string> path);

}  // namespace deed::gateway
