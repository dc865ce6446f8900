#include "vm/state/state_diff.hpp"

namespace deed::state {

void StateDiff::merge(const StateDiff& later) {
    for (const auto& [address, change] : later.accounts) {
        AccountChange& merged = accounts[address];
        merged.account = change.account;
        if (change.clears_storage) {
            merged.clears_storage = true;
            merged.storage.clear();
        }
        for (const auto& [slot, value] : change.storage) merged.storage[slot] = value;
    }
    for (const auto& [hash, bytes] : later.code) code.try_emplace(hash, bytes);
}

}  // namespace deed::state
