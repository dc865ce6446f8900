#pragma once

#include "vm/jit/regions.hpp"

namespace deed::jit {

/// Decides for each member of @p region which slots are in registers at its begin.
void find_carried_slots(const Blocks& blocks, const Units& units, Region& region);

}  // namespace deed::jit
