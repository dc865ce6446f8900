#include "runtime/ledger/state_update.hpp"

#include <algorithm>
#include <deque>

#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::ledger {
namespace {

using storage::Table;

std::vector<Hash> hash_all(const std::vector<BytesView>& messages) {
    std::vector<Hash> digests(messages.size());
    crypto::keccak256_batch(messages, digests);
    return digests;
}

/// What goes into a tree: keys and values, kept while changes borrow them.
class TreeChanges {
  public:
    void add(const Hash& key, Bytes value) { entries_.emplace_back(key, std::move(value)); }

    void apply_to(trie::Tree& tree) {
        std::sort(entries_.begin(), entries_.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<trie::Change> changes;
        changes.reserve(entries_.size());
        for (const auto& [key, value] : entries_) changes.push_back({key, value});
        tree.update(changes);
    }

  private:
    std::vector<std::pair<Hash, Bytes>> entries_;
};

/// One account's storage tree while its root is worked out.
struct StorageWork {
    StorageWork(StateUpdate::Account& owner, TreeNodes store)
        : account(owner), nodes(std::move(store)), tree(nodes) {}

    StateUpdate::Account& account;
    TreeNodes nodes;
    trie::Tree tree;
};

std::vector<StateUpdate::Account> list_accounts(const storage::Transaction& transaction,
                                                const state::StateDiff& diff) {
    std::vector<BytesView> addresses;
    for (const auto& [address, change] : diff.accounts) addresses.emplace_back(address);
    const std::vector<Hash> hashes = hash_all(addresses);

    std::vector<StateUpdate::Account> accounts;
    accounts.reserve(diff.accounts.size());
    auto stored_accounts = transaction.cursor(Table::Accounts);
    for (const auto& [address, change] : diff.accounts) {
        StateUpdate::Account account{.address = address, .address_hash = hashes[accounts.size()]};
        if (const auto stored = stored_accounts.find(address)) account.before = decode_account(*stored);
        const Hash old_root = account.before ? account.before->storage_root : Hash{};
        // An account that goes takes its storage with it, whether or not the difference says so.
        account.clears_storage = (change.clears_storage || !change.account) && !old_root.is_zero();
        if (change.account) {
            account.slots = change.storage;
            account.after = StoredAccount{*change.account, account.clears_storage ? Hash{} : old_root};
        }
        accounts.push_back(std::move(account));
    }
    return accounts;
}

void update_storage_roots(const storage::Transaction& transaction,
                          std::vector<StateUpdate::Account>& accounts) {
    std::deque<StorageWork> works;
    for (StateUpdate::Account& account : accounts) {
        if (account.slots.empty()) continue;
        const bool is_fresh = account.clears_storage || account.after->storage_root.is_zero();
        auto& work = works.emplace_back(
            account, is_fresh ? TreeNodes{} : TreeNodes{transaction, account.address_hash});
        std::vector<Hash> slots;
        for (const auto& [slot, value] : account.slots) slots.push_back(to_hash(slot));
        const std::vector<Hash> keys = hash_all({slots.begin(), slots.end()});
        TreeChanges changes;
        size_t next = 0;
        for (const auto& [slot, value] : account.slots)
            changes.add(keys[next++], trie::encode_storage_leaf(value));
        changes.apply_to(work.tree);
    }
    std::vector<trie::Tree*> trees;
    for (StorageWork& work : works) trees.push_back(&work.tree);
    trie::Tree::hash_together(trees);
    for (StorageWork& work : works) {
        const Hash root = work.tree.root();
        work.account.after->storage_root = root == trie::kEmptyRoot ? Hash{} : root;
        work.tree.write();
        work.account.nodes = work.nodes.take_changes();
    }
}

}  // namespace

StateUpdate prepare_update(const storage::Transaction& transaction, const state::StateDiff& diff) {
    StateUpdate update;
    update.codes = diff.code;
    update.accounts = list_accounts(transaction, diff);
    update_storage_roots(transaction, update.accounts);

    TreeChanges changes;
    for (const StateUpdate::Account& account : update.accounts) {
        if (!account.after) {
            changes.add(account.address_hash, {});
            continue;
        }
        const auto& [fields, storage_root] = *account.after;
        changes.add(account.address_hash,
                    trie::encode(trie::AccountLeaf{fields.nonce, fields.balance,
                                                   storage_root.is_zero() ? trie::kEmptyRoot : storage_root,
                                                   fields.code_hash}));
    }
    TreeNodes nodes{transaction};
    trie::Tree tree{nodes};
    changes.apply_to(tree);
    update.root = tree.root();
    tree.write();
    update.account_nodes = nodes.take_changes();
    return update;
}

}  // namespace deed::ledger
