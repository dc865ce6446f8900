#pragma once

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// One file each. A pass keeps what the module does: outputs, changes of state, logs, and whether it stops;
/// never more gas but for jumps that a later pass removes. Each gives whether it changed anything.

/// Puts the bodies of functions that are called once, or are short, where they are called.
bool inline_functions(ir::Module& module);
/// Computes what is known, and writes the rest in its shortest form; branches on what is known become jumps.
bool simplify(ir::Function& function);
/// Removes parameters of blocks that are given one value only.
bool remove_parameters(ir::Function& function);
/// Computes equal things once, where one computation comes before the other on every way.
bool number_values(ir::Function& function);
/// Uses what a branch has told: behind it the condition is known.
bool use_conditions(ir::Function& function);
/// Reads a storage word once while nothing can have changed it, and writes it once where it is written twice
/// in a row.
bool cache_storage(ir::Function& function);
/// Removes what nobody uses.
bool remove_dead_code(ir::Function& function);
/// Joins blocks that always follow each other, and goes straight to where an empty block would go.
bool thread_jumps(ir::Function& function);

}  // namespace deed::optimize
