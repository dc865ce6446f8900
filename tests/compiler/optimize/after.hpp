#pragma once

#include <string>

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// The blocks of "function f entry { … }" as text, after a pass over it.
[[nodiscard]] std::string after(bool (*pass)(ir::Function&), const std::string& blocks);
/// As above, after a pass over the module of that one function.
[[nodiscard]] std::string after(bool (*pass)(ir::Module&), const std::string& blocks);

}  // namespace deed::optimize
