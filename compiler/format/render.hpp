#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/layout.hpp"

namespace deed::format {

/// Lines are broken to be no longer, in characters, where they have a place for it. Comments behind code do
/// not count.
inline constexpr size_t kLineWidth = 100;

/// The text that a layout stands for. Comments behind code on neighbouring lines are aligned.
[[nodiscard]] std::string render(const std::vector<Op>& ops, const Material& material);

}  // namespace deed::format
