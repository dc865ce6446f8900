#pragma once

#include "vm/state/memory_state.hpp"

namespace deed::execution {

/// The state root, computed from nothing but the accounts.
[[nodiscard]] Hash compute_state_root(const state::MemoryState& state);
/// The storage root of one account's slots.
[[nodiscard]] Hash compute_storage_root(const std::map<Uint256, Uint256>& storage);

}  // namespace deed::execution
