#pragma once

#include <map>
#include <memory>
#include <optional>

#include "runtime/chain/driving.hpp"
#include "runtime/chain/executed_block.hpp"

namespace deed::chain {

/// A block beside the chain that was run and holds.
struct SideBlock {
    ExecutedBlock executed;
    /// Whether `executed.update` is what a commit on its parent needs. Otherwise it is empty.
    bool has_update = false;
};
using SidePointer = std::shared_ptr<const SideBlock>;

/// What is known of blocks that are not part of the chain: those that were run and hold, those that do not
/// hold, and those whose parents are missing. Bounded: the lowest go first.
class Branches {
  public:
    void add(SidePointer block);
    void remove(const Hash& hash) { valid_.erase(hash); }
    [[nodiscard]] SidePointer find(const Hash& hash) const;
    [[nodiscard]] size_t size() const { return valid_.size(); }

    /// The way to a block from the chain.
    struct Path {
        uint64_t ancestor = 0;            ///< the last block of the chain on it
        std::vector<SidePointer> blocks;  ///< those beside the chain, in order

        [[nodiscard]] std::vector<BranchStep> steps() const;
        /// Of a block beside the chain on it; nothing for any other.
        [[nodiscard]] std::optional<uint64_t> number_of(const Hash& hash) const;
    };
    /// Nothing when the block is neither on the chain nor connected to it.
    [[nodiscard]] std::optional<Path> find_path(const Hash& hash, const ledger::Snapshot& snapshot) const;

    /// Forgets what can never be chosen any more, because it leaves the chain below @p finalized, and the
    /// lowest when there are too many; their hashes.
    [[nodiscard]] std::vector<Hash> forget_below(uint64_t finalized);

    /// Remembers that a block does not hold, and the newest ancestor that does.
    void mark_invalid(const Hash& hash, Verdict verdict);
    [[nodiscard]] const Verdict* find_invalid(const Hash& hash) const;

    /// Keeps a block whose parent is missing.
    void add_orphan(block::Block block);
    [[nodiscard]] std::vector<block::Block> take_orphans_of(const Hash& parent);

  private:
    std::map<Hash, SidePointer> valid_;
    std::map<Hash, Verdict> invalid_;
    std::multimap<Hash, block::Block> orphans_;  ///< by parent
};

}  // namespace deed::chain
