#include <algorithm>
#include <bitset>
#include <set>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"
#include "compiler/optimize/scratch_memory.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;

/// The scratch area is shorter; what lies behind is taken for needed.
constexpr size_t kBytes = 512;
using Needed = std::bitset<kBytes>;

bool is_call(Op op) {
    return op == Op::CALL || op == Op::STATICCALL || op == Op::DELEGATECALL;
}

Needed bytes_of(const ScratchRange& range) {
    Needed result;
    for (uint64_t i = range.begin; i < std::min<uint64_t>(range.end, kBytes); ++i) result.set(i);
    return result;
}

/// Finds, from the ends of the function backwards, which bytes anything reads before they are written again.
class MemoryWatcher {
  public:
    explicit MemoryWatcher(ir::Function& function)
        : function_(function),
          makers_(find_makers(function)),
          scratch_(function, makers_),
          at_begin_(function.blocks.size()) {}

    bool run() {
        auto order = ir::reverse_post_order(function_);
        std::reverse(order.begin(), order.end());
        for (bool changed = true; changed;) {
            changed = false;
            for (const BlockId block : order) {
                const Needed needed = follow(block);
                changed |= needed != at_begin_[index(block)];
                at_begin_[index(block)] = needed;
            }
        }
        for (const BlockId block : order) find_dead(block);
        remove();
        return !dead_.empty();
    }

  private:
    [[nodiscard]] Needed at_end(const ir::Terminator& end) const {
        Needed needed = bytes_of(scratch_.read_by(end));
        for (const ir::Successor& successor : end.successors) needed |= at_begin_[index(successor.block)];
        return needed;
    }

    void step(const Instruction& instruction, Needed& needed) const {
        const ScratchRange written = scratch_.written_by(instruction);
        // A call may return less than there is room for, and what may be written anywhere is surely written
        // nowhere.
        if (written.end <= kBytes && !is_call(instruction.op)) needed &= ~bytes_of(written);
        needed |= bytes_of(scratch_.read_by(instruction));
    }

    [[nodiscard]] Needed follow(BlockId id) const {
        const ir::Block& block = function_.block(id);
        Needed needed = at_end(block.terminator);
        for (auto i = block.instructions.rbegin(); i != block.instructions.rend(); ++i) step(*i, needed);
        return needed;
    }

    [[nodiscard]] bool is_dead(const Instruction& instruction, const Needed& needed) const {
        if (instruction.op != Op::MSTORE && instruction.op != Op::MSTORE8) return false;
        const ScratchRange written = scratch_.written_by(instruction);
        return !written.is_empty() && written.end <= kBytes && (bytes_of(written) & needed).none();
    }

    void find_dead(BlockId id) {
        const ir::Block& block = function_.block(id);
        Needed needed = at_end(block.terminator);
        for (size_t i = block.instructions.size(); i-- > 0;) {
            const Instruction& instruction = block.instructions[i];
            if (is_dead(instruction, needed))
                dead_.insert(&instruction);
            else
                step(instruction, needed);
        }
    }

    void remove() {
        for (ir::Block& block : function_.blocks) {
            std::vector<Instruction> kept;
            for (Instruction& instruction : block.instructions)
                if (!dead_.contains(&instruction)) kept.push_back(std::move(instruction));
            block.instructions = std::move(kept);
        }
    }

    ir::Function& function_;
    std::vector<const Instruction*> makers_;
    ScratchMemory scratch_;
    std::vector<Needed> at_begin_;  ///< by block
    std::set<const Instruction*> dead_;
};

}  // namespace

bool remove_dead_writes(ir::Function& function) {
    return MemoryWatcher{function}.run();
}

}  // namespace deed::optimize
