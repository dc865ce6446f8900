#include "compiler/codegen/listing.hpp"

#include <algorithm>

#include "vm/base/hex.hpp"
#include "vm/isa/disassembler.hpp"

namespace deed::codegen {
namespace {

ir::Origin origin_at(const Code& code, size_t pc) {
    const auto next = std::upper_bound(code.map.begin(), code.map.end(), pc,
                                       [](size_t place, const MapEntry& entry) { return place < entry.pc; });
    return next == code.map.begin() ? ir::Origin{} : std::prev(next)->origin;
}

}  // namespace

std::string list(const Code& code, const ir::Describe& describe) {
    std::string text;
    std::string place;
    for (const isa::Instruction& instruction :
         isa::disassemble(BytesView{code.bytes}.first(code.data_begin))) {
        const ir::Origin origin = origin_at(code, instruction.offset);
        const std::string here = describe ? describe(origin) : std::string{};
        if (!here.empty() && here != place) text += "; " + here + "\n";
        if (!here.empty()) place = here;
        text += isa::format(instruction);
        if (instruction.op == isa::Op::JUMPI && origin.check != ir::Check::None)
            text += "  ; " + std::string{text_of(origin.check)};
        text += "\n";
    }
    const BytesView data = BytesView{code.bytes}.subspan(code.data_begin);
    if (!data.empty()) text += "data " + to_hex_prefixed(data) + "\n";
    return text;
}

}  // namespace deed::codegen
