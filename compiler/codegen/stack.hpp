#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// How deep DUP and SWAP reach.
inline constexpr size_t kReach = 16;

/// A slot whose content does not matter.
inline constexpr ir::ValueId kJunk{~0U};

/// What is on the machine's stack, bottom first.
using Slots = std::vector<ir::ValueId>;

enum class MoveKind : uint8_t {
    Pop,
    Swap,  ///< the top with the slot `depth` below it
    Dup,   ///< the slot `depth` from the top, 1 being the top
    Make,  ///< pushes `value`, which was not on the stack
};
struct Move {
    MoveKind kind;
    uint8_t depth = 0;
    ir::ValueId value{};
};

/// The moves from one stack to another, or the value that lies too deep to be moved.
struct Shuffle {
    std::vector<Move> moves;
    std::optional<ir::ValueId> too_deep;
};

/// Finds moves that turn @p current into @p wanted, where junk may be anything. What @p wanted has and @p
/// current has not is made.
[[nodiscard]] Shuffle shuffle(Slots current, Slots wanted);

}  // namespace deed::codegen
