#include <algorithm>
#include <utility>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Op;

/// Where an empty block without parameters goes, passing nothing; else the block itself.
BlockId destination(const ir::Function& function, BlockId block) {
    for (size_t steps = 0; steps < function.blocks.size(); ++steps) {
        const ir::Block& here = function.block(block);
        const bool is_empty =
            here.instructions.empty() && here.parameters.empty() && here.terminator.op == Op::JUMP;
        if (!is_empty || !here.terminator.successors[0].arguments.empty()) return block;
        const BlockId next = here.terminator.successors[0].block;
        if (!function.block(next).parameters.empty()) return block;
        block = next;
    }
    return block;
}

bool skip_empty_blocks(ir::Function& function) {
    bool changed = false;
    for (ir::Block& block : function.blocks)
        for (ir::Successor& successor : block.terminator.successors) {
            if (!successor.arguments.empty()) continue;
            const BlockId target = destination(function, successor.block);
            if (target == successor.block) continue;
            successor.block = target;
            changed = true;
        }
    return changed;
}

/// What no text asked for belongs, behind the only jump to it, to the text of that.
void pass_span(const ir::Terminator& from, ir::Block& to) {
    const auto fill = [&](ir::Origin& origin) {
        if (origin.span == source::Span{}) origin.span = from.origin.span;
    };
    for (ir::Instruction& instruction : to.instructions) fill(instruction.origin);
    fill(to.terminator.origin);
}

/// Appends a block to the only one that goes to it, when that goes nowhere else.
bool join_blocks(ir::Function& function) {
    const auto before = ir::predecessors(function);
    Replacements replacements{function};
    bool changed = false;
    for (const BlockId id : ir::reverse_post_order(function)) {
        ir::Block& block = function.block(id);
        while (block.terminator.op == Op::JUMP) {
            const ir::Successor successor = block.terminator.successors[0];
            ir::Block& next = function.block(successor.block);
            if (before[index(successor.block)].size() != 1 || successor.block == id) break;
            for (size_t i = 0; i < next.parameters.size(); ++i)
                replacements.replace(next.parameters[i], successor.arguments[i]);
            next.parameters.clear();
            pass_span(block.terminator, next);
            block.rounds = std::max(block.rounds, next.rounds);
            std::move(next.instructions.begin(), next.instructions.end(),
                      std::back_inserter(block.instructions));
            next.instructions.clear();
            block.terminator = std::exchange(next.terminator, ir::Terminator{});
            changed = true;
        }
    }
    replacements.apply(function);
    return changed;
}

}  // namespace

bool thread_jumps(ir::Function& function) {
    bool changed = skip_empty_blocks(function);
    ir::remove_unreachable(function);
    changed |= join_blocks(function);
    ir::remove_unreachable(function);
    return changed;
}

}  // namespace deed::optimize
