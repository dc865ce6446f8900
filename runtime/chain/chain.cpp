#include "runtime/chain/chain.hpp"

#include "runtime/chain/chain_state.hpp"
#include "runtime/chain/fee_history.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

/// How far the clocks of honest validators may differ.
constexpr uint64_t kLargestClockDifference = 15;

ChainOrigin open_origin(ledger::Ledger& ledger, const std::optional<ChainGenesis>& genesis,
                        const std::vector<std::shared_ptr<keys::Signer>>& signers) {
    if (auto stored = read_origin(ledger, genesis)) return std::move(*stored);
    if (!genesis)
        throw Error{"the data directory " + ledger.directory().string() + " is new: a genesis is needed"};
    return initialise(ledger, *genesis, resolve_validators(*genesis, signers));
}

}  // namespace

Chain::State::State(Settings chosen, const std::optional<ChainGenesis>& genesis,
                    std::vector<std::shared_ptr<keys::Signer>> signers, Listeners handed_in)
    : settings(std::move(chosen)),
      listeners(std::move(handed_in)),
      ledger(settings.data_directory, storage::Options{.durability = settings.durability}),
      origin(open_origin(ledger, genesis, signers)),
      sealing(settings.sealing),
      importer(ledger, origin, settings.engine),
      wishes{.fee_recipient = settings.fee_recipient, .gas_limit = settings.gas_limit},
      pool(settings.pool) {
    if (settings.sealing == Sealing::Instant && !origin.genesis.is_development)
        throw Error{
            "a block for each transaction runs ahead of the clock: only a development chain may do that, "
            "this one needs a block time"};
    if (settings.history) ledger.keep_history(*settings.history);
    publish_head();
    read_evidence();
    if (origin.genesis.is_foreign) reload_beside();
    if (signers.empty()) return;
    reporters = signers;
    sealer.emplace(origin.identity, std::move(signers), ledger);
    start_height();
    finish_agreed();
}

void Chain::State::publish_head() {
    const std::lock_guard lock{shared};
    const uint64_t number = importer.head().header.number;
    head = std::make_shared<const Head>(Head{{number, importer.head().hash}, importer.head().header});
    validators = std::make_shared<const consensus::ValidatorSet>(importer.validators_at(number + 1));
    laid.reset();
}

std::shared_ptr<const Head> Chain::State::newest() const {
    const std::lock_guard lock{shared};
    return head;
}

BlockWishes Chain::State::current_wishes() const {
    const std::lock_guard lock{shared};
    return wishes;
}

uint64_t Chain::State::now() const {
    return settings.clock() + static_cast<uint64_t>(current_wishes().clock_offset);
}

std::shared_ptr<const LaidEdits> Chain::State::laid_on(const ledger::BlockId& id) const {
    const std::lock_guard lock{shared};
    return laid && laid->on == id ? laid : nullptr;
}

block::Header Chain::State::parent_of_next() const {
    const std::lock_guard lock{shared};
    return laid ? with_edits(head->header, laid->edits) : head->header;
}

Chain::Chain(Settings settings, const std::optional<ChainGenesis>& genesis,
             std::vector<std::shared_ptr<keys::Signer>> signers, Listeners listeners)
    : state_(
          std::make_unique<State>(std::move(settings), genesis, std::move(signers), std::move(listeners))) {}

Chain::~Chain() = default;

const block::ChainConfig& Chain::config() const {
    return state_->config();
}
const Hash& Chain::genesis_hash() const {
    return state_->origin.identity.genesis_hash;
}
ledger::Origin Chain::origin() const {
    return state_->ledger.origin().value();
}
std::string Chain::genesis_text() const {
    return state_->ledger.genesis_text();
}
bool Chain::is_development() const {
    return state_->origin.genesis.is_development;
}
Sealing Chain::sealing() const {
    return state_->sealing;
}
std::shared_ptr<const consensus::ValidatorSet> Chain::validators() const {
    const std::lock_guard lock{state_->shared};
    return state_->validators;
}
std::shared_ptr<const Head> Chain::head() const {
    return state_->newest();
}
std::shared_ptr<const ledger::Snapshot> Chain::snapshot() const {
    return state_->snapshot();
}

std::shared_ptr<const state::StateView> Chain::state_at(uint64_t number) const {
    return state_->state_at(number);
}

std::shared_ptr<const PendingBlock> Chain::pending() const {
    return state_->pending();
}

Uint256 Chain::next_base_fee() const {
    return execution::next_base_fee(state_->parent_of_next());
}

Uint256 Chain::next_blob_base_fee() const {
    return blob_base_fee_after(state_->parent_of_next(), config(), now());
}

uint64_t Chain::next_gas_limit() const {
    const uint64_t limit = state_->parent_of_next().gas_limit;
    return execution::next_gas_limit(limit, state_->current_wishes().gas_limit.value_or(limit));
}

FeeHistory Chain::fee_history(uint64_t newest, uint64_t count, const std::vector<double>& percentiles) const {
    return read_fee_history(*snapshot(), config(), {newest, count, percentiles, now()});
}

Uint256 Chain::suggested_tip() const {
    return suggest_tip(*snapshot());
}

pool::PendingPointer Chain::find_pending(const Hash& transaction_hash) const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.find(transaction_hash);
}

pool::PendingPointer Chain::find_by_blob(const Hash& versioned_hash) const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.find_by_blob(versioned_hash);
}

pool::PendingPointer Chain::find_recent_by_blob(const Hash& versioned_hash) const {
    const std::lock_guard lock{state_->shared};
    auto waiting = state_->pool.find_by_blob(versioned_hash);
    return waiting ? std::move(waiting) : state_->recent_blobs.find_by_blob(versioned_hash);
}

pool::PendingPointer Chain::find_recent(const Hash& transaction_hash) const {
    const std::lock_guard lock{state_->shared};
    auto waiting = state_->pool.find(transaction_hash);
    return waiting ? std::move(waiting) : state_->recent_blobs.find(transaction_hash);
}

uint64_t Chain::next_nonce(const Address& address) const {
    {
        const std::lock_guard lock{state_->shared};
        if (const auto nonce = state_->pool.next_nonce(address)) return *nonce;
    }
    const auto state = state_at(head()->id.number);
    const auto account = state->find_account(address);
    if (state->has_failed()) throw Error{"the state cannot be read"};
    return account ? account->nonce : 0;
}

std::vector<pool::Pool::SenderContent> Chain::pool_content() const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.content();
}

pool::Pool::Counts Chain::pool_counts() const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.counts();
}

Result<Hash, pool::Refusal> Chain::submit(BytesView envelope) {
    auto transaction = block::decode_pooled_transaction(envelope);
    if (!transaction) return Failure{pool::Refusal{transaction.error()}};
    auto added = state_->add(std::move(*transaction));
    if (!added || state_->sealing != Sealing::Instant) return added;
    return state_->seal_at_once(*added);
}

Result<Hash, pool::Refusal> Chain::submit(const block::SignedTransaction& transaction) {
    return submit(block::encode(transaction));
}

std::optional<ledger::BlockId> Chain::produce() {
    const std::lock_guard lock{state_->writer};
    if (!state_->produce(~size_t{0})) return std::nullopt;
    return state_->newest()->id;
}

Result<ledger::BlockId, std::string> Chain::import(const block::Block& block,
                                                   const block::CommitRecord& record) {
    const std::lock_guard lock{state_->writer};
    if (!is_development() && block.header.timestamp > now() + kLargestClockDifference)
        return Failure{std::string{"its time is in the future"}};
    if (auto refusal = state_->refuse_rival(block, record)) return Failure{std::move(*refusal)};
    const auto executed = state_->importer.check(block, record.development_edits);
    if (!executed) return Failure{executed.error()};
    const auto appended = state_->importer.append(*executed, record);
    if (!appended) return Failure{appended.error()};
    state_->after_append(*executed);
    return state_->newest()->id;
}

Result<ledger::BlockId, std::string> Chain::import_unsealed(const block::Block& block) {
    DEED_ASSERT(state_->origin.genesis.is_foreign);
    const std::lock_guard lock{state_->writer};
    const auto executed = state_->importer.check(block, {});
    if (!executed) return Failure{executed.error()};
    state_->importer.append_unsealed(*executed);
    state_->after_append(*executed);
    return state_->newest()->id;
}

}  // namespace deed::chain
