#include "vm/jit/conditions.hpp"

namespace deed::jit {

using isa::Op;

namespace {

/// Words further below the top are not looked at.
constexpr int kDeepest = 40;

/// Follows words through a block. Those that it finds on the stack have the numbers of their slots, 0 for the
/// top and below; those that it makes, numbers from 1.
class Follower {
  public:
    Follower(const Blocks& blocks, uint32_t block) : blocks_(blocks) {
        for (uint32_t place = blocks[block].begin; place < blocks[block].end; place = blocks.next(place))
            if (blocks.op(place) != Op::JUMPI) perform(place);
    }

    /// The condition, with the jump's operands on the stack.
    [[nodiscard]] Condition condition() const;

  private:
    struct Made {
        Op op;
        uint32_t place;
        int a;
        int b;
    };

    [[nodiscard]] int word(int slot) const {
        const auto found = words_.find(slot);
        return found == words_.end() ? slot : found->second;
    }
    /// How @p word was made by @p op, or null.
    [[nodiscard]] const Made* find_made(int word, Op op) const {
        return word > 0 && made_[static_cast<size_t>(word) - 1].op == op
                   ? &made_[static_cast<size_t>(word) - 1]
                   : nullptr;
    }
    void perform(uint32_t place);
    [[nodiscard]] Condition::Operand operand(int word) const;

    const Blocks& blocks_;
    int top_ = 0;
    std::map<int, int> words_;  ///< by slot, where they are others than at the block's begin
    std::vector<Made> made_;
};

void Follower::perform(uint32_t place) {
    const Op op = blocks_.op(place);
    const isa::OpInfo& info = isa::info(op);
    if (op >= Op::DUP1 && op <= Op::DUP16) {
        const int copied = word(top_ - info.pops + 1);
        words_[++top_] = copied;
        return;
    }
    if (op >= Op::SWAP1 && op <= Op::SWAP16) {
        const int other = top_ - info.pops + 1;
        const int above = word(top_);
        words_[top_] = word(other);
        words_[other] = above;
        return;
    }
    const int a = word(top_);
    const int b = word(top_ - 1);
    top_ += int{info.pushes} - int{info.pops};
    if (info.pushes != 1) return;
    made_.push_back({op, place, a, b});
    words_[top_] = static_cast<int>(made_.size());
}

Condition::Operand Follower::operand(int wanted) const {
    Condition::Operand operand;
    if (wanted > 0) {
        const Made& made = made_[static_cast<size_t>(wanted) - 1];
        if (isa::is_push(made.op)) operand.constant = immediate_at(blocks_.code(), made.place);
    }
    for (int depth = 0; depth < kDeepest; ++depth)
        if (word(top_ - 2 - depth) == wanted) operand.depths.push_back(static_cast<size_t>(depth));
    return operand;
}

Condition Follower::condition() const {
    Condition condition;
    int tested = word(top_ - 1);
    while (const Made* const made = find_made(tested, Op::ISZERO)) {
        tested = made->a;
        condition.jumps_when_true = !condition.jumps_when_true;
    }
    const Made* const less = find_made(tested, Op::LT);
    const Made* const greater = find_made(tested, Op::GT);
    if (less == nullptr && greater == nullptr) {
        condition.a = operand(tested);
        return condition;
    }
    condition.test = Condition::Test::IsLess;
    condition.a = operand(less != nullptr ? less->a : greater->b);
    condition.b = operand(less != nullptr ? less->b : greater->a);
    return condition;
}

Value* find_value(State& state, size_t depth) {
    return depth < state.top.size() ? &state.top[state.top.size() - 1 - depth] : nullptr;
}

Range range_of(const Condition::Operand& operand, const Values& values, State& state) {
    if (operand.constant) return only(*operand.constant);
    if (operand.depths.empty()) return {};
    const Value* const value = find_value(state, operand.depths[0]);
    return value == nullptr ? Range{} : values.range(*value);
}

/// Notes that the word is in @p range.
void restrict_to(const Range& range, const Condition::Operand& operand, Values& values, State& state) {
    for (const size_t depth : operand.depths) {
        Value* const value = find_value(state, depth);
        // Constants and jump destinations say more than a range.
        if (value == nullptr || values.find_constant(*value) != nullptr || !values.targets(*value).empty())
            continue;
        if (const auto both = intersect(values.range(*value), range)) *value = values.in(*both);
    }
}

}  // namespace

Condition find_condition(const Blocks& blocks, uint32_t block) {
    return Follower{blocks, block}.condition();
}

void assume(const Condition& condition, Branch branch, Values& values, State& state) {
    const bool is_true = (branch == Branch::Taken) == condition.jumps_when_true;
    if (condition.test == Condition::Test::IsNotZero)
        return restrict_to(is_true ? Range{1} : only(0), condition.a, values, state);

    const Range a = range_of(condition.a, values, state);
    const Range b = range_of(condition.b, values, state);
    if (!is_true) {
        restrict_to({b.least}, condition.a, values, state);
        restrict_to({0, a.most}, condition.b, values, state);
        return;
    }
    if (!b.most || a.least == Uint256::max()) return;  // never
    restrict_to({0, b.most - 1}, condition.a, values, state);
    restrict_to({a.least + 1}, condition.b, values, state);
}

}  // namespace deed::jit
