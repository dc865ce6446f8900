#include "runtime/ledger/past_trees.hpp"

#include <algorithm>

#include "runtime/ledger/records.hpp"
#include "runtime/ledger/rewind.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::ledger {
namespace {

/// A tree with changed nodes over it. Both are borrowed; the tree may be null for an empty one.
class ChangedNodes final : public trie::NodeStore {
  public:
    ChangedNodes(std::unique_ptr<trie::NodeStore> base, const NodeChanges& changes)
        : base_(std::move(base)), changes_(changes) {}

    [[nodiscard]] std::optional<BytesView> find_node(BytesView path) const override {
        const auto changed = changes_.find(path);
        if (changed != changes_.end()) return changed->second;
        return base_ ? base_->find_node(path) : std::nullopt;
    }
    void write_node(BytesView, Bytes) override { DEED_ASSERT(false); }
    void remove_node(BytesView) override { DEED_ASSERT(false); }

  private:
    std::unique_ptr<trie::NodeStore> base_;
    const NodeChanges& changes_;
};

const NodeChanges kNoChanges;

}  // namespace

PastTrees::PastTrees(const Snapshot& snapshot, uint64_t number)
    : snapshot_(snapshot),
      update_(prepare_update(snapshot.transaction(), difference_back_to(snapshot, number))) {
    const auto header = snapshot.find_header(number);
    if (!header || header->header.state_root != update_.root) throw_damaged("AccountHistory or SlotHistory");
    accounts_ = std::make_unique<ChangedNodes>(snapshot.account_nodes(), update_.account_nodes);
}

const StateUpdate::Account* PastTrees::find_change(const Address& address) const {
    const auto found = std::ranges::find(update_.accounts, address, &StateUpdate::Account::address);
    return found == update_.accounts.end() ? nullptr : &*found;
}

std::unique_ptr<trie::NodeStore> PastTrees::storage(const Address& address) const {
    const auto* change = find_change(address);
    if (change == nullptr)
        return std::make_unique<ChangedNodes>(snapshot_.storage_nodes(address), kNoChanges);
    const bool is_fresh = change->clears_storage || !change->after;
    return std::make_unique<ChangedNodes>(is_fresh ? nullptr : snapshot_.storage_nodes(address),
                                          change->nodes);
}

Hash PastTrees::storage_root(const Address& address) const {
    const auto* change = find_change(address);
    if (change == nullptr) return snapshot_.storage_root(address);
    const Hash root = change->after ? change->after->storage_root : Hash{};
    return root.is_zero() ? trie::kEmptyRoot : root;
}

}  // namespace deed::ledger
