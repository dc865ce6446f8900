#pragma once

#include <string>

#include "compiler/codegen/assembly.hpp"
#include "compiler/ir/printer.hpp"

namespace deed::codegen {

/// The code for people: place, instruction, operand, and the check that a jump makes behind ";". Data stands
/// as hexadecimal. With @p describe instructions from another place of the text than those before stand below
/// a comment that says so.
[[nodiscard]] std::string list(const Code& code, const ir::Describe& describe = {});

}  // namespace deed::codegen
