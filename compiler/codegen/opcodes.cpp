#include "compiler/codegen/opcodes.hpp"

#include "vm/base/assert.hpp"

namespace deed::codegen {

isa::Op opcode_of(ir::Op op) {
    switch (op) {
#define DEED_IR_EVM(name, operands, results, reads, writes) \
    case ir::Op::name: return isa::Op::name;
#include "compiler/ir/ir.def"
        case ir::Op::STOP: return isa::Op::STOP;
        case ir::Op::RETURN: return isa::Op::RETURN;
        case ir::Op::REVERT: return isa::Op::REVERT;
        case ir::Op::INVALID: return isa::Op::INVALID;
#define DEED_IR_OWN(name, operands, results, reads, writes) case ir::Op::name:
#include "compiler/ir/ir.def"
        case ir::Op::JUMP:
        case ir::Op::BRANCH:
        case ir::Op::SWITCH:
        case ir::Op::SELECT:
        case ir::Op::YIELD:
        case ir::Op::ENTER: break;
    }
    DEED_ASSERT(!"an instruction that code generation expands");
    return isa::Op::INVALID;
}

PlacedKind placed_kind_of(ir::Op op) {
    // Every other instruction that is made anew is one of the machine's own.
    if (op == ir::Op::OBJECT) return PlacedKind::Object;
    if (op == ir::Op::GLOBAL) return PlacedKind::Global;
    if (op == ir::Op::TAIL) return PlacedKind::Tail;
    if (op == ir::Op::DATA_OFFSET) return PlacedKind::DataOffset;
    if (op == ir::Op::DATA_SIZE) return PlacedKind::DataSize;
    if (op == ir::Op::CODE_END) return PlacedKind::CodeEnd;
    if (op == ir::Op::IMMUTABLE) return PlacedKind::Immutable;
    return PlacedKind::Machine;
}

std::optional<ir::Op> mirror_of(ir::Op op) {
    using enum ir::Op;
    if (op == ADD || op == MUL || op == AND || op == OR || op == XOR || op == EQ) return op;
    if (op == LT) return GT;
    if (op == GT) return LT;
    if (op == SLT) return SGT;
    if (op == SGT) return SLT;
    return std::nullopt;
}

}  // namespace deed::codegen
