#include "compiler/codegen/listing.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"

namespace deed::codegen {
namespace {

std::string place_of(size_t pc) {
    const std::string digits = to_quantity(pc).substr(2);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

ir::Check check_at(const Code& code, size_t pc) {
    const auto next = std::upper_bound(code.map.begin(), code.map.end(), pc,
                                       [](size_t place, const MapEntry& entry) { return place < entry.pc; });
    return next == code.map.begin() ? ir::Check::None : std::prev(next)->origin.check;
}

/// One instruction without its line break.
std::string describe(const Code& code, size_t pc, size_t operand_size) {
    const auto op = static_cast<isa::Op>(code.bytes[pc]);
    std::string line =
        place_of(pc) + (op == isa::Op::JUMPDEST ? ": " : "  ") + std::string{isa::info(op).name};
    if (operand_size > 0) line += " " + to_hex_prefixed(BytesView{code.bytes}.subspan(pc + 1, operand_size));
    const ir::Check check = check_at(code, pc);
    if (op == isa::Op::JUMPI && check != ir::Check::None) line += "  ; " + std::string{text_of(check)};
    return line;
}

}  // namespace

std::string list(const Code& code, size_t data_size) {
    const size_t end = code.bytes.size() - data_size;
    std::string text;
    for (size_t pc = 0; pc < end;) {
        const size_t operand_size =
            std::min<size_t>(isa::info(static_cast<isa::Op>(code.bytes[pc])).immediate, end - pc - 1);
        text += describe(code, pc, operand_size) + "\n";
        pc += 1 + operand_size;
    }
    if (data_size > 0)
        text += place_of(end) + "  data " + to_hex_prefixed(BytesView{code.bytes}.subspan(end)) + "\n";
    return text;
}

}  // namespace deed::codegen
