#pragma once

#include <functional>
#include <string>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// Says in a line what text code came from; empty for none.
using Describe = std::function<std::string(const Origin& origin)>;

/// The module as text that `read` understands. Constants stand in their places, other values are called %n in
/// the order of the text; checks are comments behind ";", source positions are left out.
/// With @p describe each instruction from another place than the one before stands below a comment that says
/// so.
[[nodiscard]] std::string print(const Module& module, const Describe& describe = {});
[[nodiscard]] std::string print(const Function& function);

}  // namespace deed::ir
