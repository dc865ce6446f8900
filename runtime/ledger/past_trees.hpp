#pragma once

#include <map>
#include <memory>

#include "runtime/ledger/snapshot.hpp"
#include "runtime/ledger/state_update.hpp"

namespace deed::ledger {

/// The trees of the state after a past block: what has changed since is worked back in memory, over the
/// newest trees. The cost is that of the changes. Borrows the snapshot.
class PastTrees {
  public:
    /// The block must not be above the head. Throws `Error` when the data is damaged.
    PastTrees(const Snapshot& snapshot, uint64_t number);

    [[nodiscard]] const trie::NodeStore& accounts() const { return *accounts_; }
    /// The tree of one account's slots.
    [[nodiscard]] std::unique_ptr<trie::NodeStore> storage(const Address& address) const;
    /// The root of an account's storage tree; the empty root also when there is no account.
    [[nodiscard]] Hash storage_root(const Address& address) const;

  private:
    [[nodiscard]] const StateUpdate::Account* find_change(const Address& address) const;

    const Snapshot& snapshot_;
    StateUpdate update_;
    std::unique_ptr<trie::NodeStore> accounts_;
};

}  // namespace deed::ledger
