#include "runtime/ledger/rewind.hpp"

#include "runtime/ledger/history.hpp"
#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/ledger.hpp"
#include "runtime/ledger/records.hpp"

namespace deed::ledger {
namespace {

Changes read_changes(const Snapshot& snapshot, uint64_t number) {
    return ledger::read_changes(snapshot.transaction(), number);
}

}  // namespace

state::StateDiff difference_back_to(const Snapshot& snapshot, uint64_t number) {
    const auto past = snapshot.state_at(number);
    state::StateDiff diff;
    const auto take_account = [&](const Address& address) -> state::AccountChange& {
        const auto [place, is_new] = diff.accounts.try_emplace(address);
        if (is_new) place->second.account = past->find_account(address);
        return place->second;
    };
    for (uint64_t taken = number + 1; taken <= snapshot.head().number; ++taken) {
        const Changes changes = read_changes(snapshot, taken);
        for (const Address& address : changes.accounts) (void)take_account(address);
        for (const auto& [address, slot] : changes.slots)
            take_account(address).storage.try_emplace(slot, past->read_storage(address, slot));
    }
    if (past->has_failed()) throw_damaged("AccountHistory or SlotHistory");
    return diff;
}

state::StateDiff difference_of_block(const Snapshot& snapshot, uint64_t number) {
    const auto after = snapshot.state_at(number);
    const Changes changes = read_changes(snapshot, number);
    state::StateDiff diff;
    for (const Address& address : changes.accounts)
        diff.accounts[address].account = after->find_account(address);
    for (const auto& [address, slot] : changes.slots) {
        const auto [place, is_new] = diff.accounts.try_emplace(address);
        if (is_new) place->second.account = after->find_account(address);
        place->second.storage.try_emplace(slot, after->read_storage(address, slot));
    }
    if (after->has_failed()) throw_damaged("AccountHistory or SlotHistory");
    return diff;
}

namespace {

using storage::Table;
using storage::WriteTransaction;

/// Takes one block and everything that is found through it out of the tables.
class BlockEraser {
  public:
    BlockEraser(WriteTransaction& transaction, const Snapshot& snapshot, uint64_t number)
        : transaction_(transaction), snapshot_(snapshot), number_(number) {}

    void erase() {
        erase_indexes();
        erase_history(transaction_, number_, read_changes(snapshot_, number_));
        const Key key = block_key(number_);
        for (const Table table : {Table::Headers, Table::Bodies, Table::Commits, Table::BlockChanges})
            transaction_.erase(table, key);
        for (const Table table : {Table::Transactions, Table::Receipts})
            transaction_.erase_prefix(table, key);
    }

  private:
    void erase_indexes() {
        if (const auto header = snapshot_.find_header(number_))
            transaction_.erase(Table::BlockNumbers, header->hash);
        for (const StoredTransaction& stored : snapshot_.transactions(number_))
            transaction_.erase(Table::TransactionIndex, stored.hash);
        for (const StoredReceipt& stored : snapshot_.receipts(number_)) {
            for (const block::Log& log : stored.receipt.logs) {
                transaction_.erase(Table::LogAddresses, Key{}.add(log.address).add_block(number_));
                for (uint8_t i = 0; i < log.topics.size(); ++i)
                    transaction_.erase(Table::LogTopics,
                                       Key{}.add({&i, 1}).add(log.topics[i]).add_block(number_));
            }
        }
    }

    WriteTransaction& transaction_;
    const Snapshot& snapshot_;
    uint64_t number_;
};

void write_nodes(WriteTransaction& transaction, Table table, const Key& prefix, const NodeChanges& changes) {
    for (const auto& [path, node] : changes) {
        const Key key = Key{prefix}.add_path(path);
        if (node)
            transaction.put(table, key, *node);
        else
            transaction.erase(table, key);
    }
}

void write_state(WriteTransaction& transaction, const StateUpdate& update) {
    for (const StateUpdate::Account& account : update.accounts) {
        if (account.clears_storage) {
            transaction.erase_prefix(Table::Slots, account.address);
            transaction.erase_prefix(Table::SlotNodes, account.address_hash);
        }
        for (const auto& [slot, value] : account.slots) {
            const Key key = Key{}.add(account.address).add_slot(slot);
            if (value)
                transaction.put(Table::Slots, key, encode_word(value));
            else
                transaction.erase(Table::Slots, key);
        }
        write_nodes(transaction, Table::SlotNodes, Key{}.add(account.address_hash), account.nodes);
        if (account.after)
            transaction.put(Table::Accounts, account.address, encode_account(*account.after));
        else
            transaction.erase(Table::Accounts, account.address);
    }
    write_nodes(transaction, Table::AccountNodes, Key{}, update.account_nodes);
}

}  // namespace

uint64_t read_rewind_count(const Snapshot& snapshot) {
    const auto count = snapshot.transaction().find(Table::Rewinds, as_bytes(kRewindCount));
    return count ? read_block(*count) : 0;
}

void rewind_within(WriteTransaction& transaction, const Snapshot& before, uint64_t number) {
    const auto header = before.find_header(number);
    if (!header) throw_damaged("Headers");
    const StateUpdate update = prepare_update(before.transaction(), difference_back_to(before, number));
    if (update.root != header->header.state_root) throw_damaged("AccountHistory or SlotHistory");
    for (uint64_t taken = before.head().number; taken > number; --taken)
        BlockEraser{transaction, before, taken}.erase();
    write_state(transaction, update);
    transaction.put(Table::Meta, meta_key(kMetaHead), Key{}.add_block(number).add(header->hash));
}

void Ledger::rewind(uint64_t number, BytesView beacon) {
    const std::lock_guard lock{settling_};
    DEED_ASSERT(number <= snapshot().head().number);
    const uint64_t epoch = read_rewind_count(snapshot()) + 1;
    environment_.write([&](WriteTransaction& transaction) {
        // The write transaction keeps this snapshot's pages: both see the state before.
        rewind_within(transaction, snapshot(), number);
        transaction.put(Table::Rewinds, as_bytes(kRewindCount), block_key(epoch));
        transaction.put(Table::Meta, meta_key(kMetaBeacon), beacon);
    });
    votes_->start_epoch(epoch);
}

}  // namespace deed::ledger
