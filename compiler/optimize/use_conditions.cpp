#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Op;
using ir::Terminator;
using ir::ValueId;

enum class Truth : uint8_t { Unknown, Zero, NotZero };

/// Walks the dominator tree with what the branches above have told.
class ConditionUser {
  public:
    explicit ConditionUser(ir::Function& function)
        : function_(function),
          dominators_(function),
          makers_(find_makers(function)),
          below_(dominators_.children()),
          ends_(function.blocks.size()),
          truths_(function.values.size()) {}

    bool run() {
        visit(BlockId{0});
        if (changed_) ir::remove_unreachable(function_);
        return changed_;
    }

  private:
    /// What the way into @p block tells: it has one predecessor, which branches.
    void learn(BlockId block) {
        if (dominators_.predecessors()[index(block)].size() != 1) return;
        const auto& end = ends_[index(dominators_.predecessors()[index(block)][0])];
        if (end.op != Op::BRANCH || end.successors[0].block == end.successors[1].block) return;
        learn(end.operands[0], end.successors[0].block == block ? Truth::NotZero : Truth::Zero);
    }
    void learn(ValueId value, Truth truth) {
        learned_.push_back({value, truths_[index(value)]});
        truths_[index(value)] = truth;
        const ir::Instruction* maker = makers_[index(value)];
        if (maker == nullptr || maker->op != Op::ISZERO) return;
        learn(maker->operands[0], truth == Truth::Zero ? Truth::NotZero : Truth::Zero);
    }
    /// Takes back what was learned behind the first @p count.
    void unlearn(size_t count) {
        for (; learned_.size() > count; learned_.pop_back())
            truths_[index(learned_.back().value)] = learned_.back().before;
    }

    void visit(BlockId first) {
        struct Step {
            BlockId block;
            size_t learned;  ///< above it
        };
        std::vector<Step> steps{{first, 0}};
        while (!steps.empty()) {
            const Step step = steps.back();
            steps.pop_back();
            unlearn(step.learned);
            learn(step.block);
            Terminator& end = function_.block(step.block).terminator;
            ends_[index(step.block)] = end;
            use(end);
            for (const BlockId next : below_[index(step.block)]) steps.push_back({next, learned_.size()});
        }
    }

    void use(Terminator& end) {
        if (end.op != Op::BRANCH) return;
        const Truth truth = truths_[index(end.operands[0])];
        if (truth == Truth::Unknown) return;
        const BlockId target = end.successors[truth == Truth::NotZero ? 0 : 1].block;
        end.op = Op::JUMP;
        end.operands.clear();
        end.successors = {{target, {}}};
        end.origin.check = ir::Check::None;
        changed_ = true;
    }

    struct Learned {
        ValueId value;
        Truth before;
    };

    ir::Function& function_;
    ir::Dominators dominators_;
    std::vector<const ir::Instruction*> makers_;
    ir::BlockLists below_;
    std::vector<Terminator> ends_;  ///< by block: as it was when the block was visited first
    std::vector<Truth> truths_;     ///< by value: what is known where the walk stands
    std::vector<Learned> learned_;  ///< on the way there
    bool changed_ = false;
};

}  // namespace

bool use_conditions(ir::Function& function) {
    return ConditionUser{function}.run();
}

}  // namespace deed::optimize
