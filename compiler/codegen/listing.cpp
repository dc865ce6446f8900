#include "compiler/codegen/listing.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"
#include "vm/isa/disassembler.hpp"

namespace deed::codegen {
namespace {

ir::Check check_at(const Code& code, size_t pc) {
    const auto next = std::upper_bound(code.map.begin(), code.map.end(), pc,
                                       [](size_t place, const MapEntry& entry) { return place < entry.pc; });
    return next == code.map.begin() ? ir::Check::None : std::prev(next)->origin.check;
}

}  // namespace

std::string list(const Code& code, size_t data_size) {
    const size_t end = code.bytes.size() - data_size;
    std::string text;
    for (const isa::Instruction& instruction : isa::disassemble(BytesView{code.bytes}.first(end))) {
        text += isa::format(instruction);
        const ir::Check check = check_at(code, instruction.offset);
        if (instruction.op == isa::Op::JUMPI && check != ir::Check::None)
            text += "  ; " + std::string{text_of(check)};
        text += "\n";
    }
    if (data_size > 0) text += "data " + to_hex_prefixed(BytesView{code.bytes}.subspan(end)) + "\n";
    return text;
}

}  // namespace deed::codegen
