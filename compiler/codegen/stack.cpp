#include "compiler/codegen/stack.hpp"

#include <map>
#include <set>
#include <utility>

namespace deed::codegen {
namespace {

using ir::ValueId;

/// Works towards the wanted stack one move at a time. Each move brings a slot into place, removes what is
/// surplus, or makes what is missing, so it ends.
class Shuffler {
  public:
    Shuffler(Slots current, Slots wanted) : current_(std::move(current)), wanted_(std::move(wanted)) {
        settle_junk();
        for (const ValueId value : wanted_) ++balance_[value];
        for (const ValueId value : current_) --balance_[value];
    }

    Shuffle run() {
        while (current_ != wanted_ && !result_.too_deep) step();
        return std::move(result_);
    }

  private:
    /// Decides what a slot that may be anything is going to be: what lies there, if nobody else wants it.
    void settle_junk() {
        std::map<ValueId, int> spare;
        for (const ValueId value : current_) ++spare[value];
        for (const ValueId value : wanted_)
            if (value != kJunk) --spare[value];

        std::vector<size_t> open;
        for (size_t i = 0; i < wanted_.size(); ++i) {
            if (wanted_[i] != kJunk) continue;
            if (i >= current_.size() || spare[current_[i]] <= 0) {
                open.push_back(i);
                continue;
            }
            --spare[current_[i]];
            wanted_[i] = current_[i];
        }
        auto next = spare.begin();
        for (const size_t i : open) {
            while (next != spare.end() && next->second <= 0) ++next;
            if (next == spare.end()) return;
            wanted_[i] = next->first;
            --next->second;
        }
    }

    [[nodiscard]] size_t top() const { return current_.size() - 1; }
    [[nodiscard]] bool is_surplus(ValueId value) const { return balance_.at(value) < 0; }
    [[nodiscard]] bool is_right(size_t i) const { return i < wanted_.size() && current_[i] == wanted_[i]; }

    void step() {
        if (!current_.empty() && !is_right(top())) {
            if (is_surplus(current_[top()])) return pop();
            // The top belongs further down: send it there.
            for (size_t i = 0; i < top() && i < wanted_.size(); ++i)
                if (wanted_[i] == current_[top()] && !is_right(i)) return swap(i);
        }
        if (current_.size() < wanted_.size()) return add_missing();
        // Sizes agree and the top is right, or the top waits for a place above the end of what is there.
        for (size_t i = 0; i < top(); ++i)
            if (!is_right(i) && current_[i] != current_[top()]) return swap(i);
        // Every wrong slot holds what the top holds, so there is one too many of it.
        DEED_ASSERT(is_surplus(current_[top()]));
        pop();
    }

    void add_missing() {
        const ValueId next = wanted_[current_.size()];
        if (balance_[next] > 0) return add(next);
        for (const ValueId value : wanted_)
            if (balance_[value] > 0) return add(value);
        DEED_ASSERT(!"a shorter stack misses something");
    }

    void add(ValueId value) {
        size_t depth = 1;
        while (depth <= current_.size() && current_[current_.size() - depth] != value) ++depth;
        const bool is_there = depth <= current_.size();
        if (is_there && depth > kReach && !made_.contains(value)) {
            result_.too_deep = value;
            return;
        }
        --balance_[value];
        if (is_there && depth <= kReach) {
            result_.moves.push_back({MoveKind::Dup, static_cast<uint8_t>(depth), value});
        } else {
            result_.moves.push_back({MoveKind::Make, 0, value});
            made_.insert(value);
        }
        current_.push_back(value);
    }

    void pop() {
        ++balance_[current_.back()];
        current_.pop_back();
        result_.moves.push_back({MoveKind::Pop});
    }

    void swap(size_t i) {
        const size_t depth = top() - i;
        if (depth > kReach) {
            result_.too_deep = current_[i] != kJunk ? current_[i] : current_[top()];
            return;
        }
        std::swap(current_[i], current_[top()]);
        result_.moves.push_back({MoveKind::Swap, static_cast<uint8_t>(depth)});
    }

    Slots current_;
    Slots wanted_;
    std::set<ValueId> made_;          ///< what was not there in the beginning: it can be made again
    std::map<ValueId, int> balance_;  ///< by value: how many more are wanted than there are
    Shuffle result_;
};

}  // namespace

Shuffle shuffle(Slots current, Slots wanted) {
    return Shuffler{std::move(current), std::move(wanted)}.run();
}

}  // namespace deed::codegen
