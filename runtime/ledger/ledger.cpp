#include "runtime/ledger/ledger.hpp"

#include <algorithm>

#include "runtime/ledger/history.hpp"
#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/records.hpp"
#include "runtime/ledger/rewind.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::ledger {
namespace {

using storage::Table;
using storage::WriteTransaction;

/// How many states a commit gives up at most, so that none takes long when the history is shortened.
constexpr uint64_t kForgottenAtOnce = 8;

/// Writes one block. Its number tells whether there is a past to keep: before block zero there is none.
class BlockWriter {
  public:
    BlockWriter(WriteTransaction& transaction, const BlockCommit& commit)
        : transaction_(transaction), commit_(commit), number_(commit.block.header.number) {}

    void write() {
        write_block();
        write_transactions();
        write_logs();
        write_state();
        write_meta();
    }

  private:
    void write_block() {
        const Key key = block_key(number_);
        transaction_.append(Table::Headers, key, encode_stored_header(commit_.hash, commit_.block.header));
        transaction_.append(Table::Bodies, key, encode_body(commit_.block));
        transaction_.append(Table::Commits, key, block::encode(commit_.record));
        transaction_.put(Table::BlockNumbers, commit_.hash, key);
    }

    void write_transactions() {
        uint32_t log_index = 0;
        for (uint32_t i = 0; i < commit_.block.transactions.size(); ++i) {
            const Key key = place_key({number_, i});
            const Bytes envelope = block::encode(commit_.block.transactions[i]);
            transaction_.append(Table::Transactions, key,
                                encode_stored_transaction(commit_.senders[i], envelope));
            transaction_.append(Table::Receipts, key, encode_stored_receipt(commit_.receipts[i], log_index));
            transaction_.put(Table::TransactionIndex, crypto::keccak256(envelope), key);
            log_index += static_cast<uint32_t>(commit_.receipts[i].logs.size());
        }
    }

    void write_logs() {
        std::map<Bytes, std::vector<LogPosition>> by_address;
        std::map<Bytes, std::vector<LogPosition>> by_topic;
        LogPosition position;
        for (position.transaction = 0; position.transaction < commit_.receipts.size();
             ++position.transaction) {
            for (const block::Log& log : commit_.receipts[position.transaction].logs) {
                by_address[to_bytes(Key{}.add(log.address).add_block(number_))].push_back(position);
                for (uint8_t i = 0; i < log.topics.size(); ++i)
                    by_topic[to_bytes(Key{}.add({&i, 1}).add(log.topics[i]).add_block(number_))].push_back(
                        position);
                ++position.log;
            }
        }
        for (const auto& [key, positions] : by_address)
            transaction_.put(Table::LogAddresses, key, encode_positions(positions));
        for (const auto& [key, positions] : by_topic)
            transaction_.put(Table::LogTopics, key, encode_positions(positions));
    }

    void write_state() {
        for (const auto& [hash, code] : commit_.state.codes) transaction_.put(Table::Codes, hash, code);
        for (const StateUpdate::Account& account : commit_.state.accounts) {
            if (account.clears_storage) clear_storage(account);
            for (const auto& [slot, value] : account.slots) write_slot(account, slot, value);
            write_nodes(Table::SlotNodes, Key{}.add(account.address_hash), account.nodes);
            write_account(account);
        }
        write_nodes(Table::AccountNodes, Key{}, commit_.state.account_nodes);
        rlp::ListBuilder changes;
        changes.add_encoded(changed_accounts_.finish()).add_encoded(changed_slots_.finish());
        if (number_ > 0) transaction_.append(Table::BlockChanges, block_key(number_), changes.finish());
    }

    void write_account(const StateUpdate::Account& account) {
        if (account.before == account.after) return;
        if (number_ > 0) {
            const Bytes before = account.before ? encode_account(*account.before) : Bytes{};
            transaction_.put(Table::AccountHistory, Key{}.add(account.address).add_block(number_), before);
            changed_accounts_.add(account.address);
        }
        if (account.after)
            transaction_.put(Table::Accounts, account.address, encode_account(*account.after));
        else
            transaction_.erase(Table::Accounts, account.address);
    }

    void clear_storage(const StateUpdate::Account& account) {
        std::vector<Uint256> slots;
        auto cursor = transaction_.cursor(Table::Slots);
        for (auto entry = cursor.seek(account.address); entry && has_prefix(entry->key, account.address);
             entry = cursor.next())
            slots.push_back(word_from(entry->key.last(Hash::kSize)));
        for (const Uint256& slot : slots)
            if (!account.slots.contains(slot)) write_slot(account, slot, Uint256{});
        transaction_.erase_prefix(Table::SlotNodes, account.address_hash);
    }

    void write_slot(const StateUpdate::Account& account, const Uint256& slot, const Uint256& value) {
        const Key key = Key{}.add(account.address).add_slot(slot);
        const auto stored = transaction_.find(Table::Slots, key);
        const Uint256 before = stored ? word_from(*stored) : Uint256{};
        if (before == value) return;
        if (number_ > 0) {
            transaction_.put(Table::SlotHistory, Key{key}.add_block(number_), encode_word(before));
            changed_slots_.add_encoded(rlp::ListBuilder{}.add(account.address).add(slot).finish());
        }
        if (value)
            transaction_.put(Table::Slots, key, encode_word(value));
        else
            transaction_.erase(Table::Slots, key);
    }

    void write_nodes(Table table, const Key& prefix, const NodeChanges& changes) {
        for (const auto& [path, node] : changes) {
            const Key key = Key{prefix}.add_path(path);
            if (node)
                transaction_.put(table, key, *node);
            else
                transaction_.erase(table, key);
        }
    }

    void write_meta() {
        transaction_.put(Table::Meta, meta_key(kMetaHead), Key{}.add_block(number_).add(commit_.hash));
        transaction_.put(Table::Meta, meta_key(kMetaBeacon), commit_.beacon);
    }

    WriteTransaction& transaction_;
    const BlockCommit& commit_;
    uint64_t number_;
    rlp::ListBuilder changed_accounts_;
    rlp::ListBuilder changed_slots_;
};

void put_beside(WriteTransaction& transaction, const Hash& hash, const block::Block& block) {
    transaction.put(Table::SideBlocks, hash, block::encode(block));
}

void write_branch_block(WriteTransaction& transaction, const BranchBlock& block, BytesView beacon) {
    const StateUpdate worked_out =
        block.update == nullptr ? prepare_update(transaction, block.diff) : StateUpdate{};
    const StateUpdate& update = block.update == nullptr ? worked_out : *block.update;
    if (update.root != block.block.header.state_root) throw_damaged("SideBlocks");
    const block::CommitRecord record{.block_hash = block.hash};
    const BlockCommit commit{block.block, block.hash, block.senders, block.receipts, update, record, beacon};
    BlockWriter{transaction, commit}.write();
    transaction.erase(Table::SideBlocks, block.hash);
}

void put_marks(WriteTransaction& transaction, const Marks& marks) {
    transaction.put(Table::Meta, meta_key(kMetaMarks), Key{}.add(marks.safe).add(marks.finalized));
}

Bytes find_or_empty(const storage::Transaction& transaction, Table table, BytesView key) {
    const auto bytes = transaction.find(table, key);
    return bytes ? to_bytes(*bytes) : Bytes{};
}

}  // namespace

Ledger::Ledger(std::filesystem::path directory, const storage::Options& options)
    : environment_(std::move(directory), options) {
    const auto& opened = environment_.directory();
    const Snapshot newest = snapshot();
    // There are votes only where there is a chain: without one, whatever lies there is left over.
    if (!newest.transaction().find(Table::Meta, meta_key(kMetaHead))) {
        if (options.access == storage::Access::ReadOnly) return;
        VoteBook::create(opened, options.durability);
    }
    votes_.emplace(opened, read_rewind_count(newest), options.access, options.durability);
}

void Ledger::keep_history(uint64_t blocks) {
    DEED_ASSERT(blocks >= kLeastHistory);
    history_ = blocks;
}

void Ledger::forget_states_before(uint64_t oldest) {
    DEED_ASSERT(oldest <= snapshot().head().number);
    environment_.write(
        [&](WriteTransaction& transaction) { forget_states(transaction, oldest, ~uint64_t{0}); });
}

std::optional<Origin> Ledger::origin() const {
    const Snapshot newest = snapshot();
    const auto rules = newest.transaction().find(Table::Meta, meta_key(kMetaRules));
    if (!rules) return std::nullopt;
    const auto header = newest.find_header(0);
    if (!header) throw_damaged("Headers");
    const bool is_foreign = newest.transaction().find(Table::Meta, meta_key(kMetaForeign)).has_value();
    return Origin{std::string{as_text(*rules)},
                  find_or_empty(newest.transaction(), Table::Meta, meta_key(kMetaValidators)), header->hash,
                  is_foreign};
}

std::string Ledger::genesis_text() const {
    const Snapshot newest = snapshot();
    const auto text = newest.transaction().find(Table::Meta, meta_key(kMetaGenesis));
    if (!text) throw_damaged("Meta");
    return std::string{as_text(*text)};
}

void Ledger::initialise(std::string_view genesis_text, const Origin& origin, const BlockCommit& genesis) {
    DEED_ASSERT(genesis.block.header.number == 0);
    environment_.write([&](WriteTransaction& transaction) {
        transaction.put(Table::Meta, meta_key(kMetaGenesis), as_bytes(genesis_text));
        transaction.put(Table::Meta, meta_key(kMetaRules), as_bytes(origin.rules));
        transaction.put(Table::Meta, meta_key(kMetaValidators), origin.validators);
        if (origin.is_foreign) transaction.put(Table::Meta, meta_key(kMetaForeign), Bytes{1});
        BlockWriter{transaction, genesis}.write();
    });
}

void Ledger::commit(const BlockCommit& commit, storage::Flush flush) {
    DEED_ASSERT(commit.senders.size() == commit.block.transactions.size());
    DEED_ASSERT(commit.receipts.size() == commit.block.transactions.size());
    const uint64_t number = commit.block.header.number;
    const auto write = [&](WriteTransaction& transaction) {
        BlockWriter{transaction, commit}.write();
        if (history_ && number > *history_) forget_states(transaction, number - *history_, kForgottenAtOnce);
    };
    if (flush == storage::Flush::Later && votes_->keeps(number))
        return environment_.write(write, storage::Flush::Later);
    environment_.write(write);
    votes_->forget_through(number);
}

void Ledger::settle() {
    const std::lock_guard lock{settling_};
    const uint64_t newest = snapshot().head().number;
    environment_.settle();
    votes_->forget_through(newest);
}

void Ledger::switch_branch(const BranchSwitch& change) {
    environment_.write([&](WriteTransaction& transaction) {
        const Snapshot before = snapshot();
        const uint64_t newest = before.head().number;
        DEED_ASSERT(change.ancestor <= newest);
        for (uint64_t taken = change.ancestor + 1; taken <= newest; ++taken)
            put_beside(transaction, before.find_header(taken)->hash, *before.find_block(taken));
        if (change.ancestor < newest) rewind_within(transaction, before, change.ancestor);
        const Bytes beacon = find_or_empty(transaction, Table::Meta, meta_key(kMetaBeacon));
        for (const BranchBlock& block : change.blocks) write_branch_block(transaction, block, beacon);
        for (const Hash& hash : change.forgotten) transaction.erase(Table::SideBlocks, hash);
        put_marks(transaction, change.marks);
        const uint64_t number = change.ancestor + change.blocks.size();
        if (history_ && number > *history_)
            forget_states(transaction, std::min(number - *history_, change.oldest_ancestor),
                          kForgottenAtOnce * std::max<uint64_t>(1, change.blocks.size()));
    });
}

std::optional<Marks> Ledger::find_marks() const {
    const Bytes bytes = find_or_empty(snapshot().transaction(), Table::Meta, meta_key(kMetaMarks));
    if (bytes.empty()) return std::nullopt;
    if (bytes.size() != 2 * Hash::kSize) throw_damaged("Meta");
    const BytesView view{bytes};
    return Marks{Hash::from(view.first(Hash::kSize)), Hash::from(view.last(Hash::kSize))};
}

void Ledger::keep_beside(const Hash& hash, const block::Block& block) {
    environment_.write([&](WriteTransaction& transaction) { put_beside(transaction, hash, block); });
}

std::vector<block::Block> Ledger::blocks_beside() const {
    std::vector<block::Block> blocks;
    const Snapshot newest = snapshot();
    auto cursor = newest.transaction().cursor(Table::SideBlocks);
    for (auto entry = cursor.first(); entry; entry = cursor.next()) {
        auto block = block::decode_block(entry->value);
        if (!block) throw_damaged("SideBlocks");
        blocks.push_back(std::move(*block));
    }
    return blocks;
}

Bytes Ledger::beacon() const {
    return find_or_empty(snapshot().transaction(), Table::Meta, meta_key(kMetaBeacon));
}

void Ledger::store_votes(std::span<const StoredVote> votes) {
    votes_->store(votes);
}

void Ledger::keep_lies(std::span<const StoredLie> lies) {
    environment_.write([&](WriteTransaction& transaction) {
        for (const StoredLie& lie : lies) transaction.put(Table::Lies, lie.key, lie.evidence);
    });
}

void Ledger::forget_lies(std::span<const Bytes> keys) {
    environment_.write([&](WriteTransaction& transaction) {
        for (const Bytes& key : keys) transaction.erase(Table::Lies, key);
    });
}

std::vector<StoredLie> Ledger::lies() const {
    std::vector<StoredLie> lies;
    const Snapshot newest = snapshot();
    auto cursor = newest.transaction().cursor(Table::Lies);
    for (auto entry = cursor.first(); entry; entry = cursor.next())
        lies.push_back({to_bytes(entry->key), to_bytes(entry->value)});
    return lies;
}

std::optional<StoredVote> Ledger::find_vote(const Address& validator, uint64_t height) const {
    return votes_->find(validator, height);
}

void Ledger::copy_to(const std::filesystem::path& target) const {
    environment_.copy_to(target);
    VoteBook::copy(directory(), target);
}

}  // namespace deed::ledger
