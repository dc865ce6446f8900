#include "runtime/chain/chain_state.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

/// An account without anything is no account (EIP-161), unless something is stored with it.
void remove_empty(state::StateDiff& diff) {
    for (auto& [address, change] : diff.accounts) {
        const bool is_bare = change.account == state::Account{} && change.storage.empty();
        if (is_bare) change.account.reset();
    }
}

}  // namespace

void Chain::State::require_development() const {
    if (!origin.genesis.is_development)
        throw Error{"this is no development chain: nothing can be set by hand"};
}

void Chain::State::lay(std::shared_ptr<const LaidEdits> edits) {
    const std::lock_guard lock{shared};
    laid = std::move(edits);
    for (const auto& [address, change] : laid->edits.state.accounts)
        pool.on_account(address, change.account
                                     ? pool::AccountState{change.account->nonce, change.account->balance}
                                     : pool::AccountState{});
}

void Chain::State::go_back(const Moment& moment) {
    const auto from = newest();
    auto next = std::make_shared<LaidEdits>(LaidEdits{moment.block, moment.edits});
    if (from->id.number > moment.block.number) {
        next->edits.rewinds.push_back({from->id.number, from->id.hash, moment.block.number});
        importer.rewind(moment.block.number);
        publish_head();
        if (sealer) start_height();
    } else if (const auto now_laid = laid_on(moment.block)) {
        next->edits.rewinds = now_laid->edits.rewinds;
    }
    {
        const std::lock_guard lock{shared};
        pool.clear();
        wishes = moment.wishes;
        wishes.clock_offset = static_cast<int64_t>(moment.time - settings.clock());
    }
    lay(std::move(next));
    for (const auto& pending : moment.waiting) (void)take(*pending);
    if (listeners.on_rewind) listeners.on_rewind(*newest());
}

BlockWishes Chain::wishes() const {
    return state_->current_wishes();
}

void Chain::change_wishes(const std::function<void(BlockWishes&)>& change) {
    state_->require_development();
    const std::lock_guard writing{state_->writer};
    const std::lock_guard lock{state_->shared};
    change(state_->wishes);
}

void Chain::set_sealing(Sealing sealing) {
    state_->require_development();
    state_->sealing = sealing;
}

uint64_t Chain::now() const {
    return state_->now();
}

void Chain::edit(const std::function<void(Edits&, const state::StateView&)>& change) {
    state_->require_development();
    const std::lock_guard writing{state_->writer};
    const auto id = state_->newest()->id;
    const auto before = state_->laid_on(id);
    auto next = std::make_shared<LaidEdits>(LaidEdits{id, before ? before->edits : Edits{}});
    {
        const auto snapshot = state_->ledger.snapshot();
        const auto view = snapshot.state_at(id.number);
        change(next->edits, *view);
        if (view->has_failed()) throw Error{"the state cannot be read"};
    }
    remove_empty(next->edits.state);
    state_->lay(std::move(next));
}

Result<Hash, pool::Refusal> Chain::submit_as(const Address& sender, block::Transaction transaction) {
    state_->require_development();
    // Nobody's signature, which tells the transactions of different senders apart.
    const block::SignedTransaction unsigned_one{std::move(transaction),
                                                {to_hash(to_word(sender)), to_hash(Uint256{1}), 0}};
    const Bytes envelope = block::encode(unsigned_one);
    auto added = state_->take({unsigned_one, crypto::keccak256(envelope), sender, 0, envelope.size(), true});
    if (!added || state_->sealing != Sealing::Instant) return added;
    return state_->seal_at_once(*added);
}

bool Chain::drop(const Hash& transaction_hash) {
    state_->require_development();
    const std::lock_guard lock{state_->shared};
    return state_->pool.remove(transaction_hash);
}

void Chain::drop_all() {
    state_->require_development();
    const std::lock_guard lock{state_->shared};
    state_->pool.clear();
}

Moment Chain::moment() const {
    state_->require_development();
    const std::lock_guard writing{state_->writer};
    Moment moment{.block = state_->newest()->id, .wishes = state_->current_wishes(), .time = state_->now()};
    if (const auto edits = state_->laid_on(moment.block)) moment.edits = edits->edits;
    const std::lock_guard lock{state_->shared};
    for (const auto& sender : state_->pool.content()) {
        moment.waiting.insert(moment.waiting.end(), sender.executable.begin(), sender.executable.end());
        moment.waiting.insert(moment.waiting.end(), sender.queued.begin(), sender.queued.end());
    }
    return moment;
}

void Chain::go_back(const Moment& moment) {
    state_->require_development();
    const std::lock_guard writing{state_->writer};
    state_->go_back(moment);
}

}  // namespace deed::chain
