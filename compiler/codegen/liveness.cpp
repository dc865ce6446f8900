#include "compiler/codegen/liveness.hpp"

#include <algorithm>

#include "compiler/ir/graph.hpp"

namespace deed::codegen {
namespace {

using ir::BlockId;
using ir::ValueId;

/// What a block needs that it does not make itself.
ValueSet needs_of(const ir::Function& function, const ir::Block& block, ValueSet live,
                  const std::vector<bool>& is_made_anew) {
    const auto use = [&](const std::vector<ValueId>& values) {
        for (const ValueId value : values)
            if (!function.is_constant(value) && !is_made_anew[index(value)]) live.insert(value);
    };
    for (const ir::Successor& successor : block.terminator.successors) use(successor.arguments);
    use(block.terminator.operands);
    for (auto instruction = block.instructions.rbegin(); instruction != block.instructions.rend();
         ++instruction) {
        for (const ValueId value : instruction->results) live.remove(value);
        use(instruction->operands);
    }
    for (const ValueId value : block.parameters) live.remove(value);
    return live;
}

}  // namespace

Liveness find_liveness(const ir::Function& function, const std::vector<bool>& is_made_anew) {
    const ValueSet none{function.values.size()};
    Liveness liveness{std::vector<ValueSet>(function.blocks.size(), none),
                      std::vector<ValueSet>(function.blocks.size(), none)};
    auto order = ir::reverse_post_order(function);
    std::reverse(order.begin(), order.end());
    for (bool changed = true; changed;) {
        changed = false;
        for (const BlockId id : order) {
            const ir::Block& block = function.block(id);
            ValueSet live = none;
            for (const ir::Successor& successor : block.terminator.successors)
                live.insert(liveness.at_entry[index(successor.block)]);
            ValueSet needs = needs_of(function, block, live, is_made_anew);
            changed |= needs != liveness.at_entry[index(id)];
            liveness.at_exit[index(id)] = std::move(live);
            liveness.at_entry[index(id)] = std::move(needs);
        }
    }
    return liveness;
}

}  // namespace deed::codegen
