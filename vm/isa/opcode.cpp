#include "vm/isa/opcode.hpp"

namespace deed::isa {

std::optional<Op> find_op(std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (size_t code = 0; code < 256; ++code)
        if (table::kInfos[code].name == name) return static_cast<Op>(code);
    if (name == "SHA3") return Op::KECCAK256;
    if (name == "DIFFICULTY") return Op::PREVRANDAO;
    return std::nullopt;
}

}  // namespace deed::isa
