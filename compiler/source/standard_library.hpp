#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace deed::source {

/// The text of the standard library's module, e.g. "std.erc20", or nothing. It is part of this program.
[[nodiscard]] std::optional<std::string_view> find_standard_module(std::string_view module);

/// The names of all modules of the standard library, sorted.
[[nodiscard]] std::vector<std::string_view> standard_modules();

}  // namespace deed::source
