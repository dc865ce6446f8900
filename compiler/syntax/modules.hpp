#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/tree.hpp"

namespace deed::syntax {

/// How a module came into the program.
enum class ModuleOrigin : uint8_t {
    Entry,     ///< asked for by name
    Used,      ///< by a `use` of the project's source root
    Standard,  ///< by a `use` of the standard library
};

/// One parsed file.
struct Module {
    std::string name;  ///< "std.erc20", "shop.orders"; an entry file's is its path
    ModuleOrigin origin;
    source::FileId file;
    File tree;
    std::vector<size_t> uses;  ///< for each `use` of the tree, in order: the module it names, or kNoModule
};
inline constexpr size_t kNoModule = ~size_t{0};

/// Reads and parses @p entries and everything they use, each file once. `use shop.orders` is @p source_root +
/// "/shop/orders.deed". A module stands behind all that it uses; circles and missing files are diagnosed.
[[nodiscard]] std::vector<Module> load_modules(const std::vector<std::string>& entries,
                                               const std::string& source_root,
                                               const source::ReadFile& read_file, source::Sources& sources,
                                               diagnostics::Diagnostics& diagnostics);

}  // namespace deed::syntax
