#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "compiler/codegen/prepare.hpp"
#include "compiler/codegen/schedule.hpp"
#include "compiler/codegen/stack.hpp"

namespace deed::codegen {

/// Values kept in memory: the word of each. They lie in front of the function's objects, so that keeping them
/// pays for no memory that the objects are there for. A block's parameter has a second word behind it, where
/// those who go to the block leave its next value: they may still need the present one.
class Spilled {
  public:
    explicit Spilled(size_t value_count) : words_(value_count, kNone) {}

    [[nodiscard]] bool contains(ir::ValueId value) const { return words_[index(value)] != kNone; }
    [[nodiscard]] uint32_t word_of(ir::ValueId value) const { return words_[index(value)]; }
    /// How many words they take.
    [[nodiscard]] uint32_t count() const { return count_; }
    void add(ir::ValueId value, ir::ValueKind kind) {
        if (contains(value)) return;
        words_[index(value)] = count_;
        count_ += kind == ir::ValueKind::Parameter ? 2 : 1;
    }

  private:
    static constexpr uint32_t kNone = ~0U;
    std::vector<uint32_t> words_;  ///< by value
    uint32_t count_ = 0;
};

/// Writes one function, or stops at the first value that lies too deep. schedule.cpp has the blocks,
/// schedule_operations.cpp what stands in them, schedule_ends.cpp how they end.
class Scheduler {
  public:
    Scheduler(const ScheduleContext& context, uint32_t number, const Prepared& prepared,
              const Spilled& spilled, Assembly& assembly);

    /// Gives the value to keep in memory before another try, or nothing when the function is written.
    std::optional<ir::ValueId> run();
    /// The values on the stack where the last run stopped that could be kept in memory instead.
    [[nodiscard]] std::vector<ir::ValueId> in_the_way() const;
    /// All that are not in memory already and wait on the stack for their uses.
    [[nodiscard]] std::vector<ir::ValueId> on_any_stack() const;

  private:
    using BlockId = ir::BlockId;
    using Instruction = ir::Instruction;
    using Successor = ir::Successor;
    using Terminator = ir::Terminator;
    using ValueId = ir::ValueId;

    // The order of blocks.

    std::optional<BlockId> next_block();
    [[nodiscard]] bool is_written(BlockId block) const { return written_[index(block)] || is_way_out(block); }
    /// Whether the block is nothing but an ENTER that needs no move on the stack: who goes there goes to the
    /// function.
    [[nodiscard]] bool is_way_out(BlockId block) const;
    void wait(BlockId block);

    /// Goes on with @p block: by writing it next, or by a jump when it is written already.
    void go_on(BlockId block);
    [[nodiscard]] LabelId label(BlockId block) const;

    // One block.

    void write_block(BlockId id);
    void count_uses(const ir::Block& block);
    [[nodiscard]] bool is_written_in_place(const Instruction& instruction) const;

    /// Moves the function's parameters that live in memory there.
    void keep_parameters();

    /// Takes over what predecessors have left for parameters that live in memory.
    void take_parameters(const ir::Block& block);

    // Slots.

    [[nodiscard]] bool is_spilled(ValueId value) const { return spilled_.contains(value); }
    [[nodiscard]] bool lives_on(ValueId value) const;
    [[nodiscard]] bool is_dead(ValueId value) const;
    /// Whether the value stands on the stack and the next use is its last.
    [[nodiscard]] bool is_dying(ValueId value) const;
    [[nodiscard]] bool is_on_stack(ValueId value) const;
    [[nodiscard]] size_t depth_of(ValueId value) const;
    void pop();
    void swap(size_t depth);

    /// Removes what nobody needs, when the stack is high enough for that to matter.
    void tidy();
    void push_address(ValueId value, uint32_t word);
    /// Takes the top, which is @p value, to its place in memory.
    void store(ValueId value);

    /// Pushes a value that does not stand on the stack and is not delayed.
    void make(ValueId value);
    void write_made_anew(const Instruction& instruction);
    /// Pushes what is known when the code is laid out; an address is @p distance bytes on.
    void write_placed(const Instruction& instruction, uint32_t distance);

    // Operands: `order` is bottom first.

    /// How many of @p order already stand at the top, in their places, and are used for the last time.
    [[nodiscard]] size_t standing(std::span<const ValueId> order, size_t floor) const;

    /// Pushes what is missing of @p order. Slots below @p floor belong to an operation around this one.
    void write_operands(std::span<const ValueId> order, size_t floor);

    /// Exchanges slots so that the first operands stand at the top; gives how many do.
    size_t bring_up(std::span<const ValueId> order, size_t floor);
    void write_operand(ValueId value, size_t floor);

    // Instructions.

    void write_instruction(const Instruction& instruction);

    /// Pushes an instruction's operands and runs it; its results are on the stack then.
    void write_operation(const Instruction& instruction, size_t floor);
    void write_map_slot();
    void write_invoke(const Instruction& instruction);

    /// The stack ends in [value, code address]: stores the value at every reference. Both are removed by the
    /// caller.
    void write_set_immutable(const Instruction& instruction);

    // Ends of blocks.

    void write_end(const Terminator& end);
    [[nodiscard]] bool may_be_spilled(ValueId value) const;

    /// Moves the stack to @p wanted. Where that reaches too deep, the first of the values in its way that is
    /// not in memory already is to go there; @p parameters are those the stack is arranged for.
    void arrange(const Slots& wanted, const std::vector<ValueId>& parameters);

    /// The stack that a block with several predecessors begins with: what the first of them has there, dead
    /// slots as junk; a value that only becomes a parameter stays where it is.
    Slots choose_entry_stack(const Successor& successor);
    void write_jump(const Successor& successor);

    /// Writes the arguments of parameters that live in memory.
    void leave_parameters(const ir::Block& block, const Successor& successor);

    /// Stands for argument @p i while parameters are replaced, so that one that is also an argument is not
    /// mistaken.
    [[nodiscard]] ValueId mark_argument(size_t i) const;
    void set_entry_stack(BlockId block);
    void write_branch(const Terminator& end);
    void write_switch(const Terminator& end);
    void write_enter(const Terminator& end);
    void write_yield(const Terminator& end);

    const ScheduleContext& context_;
    uint32_t number_;
    const Prepared& prepared_;
    const ir::Function& function_;
    const Spilled& spilled_;
    Assembly& assembly_;

    std::vector<LabelId> labels_;
    std::vector<uint32_t> ranks_;  ///< by block: its place in reverse post-order
    std::vector<BlockId> hot_;
    std::vector<BlockId> cold_;
    std::optional<BlockId> next_;
    std::vector<bool> written_;
    std::vector<Slots> entry_stacks_;
    std::vector<bool> is_entry_known_;  ///< by block

    /// The operand of the SELECT that is written: it stands at the top where its successors begin.
    std::vector<ValueId> entered_with_;

    BlockId current_{};
    Slots stack_;
    std::vector<uint32_t> remaining_;  ///< by value: uses in the current block that are not written yet
    std::optional<ValueId> too_deep_;
};

}  // namespace deed::codegen
