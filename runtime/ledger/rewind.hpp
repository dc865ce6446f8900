#pragma once

#include "runtime/ledger/snapshot.hpp"
#include "vm/state/state_diff.hpp"

namespace deed::ledger {

/// What has to change for the newest state to be again the one after block @p number, which must be there:
/// from the lists of what each later block changed. Throws `Error` when the data is damaged.
[[nodiscard]] state::StateDiff difference_back_to(const Snapshot& snapshot, uint64_t number);

/// What the block @p number, which is part of the chain, has changed. Codes are left out: they stay.
[[nodiscard]] state::StateDiff difference_of_block(const Snapshot& snapshot, uint64_t number);

/// The key in the table Rewinds.
inline constexpr std::string_view kRewindCount = "count";
/// How often blocks were taken back by hand.
[[nodiscard]] uint64_t read_rewind_count(const Snapshot& snapshot);

/// Takes the blocks above @p number away within a transaction whose state before is @p before.
void rewind_within(storage::WriteTransaction& transaction, const Snapshot& before, uint64_t number);

}  // namespace deed::ledger
