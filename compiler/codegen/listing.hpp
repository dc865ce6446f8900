#pragma once

#include <string>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {

/// The code for people: place, instruction, operand, and the check that a jump makes behind ";". The last
/// @p data_size bytes are data and stand as hexadecimal.
[[nodiscard]] std::string list(const Code& code, size_t data_size);

}  // namespace deed::codegen
