#pragma once

#include "compiler/codegen/assembly.hpp"
#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// Runs of code that end the call and are equal from some place on are kept once from there: whole pieces
/// that are only jumped to (panics, mostly) for nothing, others for a jump where the goal allows its gas.
/// Code that several texts share belongs to none of them; the jump to it tells.
void merge_ends(Assembly& assembly, ir::Goal goal);

}  // namespace deed::codegen
