#pragma once

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// One file each. A pass keeps what the module does: outputs, changes of state, logs, and whether it stops;
/// never more gas but for jumps that a later pass removes. Each gives whether it changed anything.

/// Puts the bodies of functions that are called once, or make code little longer, where they are called.
bool inline_functions(ir::Module& module, ir::Goal goal);
/// Computes what is known, and writes the rest in its shortest form; branches on what is known become jumps.
bool simplify(ir::Function& function);
/// Removes parameters of blocks that are given one value only.
bool remove_parameters(ir::Function& function);
/// Computes equal things once, where one computation comes before the other on every way.
bool number_values(ir::Function& function);
/// Uses what a branch has told: behind it the condition is known.
bool use_conditions(ir::Function& function);
/// Uses what branches have told about the size of values: comparisons that it decides become constants.
bool use_ranges(ir::Function& function);
/// Computes before a loop what is dear and the same in every round.
bool hoist_invariants(ir::Function& function);
/// Reads a storage word once while nothing can have changed it, and writes it once where it is written twice
/// in a row.
bool cache_storage(ir::Function& function);
/// Writes map slots as what they are: two words of the scratch area and their digest. From here on nothing
/// but what stands in the text changes that area.
bool expand_map_slots(ir::Function& function);
/// Leaves out what writes into the scratch area the word that stands there already, and reads it once.
bool cache_memory(ir::Module& module);
/// Leaves out what writes into the scratch area what nobody reads.
bool remove_dead_writes(ir::Function& function);
/// Lets the functions that are called from outside tell whether they are meant, with the checks that they
/// make anyway, so that the dispatch may guess.
bool merge_selector_checks(ir::Module& module);
/// Removes what nobody uses.
bool remove_dead_code(ir::Function& function);
/// Joins blocks that always follow each other, and goes straight to where an empty block would go.
bool thread_jumps(ir::Function& function);

}  // namespace deed::optimize
