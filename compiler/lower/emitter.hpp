#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <vector>

#include "compiler/ir/builder.hpp"
#include "compiler/lower/module_builder.hpp"
#include "compiler/source/span.hpp"

namespace deed::lower {

using ir::BlockId;
using ir::Check;
using ir::Op;
using ir::ValueId;

/// Solidity's panic codes.
enum class Panic : uint8_t {
    Assertion = 0x01,
    Overflow = 0x11,
    DivisionByZero = 0x12,
    OutOfRange = 0x32,
    TooMuch = 0x41,
};

/// The numbers from `begin` to below `end`, of which there are at most `most`.
struct Rounds {
    ValueId begin;
    ValueId end;
    uint64_t most;
};

/// A word that changes in the course of a function.
enum class Variable : uint32_t {};

/// Writes one function: words, changing variables as SSA values (Braun et al., "Simple and Efficient
/// Construction of Static Single Assignment Form"), and checks. Operations on constants are done at once.
class Emitter {
  public:
    /// Writes function @p number of @p module, which has no block yet.
    Emitter(ModuleBuilder& module, uint32_t number, uint32_t parameter_count);
    Emitter(const Emitter&) = delete;
    Emitter& operator=(const Emitter&) = delete;

    [[nodiscard]] ModuleBuilder& module() { return module_; }
    [[nodiscard]] ValueId parameter(size_t i) const { return builder_.parameter(BlockId{0}, i); }
    void set_span(source::Span span) { builder_.set_origin({span, Check::None}); }
    [[nodiscard]] source::Span span() const { return builder_.origin().span; }

    // Words.
    ValueId word(const Uint256& value) { return builder_.constant(value); }
    /// The constant that @p value is. A copy: what is emitted next may move the values of the function.
    [[nodiscard]] std::optional<Uint256> constant_of(ValueId value);
    /// An instruction with one result.
    ValueId op(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);
    /// An instruction without result.
    void run(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);
    std::vector<ValueId> invoke(uint32_t function, std::vector<ValueId> arguments, uint32_t result_count);
    ValueId add(ValueId a, ValueId b) { return op(Op::ADD, {a, b}); }
    ValueId add(ValueId a, uint64_t b) { return op(Op::ADD, {a, word(b)}); }
    ValueId sub(ValueId a, ValueId b) { return op(Op::SUB, {a, b}); }
    ValueId is_zero(ValueId a) { return op(Op::ISZERO, {a}); }
    ValueId either(ValueId a, ValueId b) { return op(Op::OR, {a, b}); }
    /// @p value rounded up to whole words of memory.
    ValueId round_up(ValueId value);

    // Memory.
    ValueId load(ValueId address) { return op(Op::MLOAD, {address}); }
    void store(ValueId address, ValueId value) { run(Op::MSTORE, {address, value}); }
    /// A new memory object of this function.
    ValueId make_object(uint64_t bytes);
    /// A memory object of this function by number, to be named again.
    [[nodiscard]] uint32_t add_object(uint64_t bytes) {
        return builder_.add_object(static_cast<uint32_t>(bytes));
    }
    ValueId object(uint32_t number) { return op(Op::OBJECT, {}, number); }
    /// An address to build @p bytes bytes at that are used up before anything else is built.
    ValueId workspace(uint64_t bytes);
    /// As above, for any number of bytes.
    ValueId workspace();

    // Blocks: every block is sealed once all that go to it are known.
    BlockId make_block() { return builder_.make_block(); }
    void enter(BlockId block);
    void seal(BlockId block);
    /// Seals and enters a block.
    void enter_sealed(BlockId block);
    void jump(BlockId target);
    void branch(ValueId condition, BlockId if_true, BlockId if_false, Check check = Check::None);
    void switch_on(ValueId value, BlockId otherwise, const std::vector<Uint256>& cases,
                   const std::vector<BlockId>& targets);
    /// Ends the block; what is written behind it can never run.
    void end(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);

    /// Takes note that a loop comes back to its head at most so often.
    void mark_loop(BlockId head, uint64_t rounds) { builder_.function().block(head).rounds = rounds; }
    /// Writes @p round once for each number below @p count: one after another when they are few, else as a
    /// loop.
    void repeat(uint64_t count, const std::function<void(ValueId i)>& round);

    /// Writes @p round once for each number of @p rounds, as a loop.
    void repeat(const Rounds& rounds, const std::function<void(ValueId i)>& round);

    // Variables.
    Variable make_variable() { return Variable{variable_count_++}; }
    void write(Variable variable, ValueId value);
    ValueId read(Variable variable) { return read_in(variable, builder_.current()); }

    // Checks.
    /// Stops with Panic(code) when @p condition is not zero.
    void panic_if(ValueId condition, Panic code, Check check);
    void panic(Panic code);
    /// Until it is called again, what would panic goes to @p block instead; nothing: it panics.
    void redirect_panics(std::optional<BlockId> block) { redirected_ = block; }
    [[nodiscard]] bool are_panics_redirected() const { return redirected_.has_value(); }
    /// Reverts without data when @p condition is not zero.
    void revert_if(ValueId condition, Check check);
    /// Reverts with the data that the last call returned when @p condition is not zero.
    void pass_revert_if(ValueId condition, Check check);

  private:
    struct BlockState {
        bool is_sealed = false;
        bool is_unreachable = false;  ///< a loop that nothing enters: its own end is all that leads to it
        std::vector<BlockId> predecessors;
        std::map<Variable, ValueId> values;
        std::vector<std::pair<Variable, ValueId>> open;  ///< parameters whose arguments are not known yet
    };

    void end_block(std::initializer_list<BlockId> successors);
    BlockState& state(BlockId block);
    [[nodiscard]] bool is_dead(BlockId block) {
        const BlockState& here = state(block);
        return index(block) != 0 && (here.is_unreachable || (here.is_sealed && here.predecessors.empty()));
    }
    ValueId read_in(Variable variable, BlockId block);
    void pass_arguments(BlockId block, Variable variable);
    template <typename Write>
    BlockId write_shared_end(const Write& write);
    void stop_if(ValueId condition, BlockId target, Check check);

    ModuleBuilder& module_;
    ir::Builder builder_;
    std::vector<BlockState> states_;
    uint32_t variable_count_ = 0;
    std::map<Panic, BlockId> panics_;
    std::optional<BlockId> redirected_;
    std::vector<BlockId> revert_;       ///< the block that reverts without data, when there is one
    std::vector<BlockId> pass_revert_;  ///< the block that passes on return data, when there is one
};

}  // namespace deed::lower
