#pragma once

#include <optional>
#include <string_view>

#include "compiler/diagnostics/diagnostics.hpp"

namespace deed::diagnostics {

/// What Deed has in the place of a word of other languages, for a message of @p code about it; nothing for
/// all other words. Backticks around the word do not matter.
[[nodiscard]] std::optional<std::string_view> find_habit(Code code, std::string_view word);

}  // namespace deed::diagnostics
