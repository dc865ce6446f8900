#include "compiler/codegen/codegen.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "compiler/codegen/merge_ends.hpp"
#include "compiler/codegen/schedule.hpp"
#include "compiler/ir/graph.hpp"

namespace deed::codegen {
namespace {

/// Where each function's memory begins: behind that of all who may wait for it, so two functions share memory
/// only when they never run at the same time.
struct MemoryLayout {
    std::vector<uint32_t> bases;
    uint32_t tail = 0;
};

/// The functions of a module, those that invoke before those that are invoked, and whom each invokes.
struct Calls {
    std::vector<uint32_t> callers_first;
    std::vector<std::vector<uint32_t>> invoked;
};

Calls find_calls(const ir::Module& module) {
    Calls calls{ir::callees_first(module), {}};
    std::reverse(calls.callers_first.begin(), calls.callers_first.end());
    for (const ir::Function& function : module.functions) {
        auto& invoked = calls.invoked.emplace_back();
        for (const ir::Block& block : function.blocks)
            for (const ir::Instruction& instruction : block.instructions)
                if (instruction.op == ir::Op::INVOKE) invoked.push_back(instruction.index);
    }
    return calls;
}

MemoryLayout lay_out_memory(const ir::Module& module, const Calls& calls,
                            const std::vector<uint32_t>& sizes) {
    const uint32_t begin = (module.scratch_size + module.global_size + 31) / 32 * 32;
    MemoryLayout layout{std::vector<uint32_t>(sizes.size(), begin), begin};
    for (const uint32_t caller : calls.callers_first) {
        const uint32_t end = layout.bases[caller] + sizes[caller];
        layout.tail = std::max(layout.tail, end);
        for (const uint32_t callee : calls.invoked[caller])
            layout.bases[callee] = std::max(layout.bases[callee], end);
    }
    return layout;
}

void resolve_memory(const ir::Module& module, const MemoryLayout& layout, std::vector<Item>& items) {
    const auto resolve = [](Item& item, uint32_t address) {
        item.kind = ItemKind::Constant;
        item.value = address;
    };
    for (Item& item : items) {
        if (item.kind == ItemKind::FunctionMemory) resolve(item, layout.bases[item.a] + item.b);
        if (item.kind == ItemKind::Global) resolve(item, module.scratch_size + item.a);
        if (item.kind == ItemKind::Tail) resolve(item, layout.tail + item.a);
    }
}

std::vector<GasEntry> find_entries(const ir::Module& module, const ScheduleContext& context) {
    std::vector<GasEntry> entries;
    for (size_t i = 1; i < module.functions.size(); ++i)
        if (module.functions[i].kind == ir::FunctionKind::Entry)
            entries.push_back({module.functions[i].name, context.function_labels[i]});
    return entries;
}

}  // namespace

Written write(ir::Module module, const std::vector<std::vector<uint32_t>>& created_references,
              ir::Goal goal) {
    Written result;
    Assembly& assembly = result.assembly;
    ScheduleContext context{{}, created_references, goal};
    for (size_t i = 0; i < module.functions.size(); ++i)
        context.function_labels.push_back(assembly.make_label());
    const Calls calls = find_calls(module);
    result.entries = find_entries(module, context);
    std::vector<uint32_t> sizes;
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
        const auto objects = module.functions[i].object_sizes;
        const uint32_t kept = schedule(context, i, std::move(module.functions[i]), assembly);
        sizes.push_back(std::accumulate(objects.begin(), objects.end(), kept));
    }
    const MemoryLayout layout = lay_out_memory(module, calls, sizes);
    resolve_memory(module, layout, assembly.items());
    merge_ends(assembly, goal);

    module.functions.clear();
    result.module = std::move(module);
    result.memory_end = layout.tail;
    return result;
}

std::vector<FunctionGas> bound_gas(const Written& runtime, const Written& creation) {
    const auto subject = [](const Written& written) {
        return GasSubject{written.module, written.assembly, written.memory_end};
    };
    const std::vector<Uint256> filled = filled_slots(subject(creation), subject(runtime));
    return bound_gas(subject(runtime), runtime.entries, filled);
}

}  // namespace deed::codegen
