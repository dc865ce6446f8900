#include <algorithm>

#include "runtime/chain/chain_state.hpp"
#include "runtime/ledger/rewind.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

Verdict valid(const Hash& hash) {
    return {BlockStatus::Valid, hash, {}};
}

/// The hash that stands for a block as the newest that holds: none before the Merge has one.
Hash known_as(const ledger::StoredHeader& header) {
    return header.header.difficulty ? Hash{} : header.hash;
}

}  // namespace

void Chain::State::reload_beside() {
    marks = ledger.find_marks().value_or(ledger::Marks{});
    auto blocks = ledger.blocks_beside();
    std::ranges::sort(blocks, {}, [](const block::Block& block) { return block.header.number; });
    for (const block::Block& block : blocks) (void)run_beside(block, block::hash_of(block.header));
}

Verdict Chain::State::run_beside(const block::Block& block, const Hash& hash) {
    const auto snapshot = ledger.snapshot();
    const auto path = branches.find_path(block.header.parent_hash, snapshot);
    if (!path) return {};
    // A history that was shorter once may not reach back as far as the branch.
    if (path->ancestor < snapshot.oldest_state()) return {BlockStatus::Accepted, {}, {}};
    const auto steps = path->steps();
    const Footing footing{snapshot, path->ancestor, steps};
    auto executed = run_block(footing, block, {}, importer.rules());
    if (!executed) {
        Verdict verdict{BlockStatus::Invalid, known_as(footing.parent()), executed.error()};
        branches.mark_invalid(hash, verdict);
        return verdict;
    }
    if (!footing.is_head()) executed->update = {};
    branches.add(std::make_shared<const SideBlock>(SideBlock{*std::move(executed), footing.is_head()}));
    return valid(hash);
}

Verdict Chain::State::judge(const block::Block& block, const Hash& hash) {
    if (const Verdict* known = branches.find_invalid(hash)) return *known;
    const Hash& parent = block.header.parent_hash;
    if (const Verdict* known = branches.find_invalid(parent)) {
        Verdict verdict{BlockStatus::Invalid, known->latest_valid,
                        "an ancestor is invalid: " + known->reason};
        branches.mark_invalid(hash, verdict);
        return verdict;
    }
    {
        const auto at = ledger.snapshot();
        if (at.find_number(hash) || branches.find(hash) != nullptr) return valid(hash);
        const auto path = branches.find_path(parent, at);
        if (!path) {
            branches.add_orphan(block);
            return {};
        }
        const uint64_t final_number = number_of(marks.finalized).value_or(0);
        const bool is_deep = at.head().number - path->ancestor > kDeepestBranch;
        if (is_deep || path->ancestor < final_number) return {BlockStatus::Accepted, {}, {}};
    }
    auto verdict = run_beside(block, hash);
    if (verdict.status == BlockStatus::Valid) ledger.keep_beside(hash, block);
    return verdict;
}

Verdict Chain::State::take(const block::Block& block) {
    const Hash hash = block::hash_of(block.header);
    auto verdict = judge(block, hash);
    // What was waiting for this block can be run now, and what waits for that.
    for (std::vector<Hash> parents{hash}; verdict.status == BlockStatus::Valid && !parents.empty();) {
        const Hash parent = parents.back();
        parents.pop_back();
        for (const block::Block& orphan : branches.take_orphans_of(parent)) {
            const Hash child = block::hash_of(orphan.header);
            if (judge(orphan, child).status == BlockStatus::Valid) parents.push_back(child);
        }
    }
    return verdict;
}

std::optional<uint64_t> Chain::State::number_of(const Hash& hash) const {
    return hash.is_zero() ? std::nullopt : ledger.snapshot().find_number(hash);
}

Result<ledger::Marks, ForkChoiceError> Chain::State::marks_after(const ForkChoice& choice,
                                                                 const Branches::Path& path) const {
    const auto is_on_path = [&](const Hash& hash) {
        if (hash.is_zero()) return true;
        const auto number = number_of(hash);
        if (number && *number <= path.ancestor) return true;
        return path.number_of(hash).has_value();
    };
    if (!is_on_path(choice.safe) || !is_on_path(choice.finalized))
        return Failure{ForkChoiceError::NotAncestors};
    ledger::Marks next = marks;
    if (!choice.safe.is_zero()) next.safe = choice.safe;
    // What is final stays so, whatever is asked for later.
    const auto named = number_of(choice.finalized);
    const bool is_below = named && *named < number_of(marks.finalized).value_or(0);
    if (!choice.finalized.is_zero() && !is_below) next.finalized = choice.finalized;
    return next;
}

Result<Chain::Followed, ForkChoiceError> Chain::State::choose(const ForkChoice& choice) {
    if (const Verdict* known = branches.find_invalid(choice.head)) return Chain::Followed{*known};
    const auto path = branches.find_path(choice.head, ledger.snapshot());
    if (!path) return Chain::Followed{};
    DEED_TRY(next, marks_after(choice, *path));
    const uint64_t newest_number = newest()->id.number;
    if (path->ancestor < number_of(marks.finalized).value_or(0)) {
        if (!path->blocks.empty()) return Failure{ForkChoiceError::NotAncestors};
        return Chain::Followed{valid(choice.head)};
    }
    const bool is_deep = newest_number - path->ancestor > kDeepestBranch;
    if (is_deep || path->ancestor < ledger.snapshot().oldest_state())
        return Failure{ForkChoiceError::TooDeep};
    const bool is_news = path->ancestor != newest_number || !path->blocks.empty() || !(next == marks);
    if (is_news) switch_to(*path, next);
    return Chain::Followed{valid(choice.head), true};
}

std::vector<SidePointer> Chain::State::read_blocks_above(uint64_t ancestor) const {
    const auto at = ledger.snapshot();
    std::vector<SidePointer> blocks;
    for (uint64_t number = ancestor + 1; number <= at.head().number; ++number) {
        SideBlock side;
        side.executed.block = at.find_block(number).value();
        side.executed.hash = at.find_header(number).value().hash;
        for (const auto& stored : at.transactions(number)) side.executed.senders.push_back(stored.sender);
        for (const auto& stored : at.receipts(number)) side.executed.receipts.push_back(stored.receipt);
        side.executed.diff = ledger::difference_of_block(at, number);
        blocks.push_back(std::make_shared<const SideBlock>(std::move(side)));
    }
    return blocks;
}

void Chain::State::switch_to(const Branches::Path& path, const ledger::Marks& next) {
    const auto left = read_blocks_above(path.ancestor);
    ledger::BranchSwitch change{.ancestor = path.ancestor, .blocks = {}, .marks = next, .forgotten = {}};
    const bool meets_newest = left.empty() && path.ancestor == newest()->id.number;
    for (const SidePointer& side : path.blocks) {
        const ExecutedBlock& executed = side->executed;
        const bool has_update = side->has_update && meets_newest && change.blocks.empty();
        change.blocks.push_back({executed.block, executed.hash, executed.senders, executed.receipts,
                                 executed.diff, has_update ? &executed.update : nullptr});
    }
    // Blocks beside the chain that stand on one below the final block can never be chosen any more.
    const uint64_t final_number =
        path.number_of(next.finalized).value_or(number_of(next.finalized).value_or(0));
    const uint64_t number = path.ancestor + path.blocks.size();
    change.forgotten = branches.forget_below(final_number);
    change.oldest_ancestor = std::max(final_number, number - std::min(number, kDeepestBranch));
    importer.switch_branch(change);

    for (const SidePointer& side : path.blocks) branches.remove(side->executed.hash);
    for (const SidePointer& side : left) branches.add(side);
    {
        const std::lock_guard lock{shared};
        marks = next;
    }
    announce_switch(path, left);
}

void Chain::State::announce_switch(const Branches::Path& path, const std::vector<SidePointer>& left) {
    std::set<Address> touched;
    for (const auto* blocks : {&left, &path.blocks})
        for (const SidePointer& side : *blocks)
            for (const auto& [address, change] : side->executed.diff.accounts) touched.insert(address);
    publish_head();
    const auto head_id = newest()->id;
    const auto view = state_at(head_id.number);
    {
        const std::lock_guard lock{shared};
        for (const Address& address : touched) {
            const auto account = view->find_account(address);
            pool.on_account(address, account ? pool::AccountState{account->nonce, account->balance}
                                             : pool::AccountState{});
        }
    }
    if (view->has_failed()) throw Error{"the state cannot be read"};
    if (listeners.on_left)
        for (auto side = left.rbegin(); side != left.rend(); ++side)
            listeners.on_left(describe((*side)->executed));
    if (!left.empty() && listeners.on_rewind)
        listeners.on_rewind({{path.ancestor, ledger.snapshot().find_header(path.ancestor)->hash},
                             ledger.snapshot().find_header(path.ancestor)->header});
    for (const SidePointer& side : left)
        for (const auto& transaction : side->executed.block.transactions) (void)add({transaction, {}});
    if (!listeners.on_block) return;
    for (const SidePointer& side : path.blocks) listeners.on_block(describe(side->executed));
}

BlockPlan Chain::State::plan_of(const BlockWanted& wanted, const block::Header& parent) const {
    BlockPlan result;
    result.timestamp = wanted.timestamp;
    result.beneficiary = wanted.fee_recipient;
    result.prev_randao = wanted.prev_randao;
    result.extra_data = wanted.extra_data;
    result.parent_beacon_root = wanted.parent_beacon_root.value_or(Hash{});
    result.withdrawals = wanted.withdrawals;
    result.blobs_wanted = BlobsWanted::ProofsOfFork;
    result.wanted_gas_limit = current_wishes().gas_limit.value_or(parent.gas_limit);
    return result;
}

namespace {

BlockOffered offer(BuiltBlock built) {
    return {std::move(built.executed.block), built.executed.hash, built.value, std::move(built.taken),
            std::move(built.requests)};
}

}  // namespace

bool Chain::is_driven() const {
    return state_->origin.genesis.is_foreign;
}

std::optional<ledger::BlockId> Chain::safe() const {
    if (!is_driven()) return head()->id;
    const Hash hash = [&] {
        const std::lock_guard lock{state_->shared};
        return state_->marks.safe;
    }();
    const auto number = state_->number_of(hash);
    return number ? std::optional{ledger::BlockId{*number, hash}} : std::nullopt;
}

std::optional<ledger::BlockId> Chain::finalized() const {
    if (!is_driven()) return head()->id;
    const Hash hash = [&] {
        const std::lock_guard lock{state_->shared};
        return state_->marks.finalized;
    }();
    const auto number = state_->number_of(hash);
    return number ? std::optional{ledger::BlockId{*number, hash}} : std::nullopt;
}

Verdict Chain::take(const block::Block& block) {
    DEED_ASSERT(is_driven());
    const std::lock_guard writing{state_->writer};
    return state_->take(block);
}

Result<Chain::Followed, ForkChoiceError> Chain::choose(const ForkChoice& choice) {
    DEED_ASSERT(is_driven());
    const std::lock_guard writing{state_->writer};
    return state_->choose(choice);
}

std::optional<BlockOffered> Chain::build(const Hash& parent, const BlockWanted& wanted) {
    DEED_ASSERT(is_driven());
    const std::lock_guard writing{state_->writer};
    const auto at = state_->ledger.snapshot();
    const auto path = state_->branches.find_path(parent, at);
    if (!path) return std::nullopt;
    const auto steps = path->steps();
    const Footing footing{at, path->ancestor, steps};
    auto built = build_block(footing, state_->plan_of(wanted, footing.parent().header), state_->executable(),
                             state_->importer.rules());
    if (footing.is_head()) state_->drop(built.dropped);
    return offer(std::move(built));
}

Result<BlockOffered, std::string> Chain::build_of(const Hash& parent, const BlockWanted& wanted,
                                                  const std::vector<block::SignedTransaction>& transactions) {
    DEED_ASSERT(is_driven());
    const std::lock_guard writing{state_->writer};
    const auto at = state_->ledger.snapshot();
    const auto path = state_->branches.find_path(parent, at);
    if (!path) return Failure{std::string{"the parent is not known"}};
    const auto steps = path->steps();
    const Footing footing{at, path->ancestor, steps};
    auto built = build_block_of(footing, state_->plan_of(wanted, footing.parent().header), transactions,
                                state_->importer.rules());
    if (!built) return Failure{built.error().message()};
    return offer(*std::move(built));
}

std::optional<block::Block> Chain::find_beside(const Hash& hash) const {
    const std::lock_guard writing{state_->writer};
    const auto side = state_->branches.find(hash);
    return side ? std::optional{side->executed.block} : std::nullopt;
}

uint64_t Chain::pool_version() const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.version();
}

}  // namespace deed::chain
