#include "compiler/ir/graph.hpp"

#include <algorithm>
#include <utility>

namespace deed::ir {

std::vector<BlockId> reverse_post_order(const Function& function) {
    std::vector<BlockId> order;
    order.reserve(function.blocks.size());
    std::vector<bool> seen(function.blocks.size());
    std::vector<std::pair<BlockId, size_t>> path;
    path.reserve(function.blocks.size());
    path.emplace_back(BlockId{0}, 0);
    seen[0] = true;
    while (!path.empty()) {
        const BlockId block = path.back().first;
        const auto& successors = function.block(block).terminator.successors;
        if (path.back().second == successors.size()) {
            order.push_back(block);
            path.pop_back();
            continue;
        }
        const BlockId next = successors[path.back().second++].block;
        if (seen[index(next)]) continue;
        seen[index(next)] = true;
        path.emplace_back(next, 0);
    }
    std::reverse(order.begin(), order.end());
    return order;
}

std::vector<std::vector<BlockId>> predecessors(const Function& function) {
    std::vector<std::vector<BlockId>> result(function.blocks.size());
    for (const BlockId block : reverse_post_order(function))
        for (const Successor& successor : function.block(block).terminator.successors)
            result[index(successor.block)].push_back(block);
    return result;
}

Dominators::Dominators(const Function& function)
    : order_(reverse_post_order(function)),
      position_(function.blocks.size(), kUnreachable),
      parent_(function.blocks.size()),
      span_(function.blocks.size()) {
    for (uint32_t i = 0; i < order_.size(); ++i) position_[index(order_[i])] = i;
    find_parents(function);
    find_spans();
}

void Dominators::find_parents(const Function& function) {
    // The predecessors of all blocks in one piece, those of a block behind its place in `ends`.
    std::vector<uint32_t> ends(function.blocks.size() + 1);
    for (const BlockId block : order_)
        for (const Successor& successor : function.block(block).terminator.successors)
            ++ends[index(successor.block) + 1];
    for (size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    std::vector<BlockId> before(ends.back());
    std::vector<uint32_t> next(ends.begin(), ends.end() - 1);
    for (const BlockId block : order_)
        for (const Successor& successor : function.block(block).terminator.successors)
            before[next[index(successor.block)]++] = block;

    std::vector<bool> known(function.blocks.size());
    known[0] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 1; i < order_.size(); ++i) {
            const uint32_t block = index(order_[i]);
            bool found = false;
            BlockId best{};
            for (uint32_t k = ends[block]; k < ends[block + 1]; ++k) {
                if (!known[index(before[k])]) continue;
                best = found ? meet(best, before[k]) : before[k];
                found = true;
            }
            if (known[block] && parent_[block] == best) continue;
            parent_[block] = best;
            known[block] = true;
            changed = true;
        }
    }
}

void Dominators::find_spans() {
    for (size_t i = order_.size(); i-- > 1;)
        span_[index(parent_[index(order_[i])])].size += span_[index(order_[i])].size;
    std::vector<uint32_t> next(span_.size(), 1);
    for (size_t i = 1; i < order_.size(); ++i) {
        const uint32_t block = index(order_[i]);
        const uint32_t parent = index(parent_[block]);
        span_[block].begin = next[parent];
        next[parent] += span_[block].size;
        next[block] = span_[block].begin + 1;
    }
}

BlockId Dominators::meet(BlockId a, BlockId b) const {
    while (a != b) {
        while (position_[index(a)] > position_[index(b)]) a = parent_[index(a)];
        while (position_[index(b)] > position_[index(a)]) b = parent_[index(b)];
    }
    return a;
}

void remove_unreachable(Function& function) {
    std::vector<bool> is_reachable(function.blocks.size());
    const std::vector<BlockId> order = reverse_post_order(function);
    if (order.size() == function.blocks.size()) return;
    for (const BlockId block : order) is_reachable[index(block)] = true;
    std::vector<BlockId> renumbered(function.blocks.size());
    std::vector<Block> kept;
    for (size_t i = 0; i < function.blocks.size(); ++i) {
        if (!is_reachable[i]) continue;
        renumbered[i] = BlockId{static_cast<uint32_t>(kept.size())};
        kept.push_back(std::move(function.blocks[i]));
    }
    for (Block& block : kept)
        for (Successor& successor : block.terminator.successors)
            successor.block = renumbered[index(successor.block)];
    function.blocks = std::move(kept);
}

std::vector<uint32_t> count_uses(const Function& function) {
    std::vector<uint32_t> uses(function.values.size());
    const auto count = [&](const std::vector<ValueId>& values) {
        for (const ValueId value : values) ++uses[index(value)];
    };
    for (const Block& block : function.blocks) {
        for (const Instruction& instruction : block.instructions) count(instruction.operands);
        count(block.terminator.operands);
        for (const Successor& successor : block.terminator.successors) count(successor.arguments);
    }
    return uses;
}

namespace {

void visit_callees_first(const Module& module, uint32_t function, std::vector<uint8_t>& state,
                         std::vector<uint32_t>& order) {
    constexpr uint8_t kOpen = 1;
    constexpr uint8_t kDone = 2;
    if (state[function] == kDone) return;
    DEED_ASSERT(state[function] != kOpen);
    state[function] = kOpen;
    for (const Block& block : module.functions[function].blocks) {
        for (const Instruction& instruction : block.instructions)
            if (instruction.op == Op::INVOKE) visit_callees_first(module, instruction.index, state, order);
        if (block.terminator.op == Op::ENTER)
            visit_callees_first(module, block.terminator.index, state, order);
    }
    state[function] = kDone;
    order.push_back(function);
}

}  // namespace

std::vector<uint32_t> callees_first(const Module& module) {
    std::vector<uint32_t> order;
    std::vector<uint8_t> state(module.functions.size());
    for (uint32_t i = 0; i < module.functions.size(); ++i) visit_callees_first(module, i, state, order);
    return order;
}

}  // namespace deed::ir
