#include "vm/state/journal.hpp"

#include <algorithm>

namespace deed::state {
namespace {

/// Its touch survives the undoing of the call that made it: so it went on Ethereum in block 2675119.
constexpr Address kRipemd160{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}};

}  // namespace

// The journal's own place in memory seeds the tables: unlike for every process, and nothing visible depends
// on it.
Journal::Journal(const StateView& view, isa::Revision revision)
    : view_(view),
      revision_(revision),
      accounts_(reinterpret_cast<uintptr_t>(this)),
      slots_(reinterpret_cast<uintptr_t>(this)),
      transients_(reinterpret_cast<uintptr_t>(this)) {
    last_index_ = accounts_.find_or_insert(last_address_).index;
}

// Transactions.

void Journal::begin_transaction() {
    ++transaction_;
    refund_ = 0;
    touched_.clear();
    destroyed_.clear();
    undo_.clear();
    logs_.clear();
}

void Journal::finish_transaction() {
    for (const uint32_t index : destroyed_)
        if (accounts_[index].destroyed_in == transaction_) remove(index);
    if (revision_ >= isa::Revision::SpuriousDragon) {
        for (const uint32_t index : touched_) {
            const AccountEntry& entry = accounts_[index];
            if (entry.touched_in == transaction_ && entry.exists && entry.account.is_empty()) remove(index);
        }
    }
    touched_.clear();
    destroyed_.clear();
    undo_.clear();
}

void Journal::rollback(const Checkpoint& checkpoint) {
    while (undo_.size() > checkpoint.changes) {
        undo(undo_.back());
        undo_.pop_back();
    }
    logs_.resize(std::min(logs_.size(), checkpoint.logs));
    refund_ = checkpoint.refund;
}

void Journal::undo(const Undo& change) {
    const uint32_t index = change.index;
    switch (change.change) {
        case Change::Balance: accounts_[index].account.balance = change.old; return;
        case Change::Nonce: accounts_[index].account.nonce = change.old[0]; return;
        case Change::Code: accounts_[index].account.code_hash = to_hash(change.old); return;
        case Change::Existence: accounts_[index].exists = false; return;
        case Change::Touched:
            if (accounts_.key(index) != kRipemd160) accounts_[index].touched_in = 0;
            return;
        case Change::Created: accounts_[index].created_in = 0; return;
        case Change::Destroyed: accounts_[index].destroyed_in = 0; return;
        case Change::WarmAccount: accounts_[index].warm_in = 0; return;
        case Change::WarmSlot: slots_[index].is_warm = false; return;
        case Change::Storage: slots_[index].current = change.old; return;
        case Change::Transient: transients_[index].value = change.old; return;
    }
}

StateDiff Journal::diff() const {
    StateDiff diff;
    for (uint32_t index = 0; index < accounts_.size(); ++index) {
        const AccountEntry& entry = accounts_[index];
        const bool is_cleared = entry.storage_epoch != 0 && entry.existed;
        if (entry.exists == entry.existed && entry.account == entry.before && !is_cleared) continue;
        AccountChange& change = diff.accounts[accounts_.key(index)];
        if (entry.exists) change.account = entry.account;
        change.clears_storage = is_cleared;
        if (const auto code = new_code_.find(entry.account.code_hash); code != new_code_.end())
            diff.code.try_emplace(code->first, to_bytes(code->second));
    }
    for (uint32_t index = 0; index < slots_.size(); ++index) {
        const SlotEntry& slot = slots_[index];
        const AccountEntry& account = accounts_[slots_.key(index).account];
        if (!account.exists) continue;
        const bool is_cleared = account.storage_epoch != 0 && account.existed;
        const Uint256 now = slot.epoch == account.storage_epoch ? slot.current : Uint256{};
        if (now == (is_cleared ? Uint256{} : slot.before)) continue;
        AccountChange& change = diff.accounts[accounts_.key(slots_.key(index).account)];
        change.account = account.account;
        change.storage[slots_.key(index).slot] = now;
    }
    return diff;
}

// Accounts: reading.

uint32_t Journal::find_index(const Address& address) {
    if (address == last_address_) return last_index_;
    last_index_ = accounts_.find_or_insert(address).index;
    last_address_ = address;
    return last_index_;
}

Journal::AccountEntry& Journal::load(uint32_t index) {
    AccountEntry& entry = accounts_[index];
    if (entry.loaded) return entry;
    entry.loaded = true;
    if (const auto account = view_.find_account(accounts_.key(index))) {
        entry.exists = entry.existed = true;
        entry.account = entry.before = *account;
    }
    return entry;
}

bool Journal::is_empty(const Address& address) {
    const AccountEntry& entry = load(address);
    return !entry.exists || entry.account.is_empty();
}

BytesView Journal::code_of(const Hash& code_hash) {
    if (code_hash == crypto::kEmptyCodeHash) return {};
    const auto [code, is_new] = code_.try_emplace(code_hash);
    if (is_new) code->second = view_.read_code(code_hash);
    return code->second;
}

bool Journal::is_occupied(const Address& address) {
    const AccountEntry& entry = load(address);
    if (entry.account.nonce != 0 || entry.account.has_code()) return true;
    return entry.existed && entry.storage_epoch == 0 && view_.has_storage(address);
}

// Accounts: changing.

void Journal::touch(const Address& address) {
    const uint32_t index = find_index(address);
    load(index);
    if (revision_ < isa::Revision::SpuriousDragon) make_existing(index);
    mark_touched(index);
}

void Journal::mark_touched(uint32_t index) {
    AccountEntry& entry = accounts_[index];
    if (entry.touched_in == transaction_) return;
    entry.touched_in = transaction_;
    touched_.push_back(index);
    record(Change::Touched, index, {});
}

void Journal::make_existing(uint32_t index) {
    AccountEntry& entry = accounts_[index];
    if (entry.exists) return;
    entry.exists = true;
    record(Change::Existence, index, {});
}

void Journal::change_balance(uint32_t index, const Uint256& balance) {
    make_existing(index);
    AccountEntry& entry = accounts_[index];
    record(Change::Balance, index, entry.account.balance);
    entry.account.balance = balance;
}

void Journal::add_balance(const Address& address, const Uint256& amount) {
    touch(address);
    if (!amount) return;
    const uint32_t index = find_index(address);
    const auto sum = checked_add(accounts_[index].account.balance, amount);
    DEED_ASSERT(sum.has_value());
    change_balance(index, *sum);
}

void Journal::subtract_balance(const Address& address, const Uint256& amount) {
    touch(address);
    if (!amount) return;
    const uint32_t index = find_index(address);
    const Uint256 balance = accounts_[index].account.balance;
    DEED_ASSERT(!(balance < amount));
    change_balance(index, balance - amount);
}

void Journal::transfer(const Address& from, const Address& to, const Uint256& amount) {
    subtract_balance(from, amount);
    add_balance(to, amount);
}

void Journal::set_balance(const Address& address, const Uint256& balance) {
    touch(address);
    change_balance(find_index(address), balance);
}

void Journal::set_nonce(const Address& address, uint64_t nonce) {
    const uint32_t index = find_index(address);
    load(index);
    make_existing(index);
    mark_touched(index);
    record(Change::Nonce, index, accounts_[index].account.nonce);
    accounts_[index].account.nonce = nonce;
}

void Journal::set_code(const Address& address, BytesView code) {
    const uint32_t index = find_index(address);
    load(index);
    make_existing(index);
    mark_touched(index);
    record(Change::Code, index, to_word(accounts_[index].account.code_hash));
    const Hash hash = crypto::keccak256(code);
    accounts_[index].account.code_hash = hash;
    if (code.empty()) return;
    const auto [entry, is_new] = code_.try_emplace(hash);
    if (entry->second.empty()) entry->second = to_bytes(code);
    new_code_.try_emplace(hash, entry->second);
}

void Journal::create_contract(const Address& address) {
    const uint32_t index = find_index(address);
    load(index);
    make_existing(index);
    mark_touched(index);
    record(Change::Created, index, {});
    accounts_[index].created_in = transaction_;
    if (revision_ >= isa::Revision::SpuriousDragon) set_nonce(address, 1);
}

bool Journal::is_created_now(const Address& address) {
    return accounts_[find_index(address)].created_in == transaction_;
}

bool Journal::self_destruct(const Address& address, const Address& beneficiary) {
    const uint32_t index = find_index(address);
    const Uint256 balance = load(index).account.balance;
    const bool is_destroyed =
        revision_ < isa::Revision::Cancun || accounts_[index].created_in == transaction_;
    if (!is_destroyed) {
        transfer(address, beneficiary, balance);
        return false;
    }
    // What is destroyed in favour of itself is burnt.
    if (beneficiary == address) {
        touch(address);
    } else {
        add_balance(beneficiary, balance);
    }
    change_balance(index, {});
    AccountEntry& entry = accounts_[index];
    if (entry.destroyed_in == transaction_) return false;
    entry.destroyed_in = transaction_;
    destroyed_.push_back(index);
    record(Change::Destroyed, index, {});
    return true;
}

void Journal::remove(uint32_t index) {
    AccountEntry& entry = accounts_[index];
    entry.exists = false;
    entry.account = {};
    ++entry.storage_epoch;
}

// Access lists.

Access Journal::access_account(const Address& address) {
    const uint32_t index = find_index(address);
    AccountEntry& entry = accounts_[index];
    if (entry.warm_in == transaction_) return Access::Warm;
    entry.warm_in = transaction_;
    record(Change::WarmAccount, index, {});
    return Access::Cold;
}

Access Journal::access_slot(const Address& address, const Uint256& slot) {
    return read_slot(address, slot).access;
}

// Storage.

uint32_t Journal::find_slot_index(uint32_t account, const Uint256& slot) {
    uint32_t& recent = recent_slots_[(slot[0] ^ account) % recent_slots_.size()];
    if (recent < slots_.size()) {
        const SlotKey& key = slots_.key(recent);
        if (key.account == account && key.slot == slot) return recent;
    }
    const auto found = slots_.find_or_insert({account, slot});
    if (found.is_new && accounts_[account].storage_epoch == 0) {
        SlotEntry& entry = slots_[found.index];
        entry.before = entry.current = view_.read_storage(accounts_.key(account), slot);
    }
    return recent = found.index;
}

Journal::SlotEntry& Journal::find_slot(const Address& address, const Uint256& slot, uint32_t& index) {
    const uint32_t account = find_index(address);
    index = find_slot_index(account, slot);
    SlotEntry& entry = slots_[index];
    if (entry.transaction == transaction_) return entry;
    const uint32_t epoch = accounts_[account].storage_epoch;
    if (entry.epoch != epoch) entry.current = {};
    entry.epoch = epoch;
    entry.original = entry.current;
    entry.is_warm = false;
    entry.transaction = transaction_;
    return entry;
}

Access Journal::warm(SlotEntry& entry, uint32_t index) {
    if (entry.is_warm) return Access::Warm;
    entry.is_warm = true;
    record(Change::WarmSlot, index, {});
    return Access::Cold;
}

SlotRead Journal::read_slot(const Address& address, const Uint256& slot) {
    uint32_t index = 0;
    SlotEntry& entry = find_slot(address, slot, index);
    const Access access = warm(entry, index);
    return {entry.current, access};
}

SlotWrite Journal::write_slot(const Address& address, const Uint256& slot, const Uint256& value) {
    uint32_t index = 0;
    SlotEntry& entry = find_slot(address, slot, index);
    const SlotWrite result{entry.original, entry.current, warm(entry, index)};
    if (entry.current == value) return result;
    load(address);
    record(Change::Storage, index, entry.current);
    entry.current = value;
    return result;
}

Uint256 Journal::transient(const Address& address, const Uint256& slot) {
    const TransientEntry& entry = transients_[transients_.find_or_insert({find_index(address), slot}).index];
    return entry.transaction == transaction_ ? entry.value : Uint256{};
}

void Journal::set_transient(const Address& address, const Uint256& slot, const Uint256& value) {
    const uint32_t index = transients_.find_or_insert({find_index(address), slot}).index;
    TransientEntry& entry = transients_[index];
    if (entry.transaction != transaction_) entry = {transaction_, {}};
    record(Change::Transient, index, entry.value);
    entry.value = value;
}

}  // namespace deed::state
