#pragma once

#include "vm/machine/frame.hpp"

/// Instructions of form Frame. Each gets the frame with its gas up to date and the constant cost taken, and a
/// pointer to the top of the stack: the first operand is top[0], the second top[-1]. The result replaces the
/// last operand; the engine moves the top. Running means: go on.
namespace deed::instructions {

#define DEED_DECLARE_Word(name)
#define DEED_DECLARE_Context(name)
#define DEED_DECLARE_Memory(name)
#define DEED_DECLARE_Control(name)
#define DEED_DECLARE_Frame(name) machine::Status name(machine::Frame& frame, Uint256* top) noexcept;
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) DEED_DECLARE_##form(name)
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
#undef DEED_DECLARE_Word
#undef DEED_DECLARE_Context
#undef DEED_DECLARE_Memory
#undef DEED_DECLARE_Control
#undef DEED_DECLARE_Frame

}  // namespace deed::instructions
