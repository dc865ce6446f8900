#include "runtime/ledger/state_update.hpp"

#include <algorithm>
#include <deque>
#include <span>

#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::ledger {
namespace {

/// So many accounts that stand side by side in the tree are worked on at a time, from reading their nodes to
/// writing them: what they take fits the caches of a core.
constexpr size_t kNeighbours = 128;

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
        const auto is_before = [](const auto& a, const auto& b) { return a.first < b.first; };
        if (!std::ranges::is_sorted(entries_, is_before)) std::ranges::sort(entries_, is_before);
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

/// An account of the update and what the difference says of it.
struct AccountWork {
    StateUpdate::Account* account;
    const state::AccountChange* change;
};
using AccountWorks = std::span<const AccountWork>;

std::vector<StateUpdate::Account> list_accounts(const state::StateDiff& diff) {
    std::vector<BytesView> addresses;
    for (const auto& [address, change] : diff.accounts) addresses.emplace_back(address);
    const std::vector<Hash> hashes = hash_all(addresses);
    std::vector<StateUpdate::Account> accounts;
    accounts.reserve(diff.accounts.size());
    for (const auto& [address, change] : diff.accounts)
        accounts.push_back({.address = address, .address_hash = hashes[accounts.size()]});
    return accounts;
}

/// The accounts in the order in which they stand in the tree.
std::vector<AccountWork> order_by_hash(std::vector<StateUpdate::Account>& accounts,
                                       const state::StateDiff& diff) {
    std::vector<AccountWork> works;
    works.reserve(accounts.size());
    for (const auto& [address, change] : diff.accounts) works.push_back({&accounts[works.size()], &change});
    std::ranges::sort(works, {}, [](const AccountWork& work) { return work.account->address_hash; });
    return works;
}

/// The account as the tree has it: the way to its leaf is needed in any case, and the table Accounts, which
/// says the same, lies elsewhere.
std::optional<StoredAccount> read_account(trie::Tree& tree, const Hash& address_hash) {
    const auto value = tree.find_value(address_hash);
    if (!value) return std::nullopt;
    const auto leaf = trie::decode_account_leaf(*value);
    if (!leaf) throw_damaged("AccountNodes");
    const bool has_storage = leaf->storage_root != trie::kEmptyRoot;
    return StoredAccount{{leaf->nonce, leaf->balance, leaf->code_hash},
                         has_storage ? leaf->storage_root : Hash{}};
}

/// What is known of an account before its storage tree has changed.
void read_before(trie::Tree& tree, const AccountWork& work) {
    auto& [account, change] = work;
    account->before = read_account(tree, account->address_hash);
    const Hash old_root = account->before ? account->before->storage_root : Hash{};
    // An account that goes takes its storage with it, whether or not the difference says so.
    account->clears_storage = (change->clears_storage || !change->account) && !old_root.is_zero();
    if (!change->account) return;
    account->slots = change->storage;
    account->after = StoredAccount{*change->account, account->clears_storage ? Hash{} : old_root};
}

Bytes encode_leaf(const std::optional<StoredAccount>& account) {
    if (!account) return {};
    const auto& [fields, storage_root] = *account;
    return trie::encode(trie::AccountLeaf{fields.nonce, fields.balance,
                                          storage_root.is_zero() ? trie::kEmptyRoot : storage_root,
                                          fields.code_hash});
}

void update_storage_roots(const storage::Transaction& transaction, AccountWorks accounts) {
    std::deque<StorageWork> works;
    for (const AccountWork& owner : accounts) {
        StateUpdate::Account& account = *owner.account;
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

/// Works out what becomes of @p accounts and of the account tree above them.
Hash update_accounts(const storage::Transaction& transaction, TreeNodes& nodes, AccountWorks accounts) {
    trie::Tree tree{nodes};
    for (const AccountWork& work : accounts) read_before(tree, work);
    update_storage_roots(transaction, accounts);
    TreeChanges changes;
    for (const AccountWork& work : accounts)
        changes.add(work.account->address_hash, encode_leaf(work.account->after));
    changes.apply_to(tree);
    tree.write();
    return tree.root();
}

}  // namespace

StateUpdate prepare_update(const storage::Transaction& transaction, const state::StateDiff& diff) {
    StateUpdate update;
    update.codes = diff.code;
    update.accounts = list_accounts(diff);
    const auto works = order_by_hash(update.accounts, diff);
    TreeNodes nodes{transaction};
    AccountWorks rest{works};
    do {
        const AccountWorks neighbours = rest.first(std::min(rest.size(), kNeighbours));
        update.root = update_accounts(transaction, nodes, neighbours);
        rest = rest.subspan(neighbours.size());
    } while (!rest.empty());
    update.account_nodes = nodes.take_changes();
    return update;
}

}  // namespace deed::ledger
