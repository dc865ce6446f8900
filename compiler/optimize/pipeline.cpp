#include "compiler/optimize/pipeline.hpp"

#include <array>
#include <cstdint>
#include <iterator>

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

/// Behind every pass; the build that people run checks the result alone.
void check_pass([[maybe_unused]] const ir::Module& module) {
#ifdef DEED_CHECK_PASSES
    check(module);
#endif
}

void run(ir::Module& module, FunctionPass pass) {
    for (ir::Function& function : module.functions)
        if (pass(function)) check_pass(module);
}

/// Runs the passes over one function, and does not repeat one that has found nothing since the last change.
class Rounds {
  public:
    Rounds(ir::Module& module, ir::Function& function) : module_(module), function_(function) {}

    /// Whether anything was changed.
    bool run() {
        const uint64_t before = changes_;
        for (size_t i = 0; i < std::size(kPasses); ++i) {
            if (seen_[i] == changes_) continue;
            if (kPasses[i](function_)) {
                ++changes_;
                check_pass(module_);
            } else {
                seen_[i] = changes_;
            }
        }
        return changes_ != before;
    }

  private:
    ir::Module& module_;
    ir::Function& function_;
    uint64_t changes_ = 1;
    std::array<uint64_t, std::size(kPasses)> seen_{};  ///< by pass: the changes when it found nothing
};

void run_rounds(ir::Module& module, int most) {
    for (ir::Function& function : module.functions) {
        Rounds rounds{module, function};
        for (int round = 0; round < most && rounds.run(); ++round) {}
    }
}

/// What is written for the machine's sake; passes that think in map slots come before.
void finish(ir::Module& module) {
    run(module, expand_map_slots);
    cache_memory(module);
    check_pass(module);
    run(module, remove_dead_writes);
    run(module, remove_dead_code);
    merge_selector_checks(module);
    check(module);
}

}  // namespace

void optimize(ir::Module& module, ir::Goal goal) {
    // Once before bodies are put into each other, so that their sizes are the true ones.
    run_rounds(module, 1);
    inline_functions(module, goal);
    check_pass(module);
    run_rounds(module, kRounds);
    finish(module);
}

}  // namespace deed::optimize
