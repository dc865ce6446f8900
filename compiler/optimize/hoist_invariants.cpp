#include <algorithm>
#include <optional>
#include <set>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

/// The blocks from which a loop's head is reached again, the head among them.
struct Loop {
    BlockId head;
    BlockId before;  ///< the only block that the loop is entered from; it goes nowhere else
    std::set<BlockId> blocks;
    std::vector<BlockId> latches;  ///< those that go back to the head
};

/// Whether keeping the result costs less than computing it in each round: a copy costs as much as a sum.
bool is_dear(Op op) {
    using enum Op;
    return op == MUL || op == DIV || op == SDIV || op == MOD || op == SMOD || op == ADDMOD || op == MULMOD ||
           op == EXP || op == SIGNEXTEND || op == MAP_SLOT;
}

class Hoister {
  public:
    explicit Hoister(ir::Function& function) : function_(function), dominators_(function) {}

    bool run() {
        bool changed = false;
        // Inner loops come later in this order: what leaves them can leave the outer ones in the next round.
        for (const BlockId head : dominators_.order())
            if (const auto loop = find_loop(head)) changed |= hoist(*loop);
        return changed;
    }

  private:
    [[nodiscard]] std::optional<Loop> find_loop(BlockId head) const {
        Loop loop{head, {}, {head}, {}};
        std::optional<BlockId> before;
        for (const BlockId block : dominators_.predecessors()[index(head)]) {
            if (dominators_.dominates(head, block)) {
                loop.latches.push_back(block);
                collect(block, loop.blocks);
            } else if (before) {
                return std::nullopt;
            } else {
                before = block;
            }
        }
        if (loop.latches.empty() || !before) return std::nullopt;
        if (function_.block(*before).terminator.op != Op::JUMP) return std::nullopt;
        loop.before = *before;
        return loop;
    }

    void collect(BlockId block, std::set<BlockId>& blocks) const {
        std::vector<BlockId> open{block};
        while (!open.empty()) {
            const BlockId next = open.back();
            open.pop_back();
            if (!blocks.insert(next).second) continue;
            open.insert(open.end(), dominators_.predecessors()[index(next)].begin(),
                        dominators_.predecessors()[index(next)].end());
        }
    }

    bool hoist(const Loop& loop) {
        made_inside_.assign(function_.values.size(), false);
        for (const BlockId block : loop.blocks) {
            for (const ValueId value : function_.block(block).parameters) made_inside_[index(value)] = true;
            for (const Instruction& instruction : function_.block(block).instructions)
                for (const ValueId value : instruction.results) made_inside_[index(value)] = true;
        }
        bool changed = false;
        for (const BlockId block : dominators_.order())
            if (loop.blocks.contains(block) && runs_in_each_round(loop, block))
                changed |= hoist_from(function_.block(block), function_.block(loop.before));
        return changed;
    }

    [[nodiscard]] bool runs_in_each_round(const Loop& loop, BlockId block) const {
        return std::all_of(loop.latches.begin(), loop.latches.end(),
                           [&](BlockId latch) { return dominators_.dominates(block, latch); });
    }

    bool hoist_from(ir::Block& from, ir::Block& to) {
        const size_t count = from.instructions.size();
        std::vector<Instruction> kept;
        for (Instruction& instruction : from.instructions) {
            if (!can_leave(instruction)) {
                kept.push_back(std::move(instruction));
                continue;
            }
            for (const ValueId value : instruction.results) made_inside_[index(value)] = false;
            to.instructions.push_back(std::move(instruction));
        }
        from.instructions = std::move(kept);
        return from.instructions.size() != count;
    }

    [[nodiscard]] bool can_leave(const Instruction& instruction) const {
        const bool is_fixed = is_repeatable(instruction.op) &&
                              ir::facts_of(instruction.op).reads == ir::Effects::Nothing &&
                              instruction.results.size() == 1;
        return is_fixed && is_dear(instruction.op) &&
               std::none_of(instruction.operands.begin(), instruction.operands.end(),
                            [this](ValueId value) { return made_inside_[index(value)]; });
    }

    ir::Function& function_;
    ir::Dominators dominators_;
    std::vector<bool> made_inside_;  ///< by value: in the loop that is looked at
};

}  // namespace

bool hoist_invariants(ir::Function& function) {
    return Hoister{function}.run();
}

}  // namespace deed::optimize
