#pragma once

#include <memory>
#include <span>

#include "runtime/block/block.hpp"
#include "runtime/execution/environment.hpp"
#include "runtime/ledger/snapshot.hpp"
#include "runtime/ledger/state_update.hpp"
#include "vm/state/overlay_view.hpp"

namespace deed::chain {

/// A block beside the chain, as far as what stands on it must know. Borrowed.
struct BranchStep {
    const Hash& hash;
    const block::Header& header;
    const state::StateDiff& diff;
};

/// What a block stands on: its parent, which is part of the chain or beside it, and the state after it.
/// Borrows the snapshot.
class Footing {
  public:
    /// On the last of @p branch: blocks beside the chain that follow one another on its block @p ancestor. On
    /// the ancestor itself when there are none.
    Footing(const ledger::Snapshot& snapshot, uint64_t ancestor, std::span<const BranchStep> branch);
    /// On the chain's newest block.
    explicit Footing(const ledger::Snapshot& snapshot) : Footing(snapshot, snapshot.head().number, {}) {}

    [[nodiscard]] const ledger::StoredHeader& parent() const { return parent_; }
    [[nodiscard]] const state::StateView& state() const { return *view_; }
    /// Whether the parent is the chain's newest block: only then may an update be committed as it is.
    [[nodiscard]] bool is_head() const { return is_head_; }
    /// What @p diff after the parent means for the tables, and the root that follows.
    [[nodiscard]] ledger::StateUpdate update_after(const state::StateDiff& diff) const;
    /// Hashes of the parent and of what came before it, for the machine. A failure is told by @p has_failed;
    /// both are borrowed.
    [[nodiscard]] execution::BlockHashes block_hashes(bool& has_failed) const;

  private:
    const ledger::Snapshot& snapshot_;
    uint64_t ancestor_;
    std::vector<Hash> branch_hashes_;
    ledger::StoredHeader parent_;
    bool is_head_;
    std::unique_ptr<state::StateView> stored_;
    std::unique_ptr<state::OverlayView> view_;
    /// From the chain's newest state to the one after the parent.
    state::StateDiff from_head_;
};

}  // namespace deed::chain
