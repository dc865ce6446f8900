#include "compiler/optimize/pipeline.hpp"

#include "compiler/ir/verifier.hpp"
#include "compiler/optimize/passes.hpp"
#include "vm/base/assert.hpp"

namespace deed::optimize {
namespace {

using FunctionPass = bool (*)(ir::Function&);

/// The passes over one function, in order. They run again while they change something, at most kRounds times.
constexpr FunctionPass kPasses[] = {
    simplify, remove_parameters, number_values, use_conditions, cache_storage, remove_dead_code, thread_jumps,
};
constexpr int kRounds = 8;

void check(const ir::Module& module) {
    DEED_ASSERT(ir::verify(module).empty());
}

bool run_round(ir::Module& module) {
    bool changed = false;
    for (const FunctionPass pass : kPasses) {
        for (ir::Function& function : module.functions) changed |= pass(function);
        check(module);
    }
    return changed;
}

}  // namespace

void optimize(ir::Module& module) {
    // Once before bodies are put into each other, so that their sizes are the true ones.
    run_round(module);
    inline_functions(module);
    check(module);
    for (int round = 0; round < kRounds && run_round(module); ++round) {}
}

}  // namespace deed::optimize
