#include <algorithm>
#include <optional>
#include <span>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::ValueId;

/// The only value that parameter @p i is ever given, not counting itself.
std::optional<ValueId> find_only_argument(const ir::Function& function, std::span<const BlockId> predecessors,
                                          BlockId block, size_t i, const Replacements& replacements) {
    const ValueId parameter = function.block(block).parameters[i];
    std::optional<ValueId> only;
    for (const BlockId predecessor : predecessors) {
        const ValueId argument =
            replacements.current(function.block(predecessor).terminator.successors[0].arguments[i]);
        if (argument == parameter) continue;
        if (only && *only != argument) return std::nullopt;
        only = argument;
    }
    return only;
}

void erase_parameter(ir::Function& function, std::span<const BlockId> predecessors, BlockId block, size_t i) {
    const auto erase = [i](std::vector<ValueId>& values) {
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(i));
    };
    erase(function.block(block).parameters);
    for (const BlockId predecessor : predecessors)
        erase(function.block(predecessor).terminator.successors[0].arguments);
}

}  // namespace

bool remove_parameters(ir::Function& function) {
    // Blocks that nothing leads to are nobody's predecessors, and would keep arguments for what is erased.
    ir::remove_unreachable(function);
    Replacements replacements{function};
    const auto before = ir::predecessors(function);
    bool changed = false;
    for (bool again = true; again;) {
        again = false;
        for (const BlockId block : ir::reverse_post_order(function)) {
            if (index(block) == 0) continue;
            for (size_t i = function.block(block).parameters.size(); i-- > 0;) {
                const auto only = find_only_argument(function, before[index(block)], block, i, replacements);
                if (!only) continue;
                replacements.replace(function.block(block).parameters[i], *only);
                erase_parameter(function, before[index(block)], block, i);
                again = changed = true;
            }
        }
    }
    replacements.apply(function);
    return changed;
}

}  // namespace deed::optimize
