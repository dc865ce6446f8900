#include "vm/isa/disassembler.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"

namespace deed::isa {

std::vector<Instruction> disassemble(BytesView code) {
    std::vector<Instruction> instructions;
    for (size_t offset = 0; offset < code.size();) {
        const auto op = static_cast<Op>(code[offset]);
        const size_t available = std::min<size_t>(info(op).immediate, code.size() - offset - 1);
        instructions.push_back({offset, op, code.subspan(offset + 1, available)});
        offset += 1 + available;
    }
    return instructions;
}

std::string format(const Instruction& instruction) {
    const OpInfo& row = info(instruction.op);
    std::string text = to_quantity(instruction.offset) + ' ';
    if (!row.exists())
        return text + "UNDEFINED(" + to_hex_prefixed(Bytes{static_cast<uint8_t>(instruction.op)}) + ")";

    text += row.name;
    if (row.immediate > 0) text += ' ' + to_hex_prefixed(instruction.immediate);
    if (instruction.immediate.size() < row.immediate) text += "…";
    return text;
}

}  // namespace deed::isa
