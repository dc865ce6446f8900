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

Truth to_truth(const Uint256& word) {
    return word ? Truth::NotZero : Truth::Zero;
}

Truth opposite(Truth truth) {
    if (truth == Truth::Unknown) return truth;
    return truth == Truth::Zero ? Truth::NotZero : Truth::Zero;
}

/// Walks the dominator tree with what the branches above have told.
class ConditionUser {
  public:
    explicit ConditionUser(ir::Function& function)
        : function_(function),
          dominators_(function),
          makers_(find_makers(function)),
          below_(dominators_.children()),
          ends_(function.blocks.size()),
          truths_(function.values.size()),
          uses_(ir::count_uses(function)) {}

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
        learn(maker->operands[0], opposite(truth));
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
        if (end.op == Op::JUMP) return pass_by(end);
        if (end.op != Op::BRANCH) return;
        const Truth truth = truth_of(end.operands[0]);
        if (truth == Truth::Unknown) return;
        go_straight(end, end.successors[truth == Truth::NotZero ? 0 : 1].block);
    }

    /// Goes to where a block would go that does nothing but branch on what it is given.
    void pass_by(Terminator& end) {
        const ir::Successor& next = end.successors[0];
        const ir::Block& fork = function_.block(next.block);
        if (fork.terminator.op != Op::BRANCH || !fork.instructions.empty() || fork.rounds > 0) return;
        const ValueId condition = fork.terminator.operands[0];
        Truth truth = Truth::Unknown;
        for (size_t i = 0; i < fork.parameters.size(); ++i) {
            const ValueId parameter = fork.parameters[i];
            // What is used elsewhere needs the block.
            if (uses_[index(parameter)] > (parameter == condition ? 1u : 0u)) return;
            if (parameter == condition) truth = truth_of(next.arguments[i]);
        }
        if (truth == Truth::Unknown) return;
        go_straight(end, fork.terminator.successors[truth == Truth::NotZero ? 0 : 1].block);
    }

    [[nodiscard]] Truth truth_of(ValueId value) const {
        if (function_.is_constant(value)) return to_truth(function_.value(value).constant);
        const Truth truth = truths_[index(value)];
        const ir::Instruction* const maker = makers_[index(value)];
        if (truth != Truth::Unknown || maker == nullptr) return truth;
        // Branches are on the word itself, not on what says whether it is zero.
        const bool is_test = maker->op == Op::GT && is_zero(maker->operands[1]);
        if (is_test) return truth_of(maker->operands[0]);
        if (maker->op != Op::ISZERO) return truth;
        return opposite(truth_of(maker->operands[0]));
    }
    [[nodiscard]] bool is_zero(ValueId value) const {
        return function_.is_constant(value) && !function_.value(value).constant;
    }

    void go_straight(Terminator& end, BlockId target) {
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
    std::vector<uint32_t> uses_;    ///< by value: as often as before the walk, or less by now
    std::vector<Learned> learned_;  ///< on the way there
    bool changed_ = false;
};

}  // namespace

bool use_conditions(ir::Function& function) {
    return ConditionUser{function}.run();
}

}  // namespace deed::optimize
