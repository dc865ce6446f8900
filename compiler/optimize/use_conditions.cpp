#include <map>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Op;
using ir::Terminator;
using ir::ValueId;

enum class Truth : uint8_t { Zero, NotZero };

/// Walks the dominator tree with what the branches above have told.
class ConditionUser {
  public:
    explicit ConditionUser(ir::Function& function)
        : function_(function),
          dominators_(function),
          before_(ir::predecessors(function)),
          makers_(find_makers(function)),
          below_(function.blocks.size()) {
        for (const BlockId block : dominators_.order())
            if (index(block) != 0) below_[index(dominators_.parent(block))].push_back(block);
    }

    bool run() {
        visit(BlockId{0});
        if (changed_) ir::remove_unreachable(function_);
        return changed_;
    }

  private:
    /// What the way into @p block tells: it has one predecessor, which branches.
    void learn(BlockId block, std::map<ValueId, Truth>& facts) {
        if (before_[index(block)].size() != 1) return;
        const auto& end = ends_.at(before_[index(block)][0]);
        if (end.op != Op::BRANCH || end.successors[0].block == end.successors[1].block) return;
        learn(end.operands[0], end.successors[0].block == block ? Truth::NotZero : Truth::Zero, facts);
    }
    void learn(ValueId value, Truth truth, std::map<ValueId, Truth>& facts) {
        facts.insert_or_assign(value, truth);
        const ir::Instruction* maker = makers_[index(value)];
        if (maker == nullptr || maker->op != Op::ISZERO) return;
        learn(maker->operands[0], truth == Truth::Zero ? Truth::NotZero : Truth::Zero, facts);
    }

    void visit(BlockId first) {
        struct Step {
            BlockId block;
            std::map<ValueId, Truth> facts;
        };
        std::vector<Step> steps{{first, {}}};
        while (!steps.empty()) {
            Step step = std::move(steps.back());
            steps.pop_back();
            learn(step.block, step.facts);
            Terminator& end = function_.block(step.block).terminator;
            ends_.emplace(step.block, end);
            use(end, step.facts);
            for (const BlockId next : below_[index(step.block)]) steps.push_back({next, step.facts});
        }
    }

    void use(Terminator& end, const std::map<ValueId, Truth>& facts) {
        if (end.op != Op::BRANCH) return;
        const auto fact = facts.find(end.operands[0]);
        if (fact == facts.end()) return;
        const BlockId target = end.successors[fact->second == Truth::NotZero ? 0 : 1].block;
        end.op = Op::JUMP;
        end.operands.clear();
        end.successors = {{target, {}}};
        end.origin.check = ir::Check::None;
        changed_ = true;
    }

    ir::Function& function_;
    ir::Dominators dominators_;
    std::vector<std::vector<BlockId>> before_;
    std::vector<const ir::Instruction*> makers_;
    std::vector<std::vector<BlockId>> below_;
    std::map<BlockId, Terminator> ends_;  ///< as they were when their blocks were visited first
    bool changed_ = false;
};

}  // namespace

bool use_conditions(ir::Function& function) {
    return ConditionUser{function}.run();
}

}  // namespace deed::optimize
