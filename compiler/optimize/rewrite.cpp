#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {

using ir::ValueId;

Replacements::Replacements(const ir::Function& function) : targets_(function.values.size()) {
    for (uint32_t i = 0; i < targets_.size(); ++i) targets_[i] = ValueId{i};
}

void Replacements::replace(ValueId old, ValueId replacement) {
    replacement = current(replacement);
    if (current(old) == replacement) return;
    targets_[index(old)] = replacement;
    ++count_;
}

ValueId Replacements::current(ValueId value) const {
    while (index(value) < targets_.size() && targets_[index(value)] != value) value = targets_[index(value)];
    return value;
}

void Replacements::update(std::vector<ValueId>& values) const {
    for (ValueId& value : values) value = current(value);
}

void Replacements::apply(ir::Function& function) const {
    if (is_empty()) return;
    for (ir::Block& block : function.blocks) {
        for (ir::Instruction& instruction : block.instructions) update(instruction.operands);
        update(block.terminator.operands);
        for (ir::Successor& successor : block.terminator.successors) update(successor.arguments);
    }
}

bool is_repeatable(ir::Op op) {
    return op == ir::Op::MAP_SLOT || ir::facts_of(op).writes == ir::Effects::Nothing;
}

std::vector<const ir::Instruction*> find_makers(const ir::Function& function) {
    std::vector<const ir::Instruction*> makers(function.values.size());
    for (const ir::Block& block : function.blocks)
        for (const ir::Instruction& instruction : block.instructions)
            for (const ValueId value : instruction.results) makers[index(value)] = &instruction;
    return makers;
}

}  // namespace deed::optimize
