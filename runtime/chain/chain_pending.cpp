#include "runtime/chain/chain_state.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {

std::shared_ptr<const ledger::Snapshot> Chain::State::snapshot() const {
    return std::make_shared<const ledger::Snapshot>(ledger.snapshot());
}

state::StateDiff Chain::State::edited_after(const ledger::Snapshot& at, uint64_t number,
                                            const LaidEdits* newest_edits) const {
    if (!origin.genesis.is_development) return {};
    if (newest_edits != nullptr && newest_edits->on == at.head() && newest_edits->on.number == number)
        return newest_edits->edits.state;
    const auto record = at.find_commit(number + 1);
    if (!record) return {};
    const auto edits = decode_edits(record->development_edits);
    if (!edits)
        throw Error{"what was set by hand before block " + std::to_string(number + 1) + " cannot be read"};
    return edits->state;
}

std::shared_ptr<const state::StateView> Chain::State::state_at(uint64_t number) const {
    // First what is laid over the head, then the head: when a block comes in between, it has it.
    const auto newest_edits = [this] {
        const std::lock_guard lock{shared};
        return laid;
    }();
    auto owned = std::make_shared<OwnedState>();
    owned->snapshot = snapshot();
    if (number > owned->snapshot->head().number) return nullptr;
    owned->view = owned->snapshot->state_at(number);
    auto edited = edited_after(*owned->snapshot, number, newest_edits.get());
    const state::StateView* view = owned->view.get();
    if (!edited.is_empty()) {
        owned->overlay = std::make_unique<state::OverlayView>(*owned->view, std::move(edited));
        view = owned->overlay.get();
    }
    return {std::move(owned), view};
}

std::shared_ptr<const PendingBlock> Chain::State::pending() {
    auto owned = std::make_shared<OwnedState>();
    owned->snapshot = snapshot();
    const auto id = owned->snapshot->head();
    const std::shared_ptr<const BuiltBlock> built = pending_at(*owned->snapshot);
    owned->view = owned->snapshot->state_at(id.number);
    owned->overlay = std::make_unique<state::OverlayView>(*owned->view, built->executed.diff);
    auto result = std::make_shared<PendingBlock>();
    result->block = built->executed.block;
    result->senders = built->executed.senders;
    result->receipts = built->executed.receipts;
    const auto* overlay = owned->overlay.get();
    result->state = std::shared_ptr<const state::StateView>(std::move(owned), overlay);
    return result;
}

std::shared_ptr<const BuiltBlock> Chain::State::pending_at(const ledger::Snapshot& at) {
    const std::lock_guard building{pending_lock};
    const auto id = at.head();
    uint64_t version = 0;
    std::vector<std::vector<pool::PendingPointer>> waiting;
    {
        const std::lock_guard lock{shared};
        version = pool.version();
        waiting = pool.executable();
    }
    const auto edits = laid_on(id);
    const ledger::StoredHeader parent = at.find_header(id.number).value();
    const BlockWishes wanted = current_wishes();
    const uint64_t time = std::max(
        wanted.timestamp.value_or(
            wanted.timestamp_interval ? parent.header.timestamp + *wanted.timestamp_interval : now()),
        parent.header.timestamp + 1);
    if (cached_pending && cached_at == id && cached_version == version && cached_time == time &&
        cached_laid == edits)
        return cached_pending;
    const auto record = at.find_commit(id.number);
    BlockPlan chosen = plan(parent, time);
    if (chosen.beneficiary.is_zero()) chosen.beneficiary = parent.header.beneficiary;
    chosen.parent_beacon_root = record ? block::hash_of(*record) : Hash{};
    cached_pending = std::make_shared<BuiltBlock>(
        build_block(Footing{at}, chosen, waiting, {config(), pending_codes, settings.engine}));
    cached_at = id;
    cached_version = version;
    cached_time = time;
    cached_laid = edits;
    return cached_pending;
}

}  // namespace deed::chain
