#include "compiler/ir/builder.hpp"

#include <utility>

namespace deed::ir {

Builder::Builder(Function& function, uint32_t parameter_count) : function_(function) {
    DEED_ASSERT(function_.blocks.empty());
    current_ = make_block();
    for (uint32_t i = 0; i < parameter_count; ++i) add_parameter(current_);
}

ValueId Builder::parameter(BlockId block, size_t i) const {
    return function_.block(block).parameters[i];
}

BlockId Builder::make_block() {
    ended_.push_back(false);
    return function_.add_block();
}

ValueId Builder::add_parameter(BlockId block) {
    const ValueId value = function_.add_value(ValueKind::Parameter);
    function_.block(block).parameters.push_back(value);
    return value;
}

void Builder::enter_block(BlockId block) {
    current_ = block;
}

ValueId Builder::constant(const Uint256& value) {
    const auto found = constants_.find(value);
    if (found != constants_.end()) return found->second;
    const ValueId made = function_.add_value(ValueKind::Constant, value);
    constants_.emplace(value, made);
    return made;
}

Instruction& Builder::append(Op op, std::vector<ValueId> operands, uint32_t index) {
    DEED_ASSERT(!is_ended());
    auto& instructions = function_.block(current_).instructions;
    instructions.push_back({op, index, std::move(operands), {}, origin_});
    return instructions.back();
}

ValueId Builder::emit(Op op, std::vector<ValueId> operands, uint32_t index) {
    DEED_ASSERT(facts_of(op).results == 1);
    const ValueId result = function_.add_value(ValueKind::Result);
    append(op, std::move(operands), index).results = {result};
    return result;
}

void Builder::run(Op op, std::vector<ValueId> operands, uint32_t index) {
    DEED_ASSERT(facts_of(op).results == 0);
    append(op, std::move(operands), index);
}

std::vector<ValueId> Builder::invoke(uint32_t function, std::vector<ValueId> arguments,
                                     uint32_t result_count) {
    std::vector<ValueId> results;
    for (uint32_t i = 0; i < result_count; ++i) results.push_back(function_.add_value(ValueKind::Result));
    append(Op::INVOKE, std::move(arguments), function).results = results;
    return results;
}

uint32_t Builder::add_object(uint32_t bytes) {
    function_.object_sizes.push_back((bytes + 31) / 32 * 32);
    return static_cast<uint32_t>(function_.object_sizes.size() - 1);
}

Terminator& Builder::terminate(Op op) {
    DEED_ASSERT(!is_ended() && facts_of(op).ends_block);
    ended_[index(current_)] = true;
    Terminator& terminator = function_.block(current_).terminator;
    terminator.op = op;
    terminator.origin = origin_;
    return terminator;
}

void Builder::jump(BlockId target, std::vector<ValueId> arguments) {
    terminate(Op::JUMP).successors = {{target, std::move(arguments)}};
}

void Builder::branch(ValueId condition, BlockId if_true, BlockId if_false, Check check) {
    Terminator& terminator = terminate(Op::BRANCH);
    terminator.operands = {condition};
    terminator.successors = {{if_true, {}}, {if_false, {}}};
    terminator.origin.check = check;
}

void Builder::switch_on(ValueId value, BlockId otherwise, std::span<const Uint256> cases,
                        std::span<const BlockId> targets) {
    DEED_ASSERT(cases.size() == targets.size());
    Terminator& terminator = terminate(Op::SWITCH);
    terminator.operands = {value};
    terminator.cases.assign(cases.begin(), cases.end());
    terminator.successors = {{otherwise, {}}};
    for (const BlockId target : targets) terminator.successors.push_back({target, {}});
}

void Builder::end(Op op, std::vector<ValueId> operands, uint32_t function) {
    Terminator& terminator = terminate(op);
    terminator.operands = std::move(operands);
    terminator.index = function;
}

}  // namespace deed::ir
