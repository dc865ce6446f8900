#pragma once

#include <string>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// Checks the rules that every pass relies on: counts as ir.def says, each value made once and before its
/// uses, arguments fitting parameters (branches and switches pass none), indices in range, no recursion.
/// Gives the first broken rule in words, or an empty string.
[[nodiscard]] std::string verify(const Module& module);

}  // namespace deed::ir
