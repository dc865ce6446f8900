#include "compiler/optimize/pipeline.hpp"

#include <algorithm>
#include <vector>

#include "compiler/ir/verifier.hpp"
#include "compiler/optimize/passes.hpp"
#include "vm/base/assert.hpp"

namespace deed::optimize {
namespace {

using FunctionPass = bool (*)(ir::Function&);

/// The passes over one function, in order. They run again while they change something, at most kRounds times.
constexpr FunctionPass kPasses[] = {
    simplify,      remove_parameters, number_values,    use_conditions, use_ranges,
    cache_storage, hoist_invariants,  remove_dead_code, thread_jumps,
};
constexpr int kRounds = 8;

void check(const ir::Module& module) {
    DEED_ASSERT(ir::verify(module).empty());
}

/// Which functions a round has changed: the others need no further one.
using Changed = std::vector<bool>;

void run(ir::Module& module, FunctionPass pass, const Changed& wanted, Changed& changed) {
    bool has_changed = false;
    for (size_t i = 0; i < module.functions.size(); ++i) {
        if (!wanted[i] || !pass(module.functions[i])) continue;
        changed[i] = has_changed = true;
    }
    if (has_changed) check(module);
}

void run(ir::Module& module, FunctionPass pass) {
    const Changed all(module.functions.size(), true);
    Changed changed = all;
    run(module, pass, all, changed);
}

Changed run_round(ir::Module& module, const Changed& wanted) {
    Changed changed(module.functions.size());
    for (const FunctionPass pass : kPasses) run(module, pass, wanted, changed);
    return changed;
}

/// What is written for the machine's sake; passes that think in map slots come before.
void finish(ir::Module& module) {
    run(module, expand_map_slots);
    cache_memory(module);
    check(module);
    run(module, remove_dead_writes);
    run(module, remove_dead_code);
    merge_selector_checks(module);
    check(module);
}

}  // namespace

void optimize(ir::Module& module, ir::Goal goal) {
    // Once before bodies are put into each other, so that their sizes are the true ones.
    run_round(module, Changed(module.functions.size(), true));
    inline_functions(module, goal);
    check(module);
    Changed open(module.functions.size(), true);
    const auto is_open = [](bool has_changed) { return has_changed; };
    for (int round = 0; round < kRounds && std::any_of(open.begin(), open.end(), is_open); ++round)
        open = run_round(module, open);
    finish(module);
}

}  // namespace deed::optimize
