#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deed::client {

/// The name most like @p wrong: the fewest letters to insert, drop, change or swap, and no more than a third
/// of them. Nothing when no name is that near; the first of equals.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view wrong,
                                                      const std::vector<std::string>& names);

/// "; did you mean NAME?", or nothing at all.
[[nodiscard]] std::string suggestion(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace deed::client
