#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deed::gateway {

/// The names most like @p wanted, most alike first, at most three; none that differ by more than a third.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view wanted,
                                                     std::span<const std::string> names);

}  // namespace deed::gateway
