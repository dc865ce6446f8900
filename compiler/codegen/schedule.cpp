#include "compiler/codegen/schedule.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "compiler/codegen/opcodes.hpp"
#include "compiler/codegen/prepare.hpp"
#include "compiler/codegen/stack.hpp"
#include "compiler/codegen/switch_table.hpp"

namespace deed::codegen {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::Successor;
using ir::Terminator;
using ir::ValueId;

/// From this height on, slots that nobody needs are removed between instructions.
constexpr size_t kTidyHeight = 11;
/// A block that several others go to begins with at most so many slots that nobody needs.
constexpr std::ptrdiff_t kJunkLimit = 3;

/// Values kept in memory: the word of each, counted from the end of the function's objects. A block's
/// parameter has a second word behind it, where those who go to the block leave its next value: they may
/// still need the present one.
struct Spilled {
    std::map<ValueId, uint32_t> words;
    uint32_t count = 0;

    [[nodiscard]] bool contains(ValueId value) const { return words.contains(value); }
    void add(ValueId value, ir::ValueKind kind) {
        if (!words.emplace(value, count).second) return;
        count += kind == ir::ValueKind::Parameter ? 2 : 1;
    }
};

/// Writes one function, or stops at the first value that lies too deep.
class Scheduler {
  public:
    Scheduler(const ScheduleContext& context, uint32_t number, const Prepared& prepared,
              const Spilled& spilled, Assembly& assembly)
        : context_(context),
          number_(number),
          prepared_(prepared),
          function_(prepared.function),
          spilled_(spilled),
          assembly_(assembly),
          written_(function_.blocks.size()),
          entry_stacks_(function_.blocks.size()),
          remaining_(function_.values.size()) {
        for (size_t i = 0; i < function_.blocks.size(); ++i) labels_.push_back(assembly_.make_label());
        for (const uint32_t size : function_.object_sizes) object_end_ += size;
    }

    /// Gives the value to keep in memory before another try, or nothing when the function is written.
    std::optional<ValueId> run() {
        assembly_.bind(context_.function_labels[number_]);
        const auto& parameters = function_.blocks[0].parameters;
        Slots stack;
        if (!parameters.empty()) {
            stack.assign(parameters.rbegin() + 1, parameters.rend());
            stack.push_back(parameters.back());
        }
        entry_stacks_[0] = std::move(stack);
        hot_.push_back(BlockId{0});
        while (const auto block = next_block()) {
            write_block(*block);
            if (too_deep_) return too_deep_;
        }
        return std::nullopt;
    }

  private:
    // --- the order of blocks ---

    std::optional<BlockId> next_block() {
        if (next_) return std::exchange(next_, std::nullopt);
        for (std::vector<BlockId>* waiting : {&hot_, &cold_})
            while (!waiting->empty()) {
                const BlockId block = waiting->back();
                waiting->pop_back();
                if (!is_written(block)) return block;
            }
        return std::nullopt;
    }
    [[nodiscard]] bool is_written(BlockId block) const { return written_[index(block)] || is_way_out(block); }
    /// Whether the block is nothing but an ENTER: who goes there goes to the function.
    [[nodiscard]] bool is_way_out(BlockId block) const {
        return index(block) != 0 && function_.block(block).terminator.op == Op::ENTER &&
               function_.block(block).instructions.empty();
    }

    void wait(BlockId block) {
        if (is_written(block)) return;
        (prepared_.is_cold[index(block)] ? cold_ : hot_).push_back(block);
    }

    /// Goes on with @p block: by writing it next, or by a jump when it is written already.
    void go_on(BlockId block) {
        if (!is_written(block)) {
            next_ = block;
            return;
        }
        assembly_.push_label(label(block));
        assembly_.add(isa::Op::JUMP);
    }

    [[nodiscard]] LabelId label(BlockId block) const {
        if (is_way_out(block)) return context_.function_labels[function_.block(block).terminator.index];
        return labels_[index(block)];
    }

    // --- one block ---

    void write_block(BlockId id) {
        written_[index(id)] = true;
        current_ = id;
        const ir::Block& block = function_.block(id);
        stack_ = entry_stacks_[index(id)];
        count_uses(block);
        assembly_.set_wish(prepared_.is_cold[index(id)] ? Wish::LeastSize : Wish::LeastGas);
        assembly_.set_origin(block.instructions.empty() ? block.terminator.origin
                                                        : block.instructions[0].origin);
        assembly_.bind(label(id));
        if (index(id) == 0)
            keep_parameters();
        else
            take_parameters(block);
        for (const Instruction& instruction : block.instructions) {
            if (too_deep_) return;
            if (!is_written_in_place(instruction)) continue;
            tidy();
            write_instruction(instruction);
        }
        if (too_deep_) return;
        tidy();
        assembly_.set_origin(block.terminator.origin);
        write_end(block.terminator);
    }

    void count_uses(const ir::Block& block) {
        const auto set = [&](const std::vector<ValueId>& values, bool counts) {
            for (const ValueId value : values)
                counts ? ++remaining_[index(value)] : remaining_[index(value)] = 0;
        };
        for (const bool counts : {false, true}) {
            for (const Instruction& instruction : block.instructions) set(instruction.operands, counts);
            set(block.terminator.operands, counts);
            for (const Successor& successor : block.terminator.successors) set(successor.arguments, counts);
        }
    }

    [[nodiscard]] bool is_written_in_place(const Instruction& instruction) const {
        if (instruction.results.size() != 1) return true;
        const uint32_t result = index(instruction.results[0]);
        return !prepared_.is_made_anew[result] && !prepared_.is_delayed[result];
    }

    /// Moves the function's parameters that live in memory there.
    void keep_parameters() {
        for (size_t depth = 1; depth <= stack_.size() && !too_deep_;) {
            while (!stack_.empty() && stack_.back() == kJunk) {
                pop();
                depth = 1;
            }
            if (depth > stack_.size()) return;
            const ValueId value = stack_[stack_.size() - depth];
            if (value == kJunk || !is_spilled(value)) {
                ++depth;
            } else if (depth == 1) {
                store(value);
            } else if (depth > kReach) {
                too_deep_ = stack_.back();
            } else {
                assembly_.add(isa::dup(static_cast<uint8_t>(depth)));
                stack_.push_back(value);
                store(value);
                stack_[stack_.size() - depth] = kJunk;
            }
        }
    }

    /// Takes over what predecessors have left for parameters that live in memory.
    void take_parameters(const ir::Block& block) {
        for (const ValueId parameter : block.parameters) {
            if (!is_spilled(parameter)) continue;
            push_address(parameter, 1);
            assembly_.add(isa::Op::MLOAD);
            push_address(parameter, 0);
            assembly_.add(isa::Op::MSTORE);
        }
    }

    // --- slots ---

    [[nodiscard]] bool is_spilled(ValueId value) const { return spilled_.contains(value); }
    [[nodiscard]] bool lives_on(ValueId value) const {
        return prepared_.liveness.at_exit[index(current_)].contains(value);
    }
    [[nodiscard]] bool is_dead(ValueId value) const {
        return value == kJunk || (remaining_[index(value)] == 0 && !lives_on(value));
    }
    /// Whether the value stands on the stack and the next use is its last.
    [[nodiscard]] bool is_dying(ValueId value) const {
        return is_on_stack(value) && remaining_[index(value)] == 1 && !lives_on(value);
    }
    [[nodiscard]] bool is_on_stack(ValueId value) const {
        const uint32_t i = index(value);
        return !function_.is_constant(value) && !prepared_.is_made_anew[i] && !prepared_.is_delayed[i] &&
               !is_spilled(value);
    }
    [[nodiscard]] size_t depth_of(ValueId value) const {
        for (size_t depth = 1; depth <= stack_.size(); ++depth)
            if (stack_[stack_.size() - depth] == value) return depth;
        DEED_ASSERT(!"a value that is needed stands on the stack");
        return 0;
    }

    void pop() {
        assembly_.add(isa::Op::POP);
        stack_.pop_back();
    }
    void swap(size_t depth) {
        assembly_.add(isa::swap(static_cast<uint8_t>(depth)));
        std::swap(stack_[stack_.size() - 1 - depth], stack_.back());
    }

    /// Removes what nobody needs, when the stack is high enough for that to matter.
    void tidy() {
        while (stack_.size() > kTidyHeight && is_dead(stack_.back())) pop();
        for (size_t depth = std::min(stack_.size(), kReach + 1);
             depth-- > 1 && stack_.size() > kTidyHeight;) {
            if (depth >= stack_.size() || !is_dead(stack_[stack_.size() - 1 - depth])) continue;
            swap(depth);
            pop();
        }
    }

    void push_address(ValueId value, uint32_t word) {
        const uint32_t offset = object_end_ + (spilled_.words.at(value) + word) * 32;
        assembly_.push_own(ItemKind::FunctionMemory, number_, offset);
    }
    /// Takes the top, which is @p value, to its place in memory.
    void store(ValueId value) {
        push_address(value, 0);
        assembly_.add(isa::Op::MSTORE);
        stack_.pop_back();
    }

    /// Pushes a value that does not stand on the stack and is not delayed.
    void make(ValueId value) {
        stack_.push_back(value);
        if (value == kJunk) return assembly_.push(0);
        if (function_.is_constant(value)) return assembly_.push(function_.value(value).constant);
        if (prepared_.is_made_anew[index(value)]) return write_made_anew(*prepared_.maker[index(value)]);
        push_address(value, 0);
        assembly_.add(isa::Op::MLOAD);
    }

    void write_made_anew(const Instruction& instruction) {
        switch (placed_kind_of(instruction.op)) {
            case PlacedKind::Machine: return assembly_.add(opcode_of(instruction.op));
            case PlacedKind::Object: {
                uint32_t offset = 0;
                for (uint32_t i = 0; i < instruction.index; ++i) offset += function_.object_sizes[i];
                return assembly_.push_own(ItemKind::FunctionMemory, number_, offset);
            }
            case PlacedKind::Global: return assembly_.push_own(ItemKind::Global, instruction.index);
            case PlacedKind::Tail: return assembly_.push_own(ItemKind::Tail);
            case PlacedKind::DataOffset: return assembly_.push_own(ItemKind::DataOffset, instruction.index);
            case PlacedKind::DataSize: return assembly_.push_own(ItemKind::DataSize, instruction.index);
            case PlacedKind::CodeEnd: return assembly_.push_own(ItemKind::CodeEnd);
            case PlacedKind::Immutable: return assembly_.push_own(ItemKind::Immutable, instruction.index);
        }
    }

    // --- operands: `order` is bottom first ---

    /// How many of @p order already stand at the top, in their places, and are used for the last time.
    [[nodiscard]] size_t standing(const Slots& order, size_t floor) const {
        for (size_t count = std::min(order.size(), stack_.size() - floor); count > 0; --count) {
            const auto begin = stack_.end() - static_cast<std::ptrdiff_t>(count);
            if (!std::equal(begin, stack_.end(), order.begin())) continue;
            if (std::all_of(begin, stack_.end(), [&](ValueId value) { return is_dying(value); }))
                return count;
        }
        return 0;
    }

    /// Pushes what is missing of @p order. Slots below @p floor belong to an operation around this one.
    void write_operands(const Slots& order, size_t floor) {
        size_t done = standing(order, floor);
        if (done == 0) done = bring_up(order, floor);
        for (size_t i = 0; i < done; ++i) --remaining_[index(order[i])];
        for (size_t i = done; i < order.size() && !too_deep_; ++i)
            write_operand(order[i], i == 0 ? floor : stack_.size());
    }

    /// Exchanges slots so that the first operands stand at the top; gives how many do.
    size_t bring_up(const Slots& order, size_t floor) {
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

    void write_operand(ValueId value, size_t floor) {
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

    // --- instructions ---

    void write_instruction(const Instruction& instruction) {
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

    /// Pushes an instruction's operands and runs it; its results are on the stack then.
    void write_operation(const Instruction& instruction, size_t floor) {
        const size_t height = stack_.size();
        Op op = instruction.op;
        Slots order(instruction.operands.rbegin(), instruction.operands.rend());
        if (const auto mirrored = mirror_of(op)) {
            const Slots other{order[1], order[0]};
            if (standing(other, floor) > standing(order, floor)) {
                order = other;
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

    void write_map_slot() {
        assembly_.push(0);
        assembly_.add(isa::Op::MSTORE);
        assembly_.push(32);
        assembly_.add(isa::Op::MSTORE);
        assembly_.push(64);
        assembly_.push(0);
        assembly_.add(isa::Op::KECCAK256);
    }

    void write_invoke(const Instruction& instruction) {
        const LabelId back = assembly_.make_label();
        assembly_.push_label(back);
        assembly_.push_label(context_.function_labels[instruction.index]);
        assembly_.add(isa::Op::JUMP);
        assembly_.bind(back);
    }

    /// The stack ends in [value, code address]: stores the value at every reference. Both are removed by the
    /// caller.
    void write_set_immutable(const Instruction& instruction) {
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

    // --- ends of blocks ---

    void write_end(const Terminator& end) {
        switch (end.op) {
            case Op::JUMP: return write_jump(end.successors[0]);
            case Op::BRANCH: return write_branch(end);
            case Op::SWITCH: return write_switch(end);
            case Op::YIELD: return write_yield(end);
            case Op::ENTER:
                assembly_.push_label(context_.function_labels[end.index]);
                return assembly_.add(isa::Op::JUMP);
            case Op::STOP:
            case Op::RETURN:
            case Op::REVERT:
            case Op::INVALID:
                write_operands({end.operands.rbegin(), end.operands.rend()}, 0);
                return assembly_.add(opcode_of(end.op));
#define DEED_IR_EVM(name, operands, results, reads, writes) case Op::name:
#define DEED_IR_OWN(name, operands, results, reads, writes) case Op::name:
#include "compiler/ir/ir.def"
                break;
        }
        DEED_ASSERT(!"a block ends in an end");
    }

    [[nodiscard]] bool may_be_spilled(ValueId value) const {
        return value != kJunk && index(value) < function_.values.size() && is_on_stack(value);
    }

    /// Moves the stack to @p wanted. Where that reaches too deep, the first of the values in its way that is
    /// not in memory already is to go there; @p parameters are those the stack is arranged for.
    void arrange(const Slots& wanted, const std::vector<ValueId>& parameters) {
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

    /// The stack that a block with several predecessors begins with: what the first of them has there, dead
    /// slots as junk; a value that only becomes a parameter stays where it is.
    Slots choose_entry_stack(const Successor& successor) {
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

    void write_jump(const Successor& successor) {
        const uint32_t target = index(successor.block);
        if (prepared_.is_free[target]) return go_on(successor.block);
        if (!is_entry_known_[successor.block]) {
            entry_stacks_[target] = choose_entry_stack(successor);
            is_entry_known_[successor.block] = true;
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

    /// Writes the arguments of parameters that live in memory.
    void leave_parameters(const ir::Block& block, const Successor& successor) {
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

    /// Stands for argument @p i while parameters are replaced, so that one that is also an argument is not
    /// mistaken.
    [[nodiscard]] ValueId mark_argument(size_t i) const {
        return ValueId{static_cast<uint32_t>(function_.values.size() + i)};
    }

    void set_entry_stack(BlockId block) {
        if (!prepared_.is_free[index(block)]) entry_stacks_[index(block)] = stack_;
        is_entry_known_[block] = true;
    }

    void write_branch(const Terminator& end) {
        ValueId condition = end.operands[0];
        BlockId if_true = end.successors[0].block;
        BlockId if_false = end.successors[1].block;
        while (prepared_.is_delayed[index(condition)] &&
               prepared_.maker[index(condition)]->op == Op::ISZERO) {
            condition = prepared_.maker[index(condition)]->operands[0];
            std::swap(if_true, if_false);
        }
        write_operands({condition}, 0);
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

    void write_switch(const Terminator& end) {
        write_operands({end.operands[0]}, 0);
        if (too_deep_) return;
        std::vector<SwitchCase> cases;
        for (size_t i = 0; i < end.cases.size(); ++i)
            cases.push_back({end.cases[i], label(end.successors[i + 1].block)});
        const BlockId otherwise = end.successors[0].block;
        const SwitchEnds ends = codegen::write_switch(cases, label(otherwise), assembly_);

        stack_.back() = kJunk;
        const Slots with_value = stack_;
        stack_.pop_back();
        for (size_t i = 0; i < end.cases.size(); ++i) {
            const BlockId target = end.successors[i + 1].block;
            if (!prepared_.is_free[index(target)])
                entry_stacks_[index(target)] = ends.keeps_value[i] ? with_value : stack_;
            is_entry_known_[target] = true;
            wait(target);
        }
        set_entry_stack(otherwise);
        if (ends.falls_through) return go_on(otherwise);
        wait(otherwise);
    }

    void write_yield(const Terminator& end) {
        Slots wanted(end.operands.rbegin() + 1, end.operands.rend());
        wanted.push_back(end.operands.back());
        for (const ValueId value : wanted)
            if (prepared_.is_delayed[index(value)] && !too_deep_) write_operand(value, stack_.size());
        if (too_deep_) return;
        arrange(wanted, {});
        assembly_.add(isa::Op::JUMP);
    }

    const ScheduleContext& context_;
    uint32_t number_;
    const Prepared& prepared_;
    const ir::Function& function_;
    const Spilled& spilled_;
    Assembly& assembly_;
    uint32_t object_end_ = 0;

    std::vector<LabelId> labels_;
    std::vector<BlockId> hot_;
    std::vector<BlockId> cold_;
    std::optional<BlockId> next_;
    std::vector<bool> written_;
    std::vector<Slots> entry_stacks_;
    std::map<BlockId, bool> is_entry_known_;

    BlockId current_{};
    Slots stack_;
    std::vector<uint32_t> remaining_;  ///< by value: uses in the current block that are not written yet
    std::optional<ValueId> too_deep_;
};

}  // namespace

uint32_t schedule(const ScheduleContext& context, uint32_t function, Assembly& assembly) {
    const Prepared prepared = prepare(context.module.functions[function]);
    Spilled spilled;
    const auto spill = [&](ValueId value) {
        spilled.add(value, prepared.function.value(value).kind);
        // Results of one call leave the stack together or not at all.
        if (const ir::Instruction* maker = prepared.maker[index(value)])
            for (const ValueId sibling : maker->results) spilled.add(sibling, ir::ValueKind::Result);
    };
    const size_t begin = assembly.items().size();
    for (;;) {
        const auto too_deep = Scheduler{context, function, prepared, spilled, assembly}.run();
        if (!too_deep) return spilled.count * 32;
        DEED_ASSERT(!spilled.contains(*too_deep));
        spill(*too_deep);
        assembly.items().resize(begin);
    }
}

}  // namespace deed::codegen
