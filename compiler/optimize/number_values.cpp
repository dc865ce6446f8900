#include <algorithm>
#include <map>
#include <tuple>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

using Key = std::tuple<Op, uint32_t, std::vector<ValueId>>;

bool is_commutative(Op op) {
    using enum Op;
    return op == ADD || op == MUL || op == AND || op == OR || op == XOR || op == EQ;
}

/// Whether the result depends on the operands alone.
bool is_lasting(const Instruction& instruction) {
    return instruction.results.size() == 1 && is_repeatable(instruction.op) &&
           ir::facts_of(instruction.op).reads == ir::Effects::Nothing;
}

/// Walks the dominator tree; what was computed above is known below.
class Numberer {
  public:
    explicit Numberer(ir::Function& function)
        : function_(function), dominators_(function), replacements_(function) {
        below_.resize(function.blocks.size());
        for (const BlockId block : dominators_.order())
            if (index(block) != 0) below_[index(dominators_.parent(block))].push_back(block);
    }

    bool run() {
        struct Step {
            BlockId block;
            bool is_done;
        };
        std::vector<Step> steps{{BlockId{0}, false}};
        std::vector<std::vector<Key>> added;
        while (!steps.empty()) {
            Step& step = steps.back();
            if (step.is_done) {
                for (const Key& key : added.back()) known_.erase(key);
                added.pop_back();
                steps.pop_back();
                continue;
            }
            step.is_done = true;
            const BlockId block = step.block;
            added.push_back(visit(function_.block(block)));
            for (const BlockId next : below_[index(block)]) steps.push_back({next, false});
        }
        replacements_.apply(function_);
        return changed_;
    }

  private:
    std::vector<Key> visit(ir::Block& block) {
        std::vector<Key> added;
        std::erase_if(block.instructions, [&](Instruction& instruction) {
            replacements_.update(instruction.operands);
            if (!is_lasting(instruction)) return false;
            std::vector<ValueId> operands = instruction.operands;
            if (is_commutative(instruction.op)) std::sort(operands.begin(), operands.end());
            Key key{instruction.op, instruction.index, std::move(operands)};
            const auto [place, is_new] = known_.try_emplace(key, instruction.results[0]);
            if (is_new) {
                added.push_back(std::move(key));
                return false;
            }
            replacements_.replace(instruction.results[0], place->second);
            changed_ = true;
            return true;
        });
        return added;
    }

    ir::Function& function_;
    ir::Dominators dominators_;
    Replacements replacements_;
    std::vector<std::vector<BlockId>> below_;
    std::map<Key, ValueId> known_;
    bool changed_ = false;
};

}  // namespace

bool number_values(ir::Function& function) {
    return Numberer{function}.run();
}

}  // namespace deed::optimize
