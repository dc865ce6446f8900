#pragma once

#include <vector>

#include "compiler/codegen/liveness.hpp"
#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// A function made ready for the stack: an internal one has its return address as its last parameter and as
/// the last operand of each YIELD; where a BRANCH or SWITCH goes to a block that others go to as well, a
/// block stands between.
struct Prepared {
    ir::Function function;
    std::vector<bool> is_made_anew;             ///< by value: cheaper to make at each use than to keep
    std::vector<const ir::Instruction*> maker;  ///< by value: the instruction it is the result of, or null
    Liveness liveness;
    /// By block: ends the call and needs nothing from the stack, so it can be jumped to with any stack.
    std::vector<bool> is_free;
    /// By block: ends in REVERT or INVALID, so its gas does not matter.
    std::vector<bool> is_cold;
    /// By value: the one place that uses it is an instruction of the same block that nothing keeps it from
    /// being computed for: it never waits on the stack.
    std::vector<bool> is_delayed;
};
[[nodiscard]] Prepared prepare(ir::Function function);

}  // namespace deed::codegen
