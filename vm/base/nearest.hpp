#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deed {

/// The names most like @p wrong, at most three: the fewest letters to insert, drop, change or swap first,
/// equals in the order of the alphabet; letter case does not count. A name is near when a third of the
/// letters of @p wrong (but at least one) are enough. Names of more than 64 letters are near to nothing.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view wrong,
                                                     std::span<const std::string> names);

/// The first of `nearest_names`, for "did you mean …?".
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view wrong,
                                                      std::span<const std::string> names);

}  // namespace deed
