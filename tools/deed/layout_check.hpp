#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace deed::tools {

/// What a contract with the storage layout @p now would misread of storage that was written under @p before,
/// in words; empty when nothing. Both are in the shape of Solidity's `storageLayout`. Fields may be added and
/// renamed, not moved, removed or given another type.
[[nodiscard]] std::vector<std::string> find_layout_changes(const boost::json::value& before,
                                                           const boost::json::value& now);

}  // namespace deed::tools
