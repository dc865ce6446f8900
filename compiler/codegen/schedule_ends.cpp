#include <algorithm>
#include <array>
#include <utility>

#include "compiler/codegen/opcodes.hpp"
#include "compiler/codegen/scheduler.hpp"
#include "compiler/codegen/switch_table.hpp"

namespace deed::codegen {

using ir::BlockId;
using ir::Op;
using ir::Successor;
using ir::Terminator;
using ir::ValueId;

namespace {

/// A block that several others go to begins with at most so many slots that nobody needs.
constexpr std::ptrdiff_t kJunkLimit = 3;

}  // namespace

void Scheduler::write_end(const Terminator& end) {
    switch (end.op) {
        case Op::JUMP: return write_jump(end.successors[0]);
        case Op::BRANCH: return write_branch(end);
        case Op::SWITCH:
        case Op::SELECT: return write_switch(end);
        case Op::YIELD: return write_yield(end);
        case Op::ENTER: return write_enter(end);
        case Op::STOP:
        case Op::RETURN:
        case Op::REVERT:
        case Op::INVALID:
            write_operands(Slots{end.operands.rbegin(), end.operands.rend()}, 0);
            return assembly_.add(opcode_of(end.op));
#define DEED_IR_EVM(name, operands, results, reads, writes) case Op::name:
#define DEED_IR_OWN(name, operands, results, reads, writes) case Op::name:
#include "compiler/ir/ir.def"
            break;
    }
    DEED_ASSERT(!"a block ends in an end");
}

bool Scheduler::may_be_spilled(ValueId value) const {
    return value != kJunk && index(value) < function_.values.size() && is_on_stack(value);
}

void Scheduler::arrange(const Slots& wanted, const std::vector<ValueId>& parameters) {
    const Shuffle moves = shuffle(stack_, wanted);
    if (moves.too_deep) {
        Slots candidates{*moves.too_deep};
        candidates.insert(candidates.end(), parameters.begin(), parameters.end());
        candidates.insert(candidates.end(), stack_.begin(), stack_.end());
        const auto found = std::find_if(candidates.begin(), candidates.end(),
                                        [this](ValueId value) { return may_be_spilled(value); });
        DEED_ASSERT(found != candidates.end());
        too_deep_ = *found;
        return;
    }
    for (const Move& move : moves.moves) switch (move.kind) {
            case MoveKind::Pop: pop(); break;
            case MoveKind::Swap: swap(move.depth); break;
            case MoveKind::Dup:
                assembly_.add(isa::dup(move.depth));
                stack_.push_back(move.value);
                break;
            case MoveKind::Make: make(move.value); break;
        }
}

Slots Scheduler::choose_entry_stack(const Successor& successor) {
    const ir::Block& block = function_.block(successor.block);
    const ValueSet& needed = prepared_.liveness.at_entry[index(successor.block)];
    std::vector<bool> placed(function_.values.size());
    Slots result;
    for (const ValueId value : stack_) {
        result.push_back(kJunk);
        if (value == kJunk) continue;
        if (needed.contains(value)) {
            if (!placed[index(value)]) result.back() = value;
            placed[index(value)] = true;
            continue;
        }
        for (size_t i = 0; i < successor.arguments.size(); ++i) {
            const ValueId parameter = block.parameters[i];
            if (successor.arguments[i] != value || placed[index(parameter)] || is_spilled(parameter))
                continue;
            result.back() = parameter;
            placed[index(parameter)] = true;
            break;
        }
    }
    while (!result.empty() && result.back() == kJunk) result.pop_back();
    if (std::count(result.begin(), result.end(), kJunk) > kJunkLimit) std::erase(result, kJunk);
    for (const ValueId parameter : block.parameters)
        if (!placed[index(parameter)] && !is_spilled(parameter)) result.push_back(parameter);
    return result;
}

void Scheduler::write_jump(const Successor& successor) {
    const uint32_t target = index(successor.block);
    if (prepared_.is_free[target]) return go_on(successor.block);
    if (!is_entry_known_[index(successor.block)]) {
        entry_stacks_[target] = choose_entry_stack(successor);
        is_entry_known_[index(successor.block)] = true;
    }
    const ir::Block& block = function_.block(successor.block);
    leave_parameters(block, successor);
    if (too_deep_) return;
    Slots wanted = entry_stacks_[target];
    for (size_t i = 0; i < block.parameters.size(); ++i)
        std::replace(wanted.begin(), wanted.end(), block.parameters[i], mark_argument(i));
    for (size_t i = 0; i < block.parameters.size(); ++i)
        std::replace(wanted.begin(), wanted.end(), mark_argument(i), successor.arguments[i]);
    arrange(wanted, block.parameters);
    if (!too_deep_) go_on(successor.block);
}

void Scheduler::leave_parameters(const ir::Block& block, const Successor& successor) {
    for (size_t i = 0; i < block.parameters.size() && !too_deep_; ++i) {
        if (!is_spilled(block.parameters[i])) continue;
        ++remaining_[index(successor.arguments[i])];
        write_operand(successor.arguments[i], stack_.size());
        if (too_deep_) return;
        push_address(block.parameters[i], 1);
        assembly_.add(isa::Op::MSTORE);
        stack_.pop_back();
    }
}

ValueId Scheduler::mark_argument(size_t i) const {
    return ValueId{static_cast<uint32_t>(function_.values.size() + i)};
}

void Scheduler::set_entry_stack(BlockId block) {
    if (!prepared_.is_free[index(block)]) entry_stacks_[index(block)] = stack_;
    is_entry_known_[index(block)] = true;
}

void Scheduler::write_branch(const Terminator& end) {
    ValueId condition = end.operands[0];
    BlockId if_true = end.successors[0].block;
    BlockId if_false = end.successors[1].block;
    while (prepared_.is_delayed[index(condition)] && prepared_.maker[index(condition)]->op == Op::ISZERO) {
        condition = prepared_.maker[index(condition)]->operands[0];
        std::swap(if_true, if_false);
    }
    write_operands(std::array{condition}, 0);
    if (too_deep_) return;
    stack_.pop_back();
    assembly_.set_origin(end.origin);
    assembly_.push_label(label(if_true));
    assembly_.add(isa::Op::JUMPI);
    set_entry_stack(if_true);
    set_entry_stack(if_false);
    wait(if_true);
    go_on(if_false);
}

void Scheduler::write_switch(const Terminator& end) {
    const bool is_select = end.op == Op::SELECT;
    const bool stands_at_top = !stack_.empty() && stack_.back() == end.operands[0];
    if (is_select && stands_at_top)
        --remaining_[index(end.operands[0])];
    else
        write_operands(std::array{end.operands[0]}, 0);
    if (too_deep_) return;
    if (is_select) entered_with_ = end.operands;
    std::vector<SwitchCase> cases;
    for (size_t i = 0; i < end.cases.size(); ++i)
        cases.push_back({end.cases[i], label(end.successors[i + 1].block)});
    const BlockId otherwise = end.successors[0].block;
    const SwitchEnds ends = is_select ? write_select_table(cases, label(otherwise), context_.goal, assembly_)
                                      : write_switch_table(cases, label(otherwise), assembly_);

    if (!is_select) stack_.pop_back();
    Slots with_value = stack_;
    with_value.push_back(kJunk);
    for (size_t i = 0; i < end.cases.size(); ++i) {
        const BlockId target = end.successors[i + 1].block;
        if (!prepared_.is_free[index(target)])
            entry_stacks_[index(target)] = ends.keeps_value[i] ? with_value : stack_;
        is_entry_known_[index(target)] = true;
        wait(target);
    }
    set_entry_stack(otherwise);
    if (ends.falls_through) return go_on(otherwise);
    wait(otherwise);
}

void Scheduler::write_enter(const Terminator& end) {
    if (!end.operands.empty() && end.operands != entered_with_) {
        write_operands(end.operands, 0);
        if (too_deep_) return;
    }
    assembly_.push_label(context_.function_labels[end.index]);
    assembly_.add(isa::Op::JUMP);
}

void Scheduler::write_yield(const Terminator& end) {
    Slots wanted(end.operands.rbegin() + 1, end.operands.rend());
    wanted.push_back(end.operands.back());
    for (const ValueId value : wanted)
        if (prepared_.is_delayed[index(value)] && !too_deep_) write_operand(value, stack_.size());
    if (too_deep_) return;
    arrange(wanted, {});
    assembly_.add(isa::Op::JUMP);
}

}  // namespace deed::codegen
