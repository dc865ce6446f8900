#pragma once

#include "vm/isa/gas_schedule.hpp"
#include "vm/jit/flow.hpp"

namespace deed::jit {

/// The number of a unit.
using UnitId = uint32_t;

/// Blocks that run one after another and are translated as one: entered at the first, left at the last. A
/// small subroutine that one jump leads into may be part of several units.
struct Unit {
    std::vector<uint32_t> blocks;
    State entry;                  ///< what is known at its begin
    int need = 0;                 ///< words it wants on the stack at its begin
    int growth = 0;               ///< words it puts on top of those at most
    int delta = 0;                ///< words it leaves more than it found, the jump's operands taken
    bool faults = false;          ///< it always ends for want of stack or of room on it
    std::optional<UnitId> next;   ///< where it goes without jumping
    std::vector<UnitId> targets;  ///< where its jump may go
    bool has_jump = false;        ///< it ends with a jump that may be taken
    bool jumps_anywhere = false;  ///< that may go to places not in `targets`
    uint32_t instructions = 0;
    uint32_t weight = 0;  ///< in instructions, with those counted more that take LLVM more

    /// The stack may be too low or too high for it.
    [[nodiscard]] bool wants_check() const {
        return entry.lowest < need || entry.highest + growth > int{isa::kStackLimit};
    }
};

/// The code as units, from the one that begins it. Every unit can be reached.
struct Units {
    std::vector<Unit> list;
    std::vector<UnitId> candidates;  ///< where jumps that go anywhere are taken to go
};

[[nodiscard]] Units make_units(const Blocks& blocks, Values& values, const Flow& flow);

}  // namespace deed::jit
