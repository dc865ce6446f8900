#pragma once

#include <span>
#include <string>
#include <string_view>

namespace deed::client {

/// "; did you mean NAME?" with the name most like @p wrong, or nothing at all when none is near.
[[nodiscard]] std::string suggestion(std::string_view wrong, std::span<const std::string> names);

}  // namespace deed::client
