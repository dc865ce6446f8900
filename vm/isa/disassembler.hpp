#pragma once

#include <string>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::isa {

/// An instruction where it stands in the code.
struct Instruction {
    size_t offset = 0;
    Op op{};
    BytesView immediate;  ///< shorter than `info(op).immediate` when the code ends first
};

/// Reads @p code from its beginning, as the machine does when it looks for jump destinations. Borrows it.
/// Bytes that no revision defines are instructions of their own.
[[nodiscard]] std::vector<Instruction> disassemble(BytesView code);

/// "0x1f PUSH2 0x0102"; a byte that no revision defines is "UNDEFINED(0x0c)", an immediate that the code cuts
/// off ends with "…".
[[nodiscard]] std::string format(const Instruction& instruction);

}  // namespace deed::isa
