#include "runtime/chain/footing.hpp"

#include "runtime/ledger/rewind.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {

Footing::Footing(const ledger::Snapshot& snapshot, uint64_t ancestor, std::span<const BranchStep> branch)
    : snapshot_(snapshot),
      ancestor_(ancestor),
      is_head_(branch.empty() && ancestor == snapshot.head().number),
      stored_(snapshot.state_at(ancestor)) {
    state::StateDiff changes;
    for (const BranchStep& step : branch) {
        changes.merge(step.diff);
        branch_hashes_.push_back(step.hash);
    }
    if (branch.empty()) {
        auto header = snapshot.find_header(ancestor);
        if (!header) throw Error{"block " + std::to_string(ancestor) + " is not there"};
        parent_ = std::move(*header);
    } else {
        parent_ = {branch.back().hash, branch.back().header};
    }
    if (!is_head_) {
        from_head_ = ledger::difference_back_to(snapshot, ancestor);
        from_head_.merge(changes);
    }
    view_ = std::make_unique<state::OverlayView>(*stored_, std::move(changes));
}

ledger::StateUpdate Footing::update_after(const state::StateDiff& diff) const {
    if (is_head_) return ledger::prepare_update(snapshot_.transaction(), diff);
    state::StateDiff all = from_head_;
    all.merge(diff);
    return ledger::prepare_update(snapshot_.transaction(), all);
}

execution::BlockHashes Footing::block_hashes(bool& has_failed) const {
    return [this, &has_failed](uint64_t number) -> Hash {
        if (number > ancestor_ && number - ancestor_ <= branch_hashes_.size())
            return branch_hashes_[number - ancestor_ - 1];
        if (number > ancestor_) return {};
        try {
            const auto header = snapshot_.find_header(number);
            if (header) return header->hash;
        } catch (const std::exception&) {
            has_failed = true;
        }
        return {};
    };
}

}  // namespace deed::chain
