#pragma once

#include <vector>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {

struct SwitchCase {
    Uint256 value;
    LabelId target;
};

/// How the stack looks where a switch goes on.
struct SwitchEnds {
    std::vector<bool> keeps_value;  ///< by case: the value still stands on the stack
    bool falls_through = false;     ///< without a match the code goes on behind the switch, without the value
};

/// Goes to the target of the case that equals the top of the stack, else to @p otherwise (without the value).
/// A few cases are compared one by one; more are found in a table of code whose index is computed from the
/// value, so that the gas does not grow with their number.
SwitchEnds write_switch_table(const std::vector<SwitchCase>& cases, LabelId otherwise, Assembly& assembly);

/// As above, but the value stays on the stack, and one that equals no case may go to any of the targets:
/// costs less gas and less code. `keeps_value` speaks of a second copy.
SwitchEnds write_select_table(const std::vector<SwitchCase>& cases, LabelId otherwise, ir::Goal goal,
                              Assembly& assembly);

}  // namespace deed::codegen
