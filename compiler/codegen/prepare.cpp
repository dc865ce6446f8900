#include "compiler/codegen/prepare.hpp"

#include <array>
#include <utility>

#include "compiler/codegen/stack.hpp"
#include "compiler/ir/graph.hpp"

namespace deed::codegen {
namespace {

using ir::BlockId;
using ir::Effects;
using ir::Op;
using ir::ValueId;

void add_return_address(ir::Function& function) {
    const ValueId address = function.add_value(ir::ValueKind::Parameter);
    function.blocks[0].parameters.push_back(address);
    for (ir::Block& block : function.blocks)
        if (block.terminator.op == Op::YIELD) block.terminator.operands.push_back(address);
}

bool is_address(const ir::Instruction* maker) {
    return maker != nullptr && (maker->op == Op::OBJECT || maker->op == Op::GLOBAL || maker->op == Op::TAIL);
}

/// Addresses are numbers once the code is laid out, and so is one a few bytes on.
bool is_near_address(const ir::Function& function, const std::vector<const ir::Instruction*>& maker,
                     const ir::Instruction& instruction) {
    constexpr uint64_t kNear = 1 << 16;
    if (instruction.op != Op::ADD) return false;
    for (size_t i = 0; i < 2; ++i) {
        const ValueId distance = instruction.operands[1 - i];
        if (is_address(maker[index(instruction.operands[i])]) && function.is_constant(distance) &&
            function.value(distance).constant < Uint256{kNear})
            return true;
    }
    return false;
}

std::vector<const ir::Instruction*> find_makers(const ir::Function& function) {
    std::vector<const ir::Instruction*> result(function.values.size());
    for (const ir::Block& block : function.blocks)
        for (const ir::Instruction& instruction : block.instructions)
            for (const ValueId value : instruction.results) result[index(value)] = &instruction;
    return result;
}

std::vector<bool> find_made_anew(const ir::Function& function) {
    const auto maker = find_makers(function);
    std::vector<bool> result(function.values.size());
    for (const ir::Block& block : function.blocks)
        for (const ir::Instruction& instruction : block.instructions) {
            const ir::OpFacts& facts = ir::facts_of(instruction.op);
            const bool is_fixed = facts.reads == Effects::Nothing && facts.writes == Effects::Nothing;
            if ((facts.operands == 0 && facts.results == 1 && is_fixed) ||
                is_near_address(function, maker, instruction))
                result[index(instruction.results[0])] = true;
        }
    return result;
}

std::vector<bool> find_free_blocks(const ir::Function& function, const Liveness& liveness) {
    std::vector<bool> result;
    for (size_t i = 0; i < function.blocks.size(); ++i) {
        const ir::Block& block = function.blocks[i];
        const bool ends_call = block.terminator.successors.empty() && block.terminator.op != Op::YIELD;
        result.push_back(ends_call && block.parameters.empty() && liveness.at_entry[i].is_empty());
    }
    return result;
}

void split_edges(ir::Function& function, const std::vector<bool>& is_free) {
    const auto before = ir::predecessors(function);
    for (size_t i = 0, count = function.blocks.size(); i < count; ++i) {
        if (function.blocks[i].terminator.op == Op::JUMP) continue;
        for (size_t k = 0; k < function.blocks[i].terminator.successors.size(); ++k) {
            const BlockId target = function.blocks[i].terminator.successors[k].block;
            if (before[index(target)].size() < 2 || is_free[index(target)]) continue;
            const BlockId between = function.add_block();
            ir::Terminator& jump = function.block(between).terminator;
            jump.op = Op::JUMP;
            jump.successors = {{target, {}}};
            jump.origin = function.blocks[i].terminator.origin;
            jump.origin.check = ir::Check::None;
            function.blocks[i].terminator.successors[k].block = between;
        }
    }
}

/// The last instruction that uses a value, by the block and its place in it.
struct User {
    const ir::Block* block = nullptr;
    size_t position = 0;
};

/// For one block: until where in the block each value may be put off.
class Delayer {
  public:
    /// @p users has room for every value.
    Delayer(const ir::Block& block, const std::vector<uint32_t>& uses, std::vector<User>& users,
            std::vector<bool>& is_delayed)
        : block_(block),
          uses_(uses),
          users_(users),
          is_delayed_(is_delayed),
          root_(block.instructions.size() + 1) {}

    void run() {
        const size_t end = block_.instructions.size();
        root_[end] = end;
        if (reaches_results()) note_operands(block_.terminator.operands, end);
        for (size_t i = end; i-- > 0;) {
            const ir::Instruction& instruction = block_.instructions[i];
            root_[i] = i;
            if (can_wait(instruction, i)) {
                root_[i] = root_[user_];
                is_delayed_[index(instruction.results[0])] = true;
            }
            for (size_t bit = 0; bit < kBits; ++bit)
                if (overlap(ir::facts_of(instruction.op).writes, bit_of(bit))) next_write_[bit] = i;
            note_operands(instruction.operands, i);
        }
    }

  private:
    static constexpr size_t kBits = 7;
    static constexpr size_t kNever = ~size_t{0};
    static Effects bit_of(size_t bit) { return static_cast<Effects>(1U << bit); }

    void note_operands(const std::vector<ValueId>& operands, size_t position) {
        for (const ValueId value : operands) users_[index(value)] = {&block_, position};
    }

    /// Where more is given back than the stack reaches, any of it may have to be kept in memory, and what is
    /// put off cannot be.
    [[nodiscard]] bool reaches_results() const {
        return block_.terminator.op != Op::YIELD || block_.terminator.operands.size() <= kReach;
    }

    bool can_wait(const ir::Instruction& instruction, size_t position) {
        const ir::OpFacts& facts = ir::facts_of(instruction.op);
        if (facts.writes != Effects::Nothing || instruction.results.size() != 1) return false;
        const User& user = users_[index(instruction.results[0])];
        if (uses_[index(instruction.results[0])] != 1 || user.block != &block_) return false;
        user_ = user.position;
        for (size_t bit = 0; bit < kBits; ++bit) {
            const bool is_read = overlap(facts.reads, bit_of(bit));
            if (is_read && next_write_[bit] < root_[user_] && next_write_[bit] > position) return false;
        }
        return true;
    }

    const ir::Block& block_;
    const std::vector<uint32_t>& uses_;
    std::vector<User>& users_;
    std::vector<bool>& is_delayed_;
    std::vector<size_t> root_;
    std::array<size_t, kBits> next_write_{kNever, kNever, kNever, kNever, kNever, kNever, kNever};
    size_t user_ = 0;
};

}  // namespace

Prepared prepare(ir::Function original) {
    Prepared result;
    result.function = std::move(original);
    ir::Function& function = result.function;
    if (function.kind == ir::FunctionKind::Internal) add_return_address(function);

    result.is_made_anew = find_made_anew(function);
    result.liveness = find_liveness(function, result.is_made_anew);
    const size_t block_count = function.blocks.size();
    split_edges(function, find_free_blocks(function, result.liveness));
    if (function.blocks.size() > block_count) result.liveness = find_liveness(function, result.is_made_anew);
    result.is_free = find_free_blocks(function, result.liveness);

    result.is_delayed.resize(function.values.size());
    result.maker = find_makers(function);
    const auto uses = ir::count_uses(function);
    std::vector<User> users(function.values.size());
    for (const ir::Block& block : function.blocks) {
        const Op end = block.terminator.op;
        result.is_cold.push_back(end == Op::REVERT || end == Op::INVALID);
        Delayer{block, uses, users, result.is_delayed}.run();
    }
    for (size_t i = 0; i < result.is_delayed.size(); ++i)
        if (result.is_made_anew[i]) result.is_delayed[i] = false;
    return result;
}

}  // namespace deed::codegen
