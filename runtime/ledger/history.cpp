#include "runtime/ledger/history.hpp"

#include <algorithm>

#include "runtime/block/field_reader.hpp"
#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/records.hpp"

namespace deed::ledger {

using block::FieldReader;
using storage::Table;

Changes read_changes(const storage::Transaction& transaction, uint64_t block) {
    const auto bytes = transaction.find(Table::BlockChanges, block_key(block));
    if (!bytes) throw_damaged("BlockChanges");
    const auto outer = block::decode_outer_list(*bytes);
    if (!outer) throw_damaged("BlockChanges");
    Changes changes;
    FieldReader::ErrorPlace error;
    FieldReader fields{*outer, error};
    for (FieldReader list = fields.list(); !list.at_end();) changes.accounts.push_back(list.fixed<20>());
    for (FieldReader list = fields.list(); !list.at_end();) {
        FieldReader pair = list.list();
        const auto address = pair.fixed<20>();
        changes.slots.emplace_back(address, pair.word());
    }
    if (error) throw_damaged("BlockChanges");
    return changes;
}

void erase_history(storage::WriteTransaction& transaction, uint64_t block, const Changes& changes) {
    for (const Address& address : changes.accounts)
        transaction.erase(Table::AccountHistory, Key{}.add(address).add_block(block));
    for (const auto& [address, slot] : changes.slots)
        transaction.erase(Table::SlotHistory, Key{}.add(address).add_slot(slot).add_block(block));
}

uint64_t oldest_state(const storage::Transaction& transaction) {
    const auto stored = transaction.find(Table::Meta, meta_key(kMetaOldestState));
    return stored ? read_block(*stored) : 0;
}

void forget_states(storage::WriteTransaction& transaction, uint64_t oldest, uint64_t at_most) {
    const uint64_t before = oldest_state(transaction);
    if (oldest <= before) return;
    const uint64_t last = before + std::min(oldest - before, at_most);
    for (uint64_t block = before + 1; block <= last; ++block) {
        erase_history(transaction, block, read_changes(transaction, block));
        transaction.erase(Table::BlockChanges, block_key(block));
    }
    transaction.put(Table::Meta, meta_key(kMetaOldestState), block_key(last));
}

}  // namespace deed::ledger
