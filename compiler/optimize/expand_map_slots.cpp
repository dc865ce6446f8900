#include "compiler/optimize/passes.hpp"

namespace deed::optimize {
namespace {

using ir::Instruction;
using ir::Op;
using ir::ValueId;

constexpr uint64_t kWord = 32;

ValueId constant(ir::Function& function, uint64_t value) {
    for (uint32_t i = 0; i < function.values.size(); ++i)
        if (function.is_constant(ValueId{i}) && function.values[i].constant == Uint256{value})
            return ValueId{i};
    return function.add_value(ir::ValueKind::Constant, value);
}

}  // namespace

bool expand_map_slots(ir::Function& function) {
    bool changed = false;
    for (ir::Block& block : function.blocks) {
        std::vector<Instruction> result;
        for (Instruction& instruction : block.instructions) {
            if (instruction.op != Op::MAP_SLOT) {
                result.push_back(std::move(instruction));
                continue;
            }
            const ValueId zero = constant(function, 0);
            const ValueId key = instruction.operands[0];
            const ValueId map = instruction.operands[1];
            result.push_back({Op::MSTORE, 0, {constant(function, kWord), map}, {}, instruction.origin});
            result.push_back({Op::MSTORE, 0, {zero, key}, {}, instruction.origin});
            result.push_back({Op::KECCAK256,
                              0,
                              {zero, constant(function, 2 * kWord)},
                              instruction.results,
                              instruction.origin});
            changed = true;
        }
        block.instructions = std::move(result);
    }
    return changed;
}

}  // namespace deed::optimize
