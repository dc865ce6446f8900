#pragma once

#include "runtime/ledger/snapshot.hpp"
#include "vm/state/state_diff.hpp"

namespace deed::ledger {

/// What has to change for the newest state to be again the one after block @p number, which must be there:
/// from the lists of what each later block changed. Throws `Error` when the data is damaged.
[[nodiscard]] state::StateDiff difference_back_to(const Snapshot& snapshot, uint64_t number);

}  // namespace deed::ledger
