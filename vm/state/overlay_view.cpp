#include "vm/state/overlay_view.hpp"

#include <algorithm>

namespace deed::state {

std::optional<Account> OverlayView::find_account(const Address& address) const noexcept {
    const auto change = diff_.accounts.find(address);
    return change == diff_.accounts.end() ? base_.find_account(address) : change->second.account;
}

Uint256 OverlayView::read_storage(const Address& address, const Uint256& slot) const noexcept {
    const auto change = diff_.accounts.find(address);
    if (change == diff_.accounts.end()) return base_.read_storage(address, slot);
    const auto word = change->second.storage.find(slot);
    if (word != change->second.storage.end()) return word->second;
    return change->second.clears_storage ? Uint256{} : base_.read_storage(address, slot);
}

Bytes OverlayView::read_code(const Hash& code_hash) const noexcept {
    const auto code = diff_.code.find(code_hash);
    return code == diff_.code.end() ? base_.read_code(code_hash) : code->second;
}

bool OverlayView::has_storage(const Address& address) const noexcept {
    const auto change = diff_.accounts.find(address);
    if (change == diff_.accounts.end()) return base_.has_storage(address);
    const bool writes = std::ranges::any_of(
        change->second.storage, [](const auto& entry) { return static_cast<bool>(entry.second); });
    return writes || (!change->second.clears_storage && base_.has_storage(address));
}

void OverlayView::set_balance(const Address& address, const Uint256& balance) {
    change_of(address).account->balance = balance;
}

void OverlayView::set_nonce(const Address& address, uint64_t nonce) {
    change_of(address).account->nonce = nonce;
}

void OverlayView::set_code(const Address& address, BytesView code) {
    const Hash hash = crypto::keccak256(code);
    if (!code.empty()) diff_.code.try_emplace(hash, to_bytes(code));
    change_of(address).account->code_hash = hash;
}

void OverlayView::set_storage(const Address& address, const Uint256& slot, const Uint256& value) {
    change_of(address).storage[slot] = value;
}

void OverlayView::clear_storage(const Address& address) {
    AccountChange& change = change_of(address);
    change.clears_storage = true;
    change.storage.clear();
}

AccountChange& OverlayView::change_of(const Address& address) {
    const auto [change, is_new] = diff_.accounts.try_emplace(address);
    if (is_new) change->second.account = base_.find_account(address);
    if (!change->second.account) change->second.account.emplace();
    return change->second;
}

}  // namespace deed::state
