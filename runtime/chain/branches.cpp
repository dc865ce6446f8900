#include "runtime/chain/branches.hpp"

#include <algorithm>

namespace deed::chain {
namespace {

constexpr size_t kMostBlocks = 2 * kDeepestBranch;
constexpr size_t kMostInvalid = 1'024;
constexpr size_t kMostOrphans = 128;

}  // namespace

void Branches::add(SidePointer block) {
    const Hash hash = block->executed.hash;
    valid_.insert_or_assign(hash, std::move(block));
}

SidePointer Branches::find(const Hash& hash) const {
    const auto found = valid_.find(hash);
    return found == valid_.end() ? nullptr : found->second;
}

std::vector<BranchStep> Branches::Path::steps() const {
    std::vector<BranchStep> steps;
    for (const auto& block : blocks)
        steps.push_back({block->executed.hash, block->executed.block.header, block->executed.diff});
    return steps;
}

std::optional<uint64_t> Branches::Path::number_of(const Hash& hash) const {
    const auto found =
        std::ranges::find(blocks, hash, [](const SidePointer& side) { return side->executed.hash; });
    return found == blocks.end() ? std::nullopt : std::optional{(*found)->executed.block.header.number};
}

std::optional<Branches::Path> Branches::find_path(const Hash& hash, const ledger::Snapshot& snapshot) const {
    Path path;
    Hash at = hash;
    for (auto block = find(at); block != nullptr; block = find(at)) {
        path.blocks.push_back(block);
        at = block->executed.block.header.parent_hash;
    }
    std::ranges::reverse(path.blocks);
    const auto number = snapshot.find_number(at);
    if (!number) return std::nullopt;
    path.ancestor = *number;
    return path;
}

std::vector<Hash> Branches::forget_below(uint64_t finalized) {
    std::vector<std::pair<uint64_t, Hash>> by_number;
    for (const auto& [hash, block] : valid_)
        by_number.emplace_back(block->executed.block.header.number, hash);
    std::ranges::sort(by_number);
    const size_t too_many = by_number.size() > kMostBlocks ? by_number.size() - kMostBlocks : 0;
    std::vector<Hash> gone;
    for (size_t i = 0; i < by_number.size(); ++i)
        if (i < too_many || by_number[i].first <= finalized) gone.push_back(by_number[i].second);
    for (const Hash& hash : gone) valid_.erase(hash);
    return gone;
}

void Branches::mark_invalid(const Hash& hash, Verdict verdict) {
    if (invalid_.size() >= kMostInvalid) invalid_.erase(invalid_.begin());
    invalid_.insert_or_assign(hash, std::move(verdict));
}

const Verdict* Branches::find_invalid(const Hash& hash) const {
    const auto found = invalid_.find(hash);
    return found == invalid_.end() ? nullptr : &found->second;
}

void Branches::add_orphan(block::Block block) {
    if (orphans_.size() >= kMostOrphans) orphans_.erase(orphans_.begin());
    const Hash parent = block.header.parent_hash;
    orphans_.emplace(parent, std::move(block));
}

std::vector<block::Block> Branches::take_orphans_of(const Hash& parent) {
    std::vector<block::Block> blocks;
    const auto [first, last] = orphans_.equal_range(parent);
    for (auto at = first; at != last; ++at) blocks.push_back(std::move(at->second));
    orphans_.erase(first, last);
    return blocks;
}

}  // namespace deed::chain
