#pragma once

#include <string>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// The module as text that `read` understands. Constants stand in their places, other values are called %n in
/// the order of the text; checks are comments behind ";", source positions are left out.
[[nodiscard]] std::string print(const Module& module);
[[nodiscard]] std::string print(const Function& function);

}  // namespace deed::ir
