#include "vm/jit/compile.hpp"

#include <llvm/Config/llvm-config.h>

#include "vm/jit/backend.hpp"
#include "vm/jit/frame_access.hpp"
#include "vm/jit/region_writer.hpp"

namespace deed::jit {
namespace {

/// Raised with every change to what objects contain.
constexpr int kVersion = 3;

bool is_cancelled(const Budget& budget) {
    return budget.cancelled != nullptr && budget.cancelled->load(std::memory_order_relaxed);
}

Statistics count(const Blocks& blocks, const Flow& flow, const Regions& regions) {
    Statistics statistics{.regions = regions.list.size()};
    for (size_t i = 0; i < blocks.size(); ++i) {
        if (!flow.blocks[i].is_reached) continue;
        statistics.blocks += 1;
        if (blocks[i].how != End::Jump && blocks[i].how != End::JumpIf) continue;
        statistics.jumps += 1;
        if (!flow.blocks[i].targets.is_unknown) statistics.resolved_jumps += 1;
    }
    return statistics;
}

/// Writes all regions that the budget allows.
Result<Statistics, CompileError> write_all(Module& module, const Source& source, const Budget& budget,
                                           Statistics statistics) {
    Functions functions;
    for (size_t i = 0; i < source.regions.list.size(); ++i)
        functions.regions.push_back(module.make_function("region" + std::to_string(i)));
    functions.jump = module.make_function("jump");
    write_doors(module, functions, source);

    for (uint32_t i = 0; i < functions.regions.size(); ++i) {
        if (is_cancelled(budget)) return Failure{CompileError::Cancelled};
        if (statistics.instructions >= budget.instructions) {
            write_left_out_region(module, functions, source, i);
            statistics.left_out += source.regions.list[i].members.size();
            continue;
        }
        write_region(module, functions, source, i);
        statistics.instructions += functions.regions[i]->getInstructionCount();
    }
    return statistics;
}

}  // namespace

Result<Object, CompileError> compile(const machine::Code& code, isa::Revision revision, Tier tier,
                                     const Budget& budget) {
    if (code.size() > budget.code_size) return Failure{CompileError::CodeTooLarge};
    const Blocks blocks{code, revision};
    Values values{code};
    const Flow flow = analyse(blocks, values);
    if (flow.blocks.empty()) return Failure{CompileError::CodeTooLarge};
    const Units units = make_units(blocks, values, flow);
    const Regions regions = make_regions(blocks, units, tier);

    Backend backend{tier};
    Module module{backend.layout()};
    ModularCalls modular_calls{module, blocks};
    const Source source{blocks, values, units, regions, modular_calls, tier};
    DEED_TRY(statistics, write_all(module, source, budget, count(blocks, flow, regions)));
    auto generated = backend.generate(module);
    if (is_cancelled(budget)) return Failure{CompileError::Cancelled};
    if (!generated) return Failure{CompileError::Backend};
    statistics.native_stack = generated->native_stack;
    return Object{std::move(generated->bytes), statistics};
}

std::string fingerprint() {
    return "deed-jit " + std::to_string(kVersion) + " frame " + std::to_string(FrameAccess::kGas) + "/" +
           std::to_string(FrameAccess::kSlots) + "/" + std::to_string(sizeof(machine::Frame)) + " LLVM " +
           LLVM_VERSION_STRING + " " + Backend::processor();
}

}  // namespace deed::jit
