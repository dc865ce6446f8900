#pragma once

#include <algorithm>
#include <map>
#include <optional>

#include "runtime/ledger/records.hpp"
#include "runtime/storage/transaction.hpp"
#include "runtime/trie/node_store.hpp"
#include "vm/state/state_view.hpp"

namespace deed::ledger {

/// The state after the newest block, as a transaction sees it. Borrows the transaction. Failures are latched,
/// see StateView.
class HeadView final : public state::StateView {
  public:
    explicit HeadView(const storage::Transaction& transaction) : transaction_(transaction) {}

    [[nodiscard]] std::optional<state::Account> find_account(const Address& address) const noexcept override;
    [[nodiscard]] Uint256 read_storage(const Address& address, const Uint256& slot) const noexcept override;
    [[nodiscard]] Bytes read_code(const Hash& code_hash) const noexcept override;
    [[nodiscard]] bool has_storage(const Address& address) const noexcept override;
    [[nodiscard]] bool has_failed() const noexcept override { return has_failed_; }

  private:
    const storage::Transaction& transaction_;
    mutable bool has_failed_ = false;
};

/// The state after an earlier block: the oldest change after it tells what was there before, and without one
/// the newest value holds. Borrows the transaction.
class PastView final : public state::StateView {
  public:
    PastView(const storage::Transaction& transaction, uint64_t block)
        : transaction_(transaction), block_(block) {}

    [[nodiscard]] std::optional<state::Account> find_account(const Address& address) const noexcept override;
    [[nodiscard]] Uint256 read_storage(const Address& address, const Uint256& slot) const noexcept override;
    [[nodiscard]] Bytes read_code(const Hash& code_hash) const noexcept override;
    [[nodiscard]] bool has_storage(const Address& address) const noexcept override;
    [[nodiscard]] bool has_failed() const noexcept override { return has_failed_; }

  private:
    [[nodiscard]] Uint256 slot_value(const Address& address, BytesView slot) const;

    const storage::Transaction& transaction_;
    uint64_t block_;
    mutable bool has_failed_ = false;
};

/// Orders paths, of which some are borrowed.
struct PathOrder {
    using is_transparent = void;
    bool operator()(BytesView a, BytesView b) const { return std::ranges::lexicographical_compare(a, b); }
};

/// Changed records of a tree by path; nothing where one is gone.
using NodeChanges = std::map<Bytes, std::optional<Bytes>, PathOrder>;

/// One tree's nodes. Reads come from what was written, and else from the transaction; writes are collected,
/// for whoever commits them. Borrows the transaction.
class TreeNodes final : public trie::NodeStore {
  public:
    /// The tree of accounts.
    explicit TreeNodes(const storage::Transaction& transaction) : transaction_(&transaction) {}
    /// The storage tree of the account whose address hashes to @p owner.
    TreeNodes(const storage::Transaction& transaction, const Hash& owner)
        : transaction_(&transaction), owner_(owner) {}
    /// A tree that is empty so far.
    TreeNodes() = default;

    [[nodiscard]] std::optional<BytesView> find_node(BytesView path) const override;
    void write_node(BytesView path, Bytes record) override;
    void remove_node(BytesView path) override;

    [[nodiscard]] NodeChanges take_changes() { return std::move(changes_); }

  private:
    const storage::Transaction* transaction_ = nullptr;
    std::optional<Hash> owner_;
    mutable std::vector<storage::Cursor> cursors_;  ///< one for each place of its own that keys have
    NodeChanges changes_;
};

}  // namespace deed::ledger
