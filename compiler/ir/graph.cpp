#include "compiler/ir/graph.hpp"

#include <algorithm>
#include <utility>

namespace deed::ir {
namespace {

BlockLists predecessors_in(const std::vector<BlockId>& order, const Function& function) {
    BlockLists::Entries entries;
    entries.reserve(2 * order.size());
    for (const BlockId block : order)
        for (const Successor& successor : function.block(block).terminator.successors)
            entries.emplace_back(successor.block, block);
    return {function.blocks.size(), entries};
}

}  // namespace

std::vector<BlockId> reverse_post_order(const Function& function) {
    struct Visit {
        uint32_t from = 0;  ///< whence it was come to
        uint32_t next = 0;  ///< the successor to go to
        bool is_seen = false;
    };
    std::vector<Visit> visits(function.blocks.size());
    std::vector<BlockId> order(function.blocks.size());
    size_t begin = order.size();
    visits[0].is_seen = true;
    for (uint32_t block = 0;;) {
        const auto& successors = function.blocks[block].terminator.successors;
        Visit& visit = visits[block];
        if (visit.next < successors.size()) {
            const uint32_t next = index(successors[visit.next++].block);
            if (visits[next].is_seen) continue;
            visits[next] = {block, 0, true};
            block = next;
            continue;
        }
        order[--begin] = BlockId{block};
        if (block == 0) break;
        block = visit.from;
    }
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(begin));
    return order;
}

BlockLists::BlockLists(size_t block_count, const Entries& entries)
    : ends_(block_count + 1), blocks_(entries.size()) {
    for (const auto& [block, entry] : entries) ++ends_[index(block) + 1];
    for (size_t i = 1; i < ends_.size(); ++i) ends_[i] += ends_[i - 1];
    // From the back, every list from its end: afterwards all stand at their beginnings.
    std::vector<uint32_t> next(ends_.begin() + 1, ends_.end());
    for (size_t i = entries.size(); i-- > 0;) blocks_[--next[index(entries[i].first)]] = entries[i].second;
}

BlockLists predecessors(const Function& function) {
    return predecessors_in(reverse_post_order(function), function);
}

Dominators::Dominators(const Function& function)
    : order_(reverse_post_order(function)),
      position_(function.blocks.size(), kUnreachable),
      parent_(function.blocks.size()),
      predecessors_(predecessors_in(order_, function)),
      span_(function.blocks.size()) {
    for (uint32_t i = 0; i < order_.size(); ++i) position_[index(order_[i])] = i;
    find_parents();
    find_spans();
}

void Dominators::find_parents() {
    std::vector<bool> known(parent_.size());
    known[0] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 1; i < order_.size(); ++i) {
            const uint32_t block = index(order_[i]);
            bool found = false;
            BlockId best{};
            for (const BlockId from : predecessors_[block]) {
                if (!known[index(from)]) continue;
                best = found ? meet(best, from) : from;
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

BlockLists Dominators::children() const {
    BlockLists::Entries entries;
    entries.reserve(order_.size());
    for (size_t i = 1; i < order_.size(); ++i) entries.emplace_back(parent(order_[i]), order_[i]);
    return {parent_.size(), entries};
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
