#include "compiler/codegen/liveness.hpp"

#include <algorithm>

#include "compiler/ir/graph.hpp"

namespace deed::codegen {
namespace {

using ir::BlockId;
using ir::ValueId;

/// Makes of what is needed behind a block what the block needs that it does not make itself.
void go_back(const ir::Function& function, const ir::Block& block, const std::vector<bool>& is_made_anew,
             ValueSet& live) {
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
}

}  // namespace

Liveness find_liveness(const ir::Function& function, const std::vector<bool>& is_made_anew) {
    const ValueSet none{function.values.size()};
    Liveness liveness{std::vector<ValueSet>(function.blocks.size(), none),
                      std::vector<ValueSet>(function.blocks.size(), none)};
    auto order = ir::reverse_post_order(function);
    std::reverse(order.begin(), order.end());
    std::vector<bool> seen(function.blocks.size());
    ValueSet live = none;
    for (bool changed = true; changed;) {
        changed = false;
        for (const BlockId id : order) {
            const ir::Block& block = function.block(id);
            live = none;
            for (const ir::Successor& successor : block.terminator.successors)
                live.insert(liveness.at_entry[index(successor.block)]);
            if (seen[index(id)] && live == liveness.at_exit[index(id)]) continue;
            seen[index(id)] = true;
            changed = true;
            liveness.at_exit[index(id)] = live;
            go_back(function, block, is_made_anew, live);
            liveness.at_entry[index(id)] = live;
        }
    }
    return liveness;
}

}  // namespace deed::codegen
