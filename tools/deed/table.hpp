#pragma once

#include <string>
#include <vector>

namespace deed::tools {

/// Rows for people: two spaces before each, columns as wide as their widest cell, two spaces between. Rows
/// may have fewer cells than others, and no line ends in spaces.
[[nodiscard]] std::vector<std::string> lay_out_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace deed::tools
