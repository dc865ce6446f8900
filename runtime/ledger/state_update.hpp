#pragma once

#include <map>
#include <vector>

#include "runtime/ledger/state_views.hpp"
#include "vm/state/state_diff.hpp"

namespace deed::ledger {

/// What a difference means for the tables, computed before anything is written: the root is needed for the
/// header, the rest for the commit.
struct StateUpdate {
    struct Account {
        Address address;
        Hash address_hash;
        std::optional<StoredAccount> before;
        std::optional<StoredAccount> after;
        bool clears_storage = false;  ///< its slots and nodes go before the changes below
        std::map<Uint256, Uint256> slots;
        NodeChanges nodes;
    };

    Hash root;
    std::vector<Account> accounts;  ///< in order of address
    NodeChanges account_nodes;
    std::map<Hash, Bytes> codes;
};

/// Works @p diff out against the newest state in @p transaction. Throws `Error` when a tree is damaged.
[[nodiscard]] StateUpdate prepare_update(const storage::Transaction& transaction,
                                         const state::StateDiff& diff);

}  // namespace deed::ledger
