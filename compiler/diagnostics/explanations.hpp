#pragma once

#include <optional>
#include <string_view>

namespace deed::diagnostics {

/// What explanations.md says about the message of that number ("E0401"), or nothing when it has no such part.
[[nodiscard]] std::optional<std::string_view> find_explanation(std::string_view number);

}  // namespace deed::diagnostics
