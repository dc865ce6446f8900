#include "runtime/ledger/snapshot.hpp"

#include "runtime/ledger/history.hpp"
#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/records.hpp"
#include "runtime/ledger/state_views.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::ledger {

using storage::Table;

BlockId Snapshot::head() const {
    const auto bytes = transaction_.find(Table::Meta, meta_key(kMetaHead));
    if (!bytes || bytes->size() != 40) throw_damaged("Meta");
    return {read_block(bytes->first(8)), Hash::from(bytes->last(32))};
}

std::optional<StoredHeader> Snapshot::find_header(uint64_t number) const {
    const auto bytes = transaction_.find(Table::Headers, block_key(number));
    if (!bytes) return std::nullopt;
    return decode_stored_header(*bytes);
}

std::optional<uint64_t> Snapshot::find_number(const Hash& block_hash) const {
    const auto bytes = transaction_.find(Table::BlockNumbers, block_hash);
    if (!bytes) return std::nullopt;
    return read_block(*bytes);
}

std::optional<block::Block> Snapshot::find_block(uint64_t number) const {
    auto header = find_header(number);
    if (!header) return std::nullopt;
    const auto body = transaction_.find(Table::Bodies, block_key(number));
    if (!body) throw_damaged("Bodies");
    block::Block block{.header = std::move(header->header)};
    StoredBody stored = decode_body(*body);
    block.withdrawals = std::move(stored.withdrawals);
    block.ommers = std::move(stored.ommers);
    for (StoredTransaction& entry : transactions(number))
        block.transactions.push_back(std::move(entry.transaction));
    return block;
}

uint32_t Snapshot::transaction_count(uint64_t number) const {
    const auto body = transaction_.find(Table::Bodies, block_key(number));
    return body ? decode_body(*body).transaction_count : 0;
}

std::optional<block::CommitRecord> Snapshot::find_commit(uint64_t number) const {
    const auto bytes = transaction_.find(Table::Commits, block_key(number));
    if (!bytes) return std::nullopt;
    auto record = block::decode_commit_record(*bytes);
    if (!record) throw_damaged("Commits");
    return std::move(*record);
}

std::optional<TransactionPlace> Snapshot::find_place(const Hash& transaction_hash) const {
    const auto bytes = transaction_.find(Table::TransactionIndex, transaction_hash);
    if (!bytes) return std::nullopt;
    return read_place(*bytes);
}

std::optional<StoredTransaction> Snapshot::find_transaction(const TransactionPlace& place) const {
    const auto bytes = transaction_.find(Table::Transactions, place_key(place));
    if (!bytes) return std::nullopt;
    return decode_stored_transaction(place, *bytes);
}

std::optional<StoredTransaction> Snapshot::find_transaction(const Hash& transaction_hash) const {
    const auto place = find_place(transaction_hash);
    return place ? find_transaction(*place) : std::nullopt;
}

std::vector<StoredTransaction> Snapshot::transactions(uint64_t number) const {
    std::vector<StoredTransaction> result;
    const Key prefix = block_key(number);
    auto cursor = transaction_.cursor(Table::Transactions);
    for (auto entry = cursor.seek(prefix); entry && has_prefix(entry->key, prefix); entry = cursor.next())
        result.push_back(decode_stored_transaction(read_place(entry->key), entry->value));
    return result;
}

std::optional<StoredReceipt> Snapshot::find_receipt(const TransactionPlace& place) const {
    const auto bytes = transaction_.find(Table::Receipts, place_key(place));
    if (!bytes) return std::nullopt;
    return decode_stored_receipt(place, *bytes);
}

std::optional<StoredReceipt> Snapshot::find_receipt(const Hash& transaction_hash) const {
    const auto place = find_place(transaction_hash);
    return place ? find_receipt(*place) : std::nullopt;
}

std::vector<StoredReceipt> Snapshot::receipts(uint64_t number) const {
    std::vector<StoredReceipt> result;
    const Key prefix = block_key(number);
    auto cursor = transaction_.cursor(Table::Receipts);
    for (auto entry = cursor.seek(prefix); entry && has_prefix(entry->key, prefix); entry = cursor.next())
        result.push_back(decode_stored_receipt(read_place(entry->key), entry->value));
    return result;
}

uint64_t Snapshot::oldest_state() const {
    return ledger::oldest_state(transaction_);
}

std::unique_ptr<state::StateView> Snapshot::state_at(uint64_t number) const {
    const uint64_t newest = head().number;
    DEED_ASSERT(number <= newest);
    if (number == newest) return std::make_unique<HeadView>(transaction_);
    if (const uint64_t oldest = oldest_state(); number < oldest) throw ForgottenState{number, oldest};
    return std::make_unique<PastView>(transaction_, number);
}

std::optional<state::StateDiff> Snapshot::whole_state(size_t largest) const {
    state::StateDiff state;
    size_t size = 0;
    auto accounts = transaction_.cursor(Table::Accounts);
    for (auto entry = accounts.first(); entry && size <= largest; entry = accounts.next()) {
        size += entry->key.size() + entry->value.size();
        state.accounts[Address::from(entry->key)].account = decode_account(entry->value).account;
    }
    auto slots = transaction_.cursor(Table::Slots);
    for (auto entry = slots.first(); entry && size <= largest; entry = slots.next()) {
        size += entry->key.size() + entry->value.size();
        state.accounts[Address::from(entry->key.first(Address::kSize))]
            .storage[word_from(entry->key.last(Hash::kSize))] = word_from(entry->value);
    }
    auto codes = transaction_.cursor(Table::Codes);
    for (auto entry = codes.first(); entry && size <= largest; entry = codes.next()) {
        size += entry->value.size();
        state.code.emplace(Hash::from(entry->key), to_bytes(entry->value));
    }
    if (size > largest) return std::nullopt;
    return state;
}

std::unique_ptr<trie::NodeStore> Snapshot::account_nodes() const {
    return std::make_unique<TreeNodes>(transaction_);
}

std::unique_ptr<trie::NodeStore> Snapshot::storage_nodes(const Address& address) const {
    return std::make_unique<TreeNodes>(transaction_, crypto::keccak256(address));
}

Hash Snapshot::storage_root(const Address& address) const {
    const auto bytes = transaction_.find(Table::Accounts, address);
    const Hash root = bytes ? decode_account(*bytes).storage_root : Hash{};
    return root.is_zero() ? trie::kEmptyRoot : root;
}

}  // namespace deed::ledger
