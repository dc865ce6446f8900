#pragma once

#include <map>

#include "vm/jit/compile.hpp"
#include "vm/jit/units.hpp"

namespace deed::jit {

/// A stack slot, counted upwards from the slot that is the top of the stack where a region begins: 0 is that
/// top, -1 the word below it.
using Slot = int;

/// A set of slots near a top of the stack: bit 0 is the top, bit 1 the word below.
using Slots = uint64_t;

/// How a unit is part of its region.
struct Member {
    UnitId unit;
    Slot top = 0;  ///< the top of the stack at its begin
    /// It may be entered with the stack in memory: from other regions, or where the heights do not agree.
    bool has_memory_entry = false;
    uint32_t ways_in = 0;  ///< members that lead here with the stack in registers
    Slots carried = 0;     ///< slots that are in registers at its begin; the others are in memory
    Slots dirty = 0;       ///< of the carried, those whose memory may be out of date
};

/// Units that become one function, the first one's unit first and each unit after one that leads to it.
struct Region {
    std::vector<Member> members;
    std::map<UnitId, size_t> index;  ///< of members

    /// The member that @p unit is, where the stack's top fits; else null: the stack goes through memory.
    [[nodiscard]] const Member* find_joined(UnitId unit, Slot top) const;
};

/// Where each unit is.
struct Regions {
    std::vector<Region> list;
    std::vector<uint32_t> region_of;  ///< by unit
};

/// Calls @p visit with every unit that @p unit leads to.
template <typename Visit>
void for_each_successor(const Unit& unit, Visit visit) {
    if (unit.faults) return;
    if (unit.next) visit(*unit.next);
    for (const UnitId target : unit.targets) visit(target);
}

/// Parts the units into regions of limited size and finds out which slots go through registers.
[[nodiscard]] Regions make_regions(const Blocks& blocks, const Units& units, Tier tier);

}  // namespace deed::jit
