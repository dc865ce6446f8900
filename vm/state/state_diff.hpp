#pragma once

#include <map>
#include <optional>

#include "vm/state/account.hpp"

namespace deed::state {

/// What happened to one account.
struct AccountChange {
    /// The account afterwards; nothing when it was removed.
    std::optional<Account> account;
    /// Whether everything that was stored before is gone; `storage` then says what was written since.
    bool clears_storage = false;
    /// The slots that changed and their new words; zero removes the slot. Ordered by slot.
    std::map<Uint256, Uint256> storage;

    bool operator==(const AccountChange&) const = default;
};

/// The difference between two states, in an order that does not depend on how it came about.
struct StateDiff {
    std::map<Address, AccountChange> accounts;
    /// Code that was deployed, by its Keccak-256.
    std::map<Hash, Bytes> code;

    bool operator==(const StateDiff&) const = default;

    [[nodiscard]] bool is_empty() const { return accounts.empty() && code.empty(); }
    /// Adds what @p later did after this difference.
    void merge(const StateDiff& later);
};

}  // namespace deed::state
