#include "runtime/ledger/state_views.hpp"

#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/records.hpp"

namespace deed::ledger {
namespace {

using storage::Table;

/// A reader that fails answers "nothing" and remembers it: exceptions must not pass through the machine.
template <typename Read>
auto or_latch(bool& has_failed, Read read) noexcept -> decltype(read()) {
    try {
        return read();
    } catch (const std::exception&) {
        has_failed = true;
        return {};
    }
}

std::optional<state::Account> decode_optional_account(std::optional<BytesView> bytes) {
    if (!bytes || bytes->empty()) return std::nullopt;
    return decode_account(*bytes).account;
}

Bytes find_code(const storage::Transaction& transaction, const Hash& code_hash) {
    if (code_hash == crypto::kEmptyCodeHash) return {};
    const auto code = transaction.find(Table::Codes, code_hash);
    return code ? to_bytes(*code) : Bytes{};
}

/// The value that the first change after @p block found there.
std::optional<BytesView> find_before_change(const storage::Transaction& transaction, Table table,
                                            const Key& prefix, uint64_t block) {
    const auto found = transaction.cursor(table).seek(Key{prefix}.add_block(block + 1));
    if (!found || !has_prefix(found->key, prefix)) return std::nullopt;
    return found->value;
}

}  // namespace

std::optional<state::Account> HeadView::find_account(const Address& address) const noexcept {
    return or_latch(has_failed_,
                    [&] { return decode_optional_account(transaction_.find(Table::Accounts, address)); });
}

Uint256 HeadView::read_storage(const Address& address, const Uint256& slot) const noexcept {
    return or_latch(has_failed_, [&] {
        const auto value = transaction_.find(Table::Slots, Key{}.add(address).add_slot(slot));
        return value ? word_from(*value) : Uint256{};
    });
}

Bytes HeadView::read_code(const Hash& code_hash) const noexcept {
    return or_latch(has_failed_, [&] { return find_code(transaction_, code_hash); });
}

bool HeadView::has_storage(const Address& address) const noexcept {
    return or_latch(has_failed_, [&] {
        const auto first = transaction_.cursor(Table::Slots).seek(address);
        return first && has_prefix(first->key, address);
    });
}

std::optional<state::Account> PastView::find_account(const Address& address) const noexcept {
    return or_latch(has_failed_, [&]() -> std::optional<state::Account> {
        const auto before =
            find_before_change(transaction_, Table::AccountHistory, Key{}.add(address), block_);
        return decode_optional_account(before ? before : transaction_.find(Table::Accounts, address));
    });
}

Uint256 PastView::slot_value(const Address& address, BytesView slot) const {
    const Key key = Key{}.add(address).add(slot);
    const auto before = find_before_change(transaction_, Table::SlotHistory, key, block_);
    if (before) return word_from(*before);
    const auto value = transaction_.find(Table::Slots, key);
    return value ? word_from(*value) : Uint256{};
}

Uint256 PastView::read_storage(const Address& address, const Uint256& slot) const noexcept {
    return or_latch(has_failed_, [&] { return slot_value(address, to_hash(slot)); });
}

Bytes PastView::read_code(const Hash& code_hash) const noexcept {
    return or_latch(has_failed_, [&] { return find_code(transaction_, code_hash); });
}

bool PastView::has_storage(const Address& address) const noexcept {
    return or_latch(has_failed_, [&] {
        // Whatever was there at that time is there now or has changed since.
        for (const Table table : {Table::Slots, Table::SlotHistory}) {
            auto cursor = transaction_.cursor(table);
            for (auto entry = cursor.seek(address); entry && has_prefix(entry->key, address);
                 entry = cursor.next())
                if (slot_value(address, entry->key.subspan(Address::kSize, Hash::kSize))) return true;
        }
        return false;
    });
}

std::optional<BytesView> TreeNodes::find_node(BytesView path) const {
    // Trees are changed from left to right: what is read next lies mostly behind all that was written.
    if (!changes_.empty() && !PathOrder{}(changes_.rbegin()->first, path)) {
        const auto changed = changes_.find(path);
        if (changed != changes_.end()) return changed->second;
    }
    if (transaction_ == nullptr) return std::nullopt;
    Key key;
    if (owner_) key.add(*owner_);
    const Table table = owner_ ? Table::SlotNodes : Table::AccountNodes;
    const size_t cursor = std::min<size_t>(path.size(), Key::kTogetherBelow);
    while (cursors_.size() <= cursor) cursors_.push_back(transaction_->cursor(table));
    return cursors_[cursor].find(key.add_path(path));
}

void TreeNodes::write_node(BytesView path, Bytes record) {
    // A tree writes its nodes in order of their paths.
    changes_.insert_or_assign(changes_.end(), to_bytes(path), std::move(record));
}

void TreeNodes::remove_node(BytesView path) {
    changes_[to_bytes(path)] = std::nullopt;
}

}  // namespace deed::ledger
