#pragma once

#include <span>
#include <utility>
#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// The blocks that can be reached from block 0, each before its successors where no loop forbids it.
[[nodiscard]] std::vector<BlockId> reverse_post_order(const Function& function);

/// A list of blocks for each block, all in one piece.
class BlockLists {
  public:
    /// Whose list, and what stands in it: each list keeps the order.
    using Entries = std::vector<std::pair<BlockId, BlockId>>;
    BlockLists(size_t block_count, const Entries& entries);

    [[nodiscard]] std::span<const BlockId> operator[](size_t block) const {
        return std::span{blocks_}.subspan(ends_[block], ends_[block + 1] - ends_[block]);
    }

  private:
    std::vector<uint32_t> ends_;  ///< of the list before each
    std::vector<BlockId> blocks_;
};

/// For each block, the reachable blocks that go to it; a block that goes there twice stands twice.
[[nodiscard]] BlockLists predecessors(const Function& function);

/// Which blocks lie on every way to a block (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
/// Algorithm").
class Dominators {
  public:
    explicit Dominators(const Function& function);

    /// Whether every way to @p below leads through @p above. Both must be reachable.
    [[nodiscard]] bool dominates(BlockId above, BlockId below) const {
        return span_[index(below)].begin - span_[index(above)].begin < span_[index(above)].size;
    }
    [[nodiscard]] bool is_reachable(BlockId block) const { return position_[index(block)] != kUnreachable; }
    /// The nearest dominator; block 0 is its own.
    [[nodiscard]] BlockId parent(BlockId block) const { return parent_[index(block)]; }
    [[nodiscard]] const std::vector<BlockId>& order() const { return order_; }
    /// What `predecessors` gives.
    [[nodiscard]] const BlockLists& predecessors() const { return predecessors_; }
    /// For each block, those of which it is the parent.
    [[nodiscard]] BlockLists children() const;

  private:
    static constexpr uint32_t kUnreachable = ~0U;
    [[nodiscard]] BlockId meet(BlockId a, BlockId b) const;
    void find_parents();
    void find_spans();

    std::vector<BlockId> order_;
    std::vector<uint32_t> position_;
    std::vector<BlockId> parent_;
    BlockLists predecessors_;

    /// A block with all that it dominates, in an order where they stand together.
    struct Together {
        uint32_t begin = 0;
        uint32_t size = 1;
    };
    std::vector<Together> span_;
};

/// Removes the blocks that cannot be reached from block 0; the others keep their order.
void remove_unreachable(Function& function);

/// How often each value is used, by value index.
[[nodiscard]] std::vector<uint32_t> count_uses(const Function& function);

/// The functions so that each comes after all that it invokes or enters. The module must not be recursive.
[[nodiscard]] std::vector<uint32_t> callees_first(const Module& module);

}  // namespace deed::ir
