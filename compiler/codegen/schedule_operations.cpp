#include <algorithm>
#include <array>
#include <utility>

#include "compiler/codegen/opcodes.hpp"
#include "compiler/codegen/scheduler.hpp"

namespace deed::codegen {

using ir::Instruction;
using ir::Op;
using ir::ValueId;

namespace {

/// From this height on, slots that nobody needs are removed between instructions.
constexpr size_t kTidyHeight = 11;

}  // namespace

bool Scheduler::lives_on(ValueId value) const {
    return prepared_.liveness.at_exit[index(current_)].contains(value);
}

bool Scheduler::is_dead(ValueId value) const {
    return value == kJunk || (remaining_[index(value)] == 0 && !lives_on(value));
}

bool Scheduler::is_dying(ValueId value) const {
    return is_on_stack(value) && remaining_[index(value)] == 1 && !lives_on(value);
}

bool Scheduler::is_on_stack(ValueId value) const {
    const uint32_t i = index(value);
    return !function_.is_constant(value) && !prepared_.is_made_anew[i] && !prepared_.is_delayed[i] &&
           !is_spilled(value);
}

size_t Scheduler::depth_of(ValueId value) const {
    for (size_t depth = 1; depth <= stack_.size(); ++depth)
        if (stack_[stack_.size() - depth] == value) return depth;
    DEED_ASSERT(!"a value that is needed stands on the stack");
    return 0;
}

void Scheduler::pop() {
    assembly_.add(isa::Op::POP);
    stack_.pop_back();
}

void Scheduler::swap(size_t depth) {
    assembly_.add(isa::swap(static_cast<uint8_t>(depth)));
    std::swap(stack_[stack_.size() - 1 - depth], stack_.back());
}

void Scheduler::tidy() {
    while (stack_.size() > kTidyHeight && is_dead(stack_.back())) pop();
    for (size_t depth = std::min(stack_.size(), kReach + 1); depth-- > 1 && stack_.size() > kTidyHeight;) {
        if (depth >= stack_.size() || !is_dead(stack_[stack_.size() - 1 - depth])) continue;
        swap(depth);
        pop();
    }
}

void Scheduler::push_address(ValueId value, uint32_t word) {
    const uint32_t offset = (spilled_.word_of(value) + word) * 32;
    assembly_.push_own(ItemKind::FunctionMemory, number_, offset);
}

void Scheduler::store(ValueId value) {
    push_address(value, 0);
    assembly_.add(isa::Op::MSTORE);
    stack_.pop_back();
}

void Scheduler::make(ValueId value) {
    stack_.push_back(value);
    if (value == kJunk) return assembly_.push(0);
    if (function_.is_constant(value)) return assembly_.push(function_.value(value).constant);
    if (prepared_.is_made_anew[index(value)]) return write_made_anew(*prepared_.maker[index(value)]);
    push_address(value, 0);
    assembly_.add(isa::Op::MLOAD);
}

void Scheduler::write_made_anew(const Instruction& instruction) {
    if (instruction.op == Op::ADD) {
        const size_t place = function_.is_constant(instruction.operands[0]) ? 1 : 0;
        const Uint256& distance = function_.value(instruction.operands[1 - place]).constant;
        return write_placed(*prepared_.maker[index(instruction.operands[place])],
                            static_cast<uint32_t>(static_cast<uint64_t>(distance)));
    }
    write_placed(instruction, 0);
}

void Scheduler::write_placed(const Instruction& instruction, uint32_t distance) {
    switch (placed_kind_of(instruction.op)) {
        case PlacedKind::Machine: return assembly_.add(opcode_of(instruction.op));
        case PlacedKind::Object: {
            uint32_t offset = spilled_.count() * 32 + distance;
            for (uint32_t i = 0; i < instruction.index; ++i) offset += function_.object_sizes[i];
            return assembly_.push_own(ItemKind::FunctionMemory, number_, offset);
        }
        case PlacedKind::Global: return assembly_.push_own(ItemKind::Global, instruction.index + distance);
        case PlacedKind::Tail: return assembly_.push_own(ItemKind::Tail, distance);
        case PlacedKind::DataOffset: return assembly_.push_own(ItemKind::DataOffset, instruction.index);
        case PlacedKind::DataSize: return assembly_.push_own(ItemKind::DataSize, instruction.index);
        case PlacedKind::CodeEnd: return assembly_.push_own(ItemKind::CodeEnd);
        case PlacedKind::Immutable: return assembly_.push_own(ItemKind::Immutable, instruction.index);
    }
}

size_t Scheduler::standing(std::span<const ValueId> order, size_t floor) const {
    for (size_t count = std::min(order.size(), stack_.size() - floor); count > 0; --count) {
        const auto begin = stack_.end() - static_cast<std::ptrdiff_t>(count);
        if (!std::equal(begin, stack_.end(), order.begin())) continue;
        if (std::all_of(begin, stack_.end(), [&](ValueId value) { return is_dying(value); })) return count;
    }
    return 0;
}

void Scheduler::write_operands(std::span<const ValueId> order, size_t floor) {
    size_t done = standing(order, floor);
    if (done == 0) done = bring_up(order, floor);
    for (size_t i = 0; i < done; ++i) --remaining_[index(order[i])];
    for (size_t i = done; i < order.size() && !too_deep_; ++i)
        write_operand(order[i], i == 0 ? floor : stack_.size());
}

size_t Scheduler::bring_up(std::span<const ValueId> order, size_t floor) {
    if (order.empty() || stack_.size() <= floor || !is_dying(order[0])) return 0;
    if (order.size() == 2 && stack_.size() >= floor + 2 && order[0] == stack_.back() &&
        order[1] == stack_[stack_.size() - 2] && is_dying(order[1])) {
        swap(1);
        return 2;
    }
    const size_t depth = depth_of(order[0]);
    // Where the call ends here, a copy costs the same and leaves the others in their order.
    const bool ends_here = prepared_.function.block(current_).terminator.successors.empty() &&
                           prepared_.function.block(current_).terminator.op != Op::YIELD;
    if (ends_here || depth == 1 || depth > kReach || stack_.size() - depth < floor) return 0;
    swap(depth - 1);
    return 1;
}

void Scheduler::write_operand(ValueId value, size_t floor) {
    --remaining_[index(value)];
    if (prepared_.is_delayed[index(value)]) return write_operation(*prepared_.maker[index(value)], floor);
    if (!is_on_stack(value)) return make(value);
    const size_t depth = depth_of(value);
    if (depth > kReach) {
        too_deep_ = value;
        return;
    }
    assembly_.add(isa::dup(static_cast<uint8_t>(depth)));
    stack_.push_back(value);
}

void Scheduler::write_instruction(const Instruction& instruction) {
    write_operation(instruction, 0);
    if (too_deep_) return;
    for (size_t i = 0; i < instruction.results.size(); ++i) {
        const ValueId top = stack_.back();
        if (is_spilled(top)) {
            store(top);
        } else if (is_dead(top)) {
            pop();
        } else {
            return;
        }
    }
}

void Scheduler::write_operation(const Instruction& instruction, size_t floor) {
    const size_t height = stack_.size();
    Op op = instruction.op;
    // Operations have few operands; invoked functions may have any number.
    std::array<ValueId, 8> few{};
    Slots many;
    const size_t count = instruction.operands.size();
    if (count > few.size()) many.resize(count);
    const std::span<ValueId> order = count > few.size() ? std::span{many} : std::span{few}.first(count);
    std::copy(instruction.operands.rbegin(), instruction.operands.rend(), order.begin());
    if (const auto mirrored = mirror_of(op)) {
        const std::array other{order[1], order[0]};
        if (standing(other, floor) > standing(order, floor)) {
            std::copy(other.begin(), other.end(), order.begin());
            op = *mirrored;
        }
    }
    write_operands(order, floor);
    if (too_deep_) return;
    assembly_.set_origin(instruction.origin);
    if (op == Op::INVOKE)
        write_invoke(instruction);
    else if (op == Op::SET_IMMUTABLE)
        write_set_immutable(instruction);
    else if (op == Op::MAP_SLOT)
        write_map_slot();
    else
        assembly_.add(opcode_of(op));
    stack_.resize(stack_.size() - order.size());
    DEED_ASSERT(stack_.size() <= height);
    stack_.insert(stack_.end(), instruction.results.rbegin(), instruction.results.rend());
}

void Scheduler::write_map_slot() {
    assembly_.push(0);
    assembly_.add(isa::Op::MSTORE);
    assembly_.push(32);
    assembly_.add(isa::Op::MSTORE);
    assembly_.push(64);
    assembly_.push(0);
    assembly_.add(isa::Op::KECCAK256);
}

void Scheduler::write_invoke(const Instruction& instruction) {
    const LabelId back = assembly_.make_label();
    assembly_.push_label(back);
    assembly_.push_label(context_.function_labels[instruction.index]);
    assembly_.add(isa::Op::JUMP);
    assembly_.bind(back, ranks_[index(current_)]);
}

void Scheduler::write_set_immutable(const Instruction& instruction) {
    for (const uint32_t offset : context_.created_references[instruction.index]) {
        assembly_.add(isa::dup(2));
        assembly_.add(isa::dup(2));
        assembly_.push(offset);
        assembly_.add(isa::Op::ADD);
        assembly_.add(isa::Op::MSTORE);
    }
    assembly_.add(isa::Op::POP);
    assembly_.add(isa::Op::POP);
}

}  // namespace deed::codegen
