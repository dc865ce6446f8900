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

/// A layout for people: a row for each field with its slot, first byte, size, name and type.
[[nodiscard]] std::vector<std::string> describe_layout(const boost::json::value& layout);

}  // namespace deed::tools
