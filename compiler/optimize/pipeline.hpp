#pragma once

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// Runs every pass in the order of pipeline.cpp, the verifier after each.
void optimize(ir::Module& module, ir::Goal goal = ir::Goal::Gas);

}  // namespace deed::optimize
