#pragma once

#include <set>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/sema/program.hpp"

/// What is found out about a program once all its bodies are there.
namespace deed::sema {

/// Whether opcodes of the contract's own may change its storage or send its ether, so that nothing can be
/// said about the sums of its holdings.
[[nodiscard]] bool may_break_sums(const Contract& contract);

/// The transient fields that are not certainly zero when the entry point returns, in the order of the
/// contract.
[[nodiscard]] std::vector<const Field*> transients_left(const Contract& contract, const Function& entry);
/// Fills Function::callees, Test::callees and Test::deploys.
void collect_callees(Program& program);
/// The functions that these reach, themselves first, each once.
[[nodiscard]] std::vector<const Function*> reachable_functions(std::vector<const Function*> roots);
/// The contracts that the bodies of these functions create, once each.
[[nodiscard]] std::vector<const Contract*> deployed_by(const std::vector<const Function*>& functions);
/// The functions that a contract's entry points reach, its own first, each once.
[[nodiscard]] std::vector<const Function*> reachable_functions(const Contract& contract);
/// The functions that a test calls, directly or not.
[[nodiscard]] std::vector<const Function*> reachable_functions(const Test& test);

/// Refuses recursion; view and pure functions that do more than they say. Warns of what is never used.
void check_effects(const Program& program, diagnostics::Diagnostics& diagnostics);
/// Fills Contract::entry_points, but for their locks. Recursion has been refused.
void infer_effects(Program& program);
/// Warns of functions that say `reentrant` and conflict with none.
void warn_of_reentrant(const Program& program, diagnostics::Diagnostics& diagnostics);
/// Gives every entry point its lock, and the contracts that have some the error Reentered.
void assign_locks(Program& program);
/// Whether a value of the type is a slice or has one in it.
[[nodiscard]] bool holds_slice(const Type& type);
/// Refuses reads of slices of return data behind the call that replaces it.
void check_return_data(const Program& program, diagnostics::Diagnostics& diagnostics);
/// Refuses paths that miss a `return`, cannot be reached, or leave a field without its value. The functions
/// in @p broken, whose text did not parse, are passed over.
void check_flow(const Program& program, const std::set<const Function*>& broken,
                diagnostics::Diagnostics& diagnostics);
/// Refuses coins, `paid` among them, that are not used exactly once on every path that does not revert.
void check_coins(const Program& program, const std::set<const Function*>& broken,
                 diagnostics::Diagnostics& diagnostics);

}  // namespace deed::sema
