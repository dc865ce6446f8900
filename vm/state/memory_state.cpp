#include "vm/state/memory_state.hpp"

namespace deed::state {

std::optional<Account> MemoryState::find_account(const Address& address) const noexcept {
    const auto entry = entries_.find(address);
    if (entry == entries_.end()) return std::nullopt;
    return entry->second.account;
}

Uint256 MemoryState::read_storage(const Address& address, const Uint256& slot) const noexcept {
    const auto entry = entries_.find(address);
    if (entry == entries_.end()) return {};
    const auto word = entry->second.storage.find(slot);
    return word == entry->second.storage.end() ? Uint256{} : word->second;
}

Bytes MemoryState::read_code(const Hash& code_hash) const noexcept {
    const auto entry = code_.find(code_hash);
    return entry == code_.end() ? Bytes{} : entry->second;
}

bool MemoryState::has_storage(const Address& address) const noexcept {
    const auto entry = entries_.find(address);
    return entry != entries_.end() && !entry->second.storage.empty();
}

void MemoryState::set_account(const Address& address, const Account& account) {
    entries_[address].account = account;
}

void MemoryState::set_code(const Address& address, BytesView code) {
    const Hash hash = crypto::keccak256(code);
    if (!code.empty()) code_.try_emplace(hash, to_bytes(code));
    entries_[address].account.code_hash = hash;
}

void MemoryState::set_storage(const Address& address, const Uint256& slot, const Uint256& value) {
    auto& storage = entries_[address].storage;
    if (value) {
        storage[slot] = value;
    } else {
        storage.erase(slot);
    }
}

void MemoryState::apply(const StateDiff& diff) {
    for (const auto& [address, change] : diff.accounts) {
        if (!change.account) {
            entries_.erase(address);
            continue;
        }
        Entry& entry = entries_[address];
        entry.account = *change.account;
        if (change.clears_storage) entry.storage.clear();
        for (const auto& [slot, value] : change.storage) set_storage(address, slot, value);
    }
    for (const auto& [hash, bytes] : diff.code) code_.try_emplace(hash, bytes);
}

}  // namespace deed::state
