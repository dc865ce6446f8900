#include "runtime/chain/chain.hpp"

#include <mutex>

#include "runtime/chain/fee_history.hpp"
#include "runtime/chain/importer.hpp"
#include "runtime/chain/sealer.hpp"
#include "runtime/execution/fees.hpp"
#include "runtime/execution/validate.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/state/overlay_view.hpp"

namespace deed::chain {
namespace {

/// How far the clocks of honest validators may differ.
constexpr uint64_t kLargestClockDifference = 15;

/// A state together with the snapshot that it reads.
struct OwnedState {
    std::shared_ptr<const ledger::Snapshot> snapshot;
    std::unique_ptr<state::StateView> view;
    std::unique_ptr<state::OverlayView> overlay;
};

ChainOrigin open_origin(ledger::Ledger& ledger, const std::optional<ChainGenesis>& genesis,
                        const std::vector<std::shared_ptr<keys::Signer>>& signers) {
    if (auto stored = read_origin(ledger, genesis)) return std::move(*stored);
    if (!genesis)
        throw Error{"the data directory " + ledger.directory().string() + " is new: a genesis is needed"};
    return initialise(ledger, *genesis, resolve_validators(*genesis, signers));
}

pool::Pending make_pending(block::SignedTransaction transaction, const Address& sender, BytesView envelope) {
    return {std::move(transaction), crypto::keccak256(envelope), sender, 0, envelope.size()};
}

}  // namespace

struct Chain::State {
    State(Settings chosen, const std::optional<ChainGenesis>& genesis,
          std::vector<std::shared_ptr<keys::Signer>> signers, Listeners handed_in)
        : settings(std::move(chosen)),
          listeners(std::move(handed_in)),
          ledger(settings.data_directory, storage::Options{}),
          origin(open_origin(ledger, genesis, signers)),
          importer(ledger, origin),
          pool(settings.pool) {
        if (settings.sealing == Sealing::Instant && !origin.genesis.is_development)
            throw Error{
                "a block for each transaction runs ahead of the clock: only a development chain may do that, "
                "this one "
                "needs a block time"};
        publish_head();
        if (signers.empty()) return;
        sealer.emplace(origin.identity, origin.validators, std::move(signers), ledger);
        if (!sealer->is_quorum()) {
            sealer.reset();
            return;
        }
        start_height();
        finish_agreed();
    }

    // The head.

    void publish_head() {
        const std::lock_guard lock{shared};
        head = std::make_shared<const Head>(
            Head{{importer.head().header.number, importer.head().hash}, importer.head().header});
    }

    [[nodiscard]] std::shared_ptr<const Head> newest() const {
        const std::lock_guard lock{shared};
        return head;
    }

    [[nodiscard]] const block::ChainConfig& config() const { return origin.genesis.genesis.config; }

    // Making blocks, under `writer`.

    void start_height() {
        const uint64_t height = importer.head().header.number + 1;
        sealer->start_height(height, importer.seed_at(height));
    }

    /// Commits a block whose votes were stored before a restart, or before storing failed.
    void finish_agreed() {
        while (true) {
            const auto next = sealer->advance();
            const auto* agreed = std::get_if<Sealer::Agreed>(&next);
            if (agreed == nullptr) return;
            const auto block = block::decode_block(agreed->encoded_block);
            if (!block) throw Error{"a block that was voted for cannot be read"};
            const auto executed = importer.check(*block);
            if (!executed) throw Error{"a block that was voted for does not hold: " + executed.error()};
            commit_agreed(*executed);
        }
    }

    void commit_agreed(const ExecutedBlock& executed) {
        auto record = sealer->certificate();
        const auto reveal =
            sealer->find_reveal(executed.block.header, importer.head().header.prev_randao, importer.beacon());
        DEED_ASSERT(reveal.has_value());
        record.beacon_reveal = *reveal;
        append(executed, record);
    }

    void append(const ExecutedBlock& executed, const block::CommitRecord& record) {
        const auto appended = importer.append(executed, record);
        if (!appended) throw Error{"a block of our own does not hold: " + appended.error()};
        after_append(executed);
    }

    void after_append(const ExecutedBlock& executed) {
        publish_head();
        {
            const std::lock_guard lock{shared};
            for (const auto& account : executed.update.accounts)
                pool.on_account(account.address, account.after
                                                     ? pool::AccountState{account.after->account.nonce,
                                                                          account.after->account.balance}
                                                     : pool::AccountState{});
        }
        if (sealer) start_height();
        if (listeners.on_block) listeners.on_block(describe(executed));
    }

    [[nodiscard]] NewBlock describe(const ExecutedBlock& executed) const {
        NewBlock result{.head = *newest()};
        uint32_t log_index = 0;
        for (uint32_t i = 0; i < executed.receipts.size(); ++i) {
            const ledger::TransactionPlace place{executed.block.header.number, i};
            const auto& transaction = executed.block.transactions[i];
            result.transactions.push_back(
                {place, block::hash_of(transaction), executed.senders[i], transaction});
            result.receipts.push_back({place, log_index, executed.receipts[i]});
            log_index += static_cast<uint32_t>(executed.receipts[i].logs.size());
        }
        return result;
    }

    [[nodiscard]] BlockPlan plan(uint64_t timestamp, size_t largest_count) const {
        BlockPlan result;
        result.timestamp = timestamp;
        result.beneficiary = settings.fee_recipient;
        result.parent_record_hash = importer.head_record_hash();
        result.wanted_gas_limit = settings.gas_limit.value_or(importer.head().header.gas_limit);
        result.largest_count = largest_count;
        return result;
    }

    /// When the next block may be, or nothing when that is not yet.
    [[nodiscard]] std::optional<uint64_t> next_timestamp() const {
        const uint64_t now = settings.clock();
        const uint64_t earliest = importer.head().header.timestamp + 1;
        if (now >= earliest) return now;
        if (origin.genesis.is_development) return earliest;
        return std::nullopt;
    }

    [[nodiscard]] std::vector<std::vector<pool::PendingPointer>> executable() const {
        const std::lock_guard lock{shared};
        return pool.executable();
    }

    std::optional<std::vector<DroppedTransaction>> produce(size_t largest_count) {
        if (!sealer) throw Error{"this node does not hold the keys to make blocks"};
        finish_agreed();
        const auto timestamp = next_timestamp();
        if (!timestamp) return std::nullopt;
        const auto turn = std::get<Sealer::Turn>(sealer->advance());

        BlockPlan chosen = plan(*timestamp, largest_count);
        const auto reveal = sealer->reveal_of(turn.member, importer.beacon());
        if (chosen.beneficiary.is_zero()) chosen.beneficiary = turn.proposer;
        chosen.prev_randao = consensus::mix_reveal(importer.head().header.prev_randao,
                                                   importer.head().header.number + 1, reveal.layer);
        if (reveal.next_anchor) chosen.extra_data = to_bytes(BytesView{*reveal.next_anchor});
        const BuiltBlock built = [&] {
            const auto snapshot = ledger.snapshot();
            return build_block(snapshot, importer.head(), chosen, executable(), rules());
        }();
        drop(built.dropped);
        sealer->propose(turn, built.executed.hash, block::encode(built.executed.block));
        const auto next = sealer->advance();
        const auto* agreed = std::get_if<Sealer::Agreed>(&next);
        // With all the votes in this process the first proposal is agreed on; a block voted for before a
        // restart wins over it.
        if (agreed != nullptr && agreed->block_hash == built.executed.hash)
            commit_agreed(built.executed);
        else
            finish_agreed();
        return built.dropped;
    }

    [[nodiscard]] Rules rules() { return importer.rules(); }

    void drop(const std::vector<DroppedTransaction>& dropped) {
        const std::lock_guard lock{shared};
        for (const DroppedTransaction& transaction : dropped) pool.remove(transaction.hash);
    }

    // Taking transactions.

    [[nodiscard]] execution::Environment next_environment(const ledger::StoredHeader& parent) const {
        BlockPlan chosen;
        chosen.timestamp = std::max(settings.clock(), parent.header.timestamp + 1);
        chosen.wanted_gas_limit = settings.gas_limit.value_or(parent.header.gas_limit);
        return execution::make_environment(make_header(parent, chosen, config()), config(),
                                           [](uint64_t) { return Hash{}; });
    }

    Result<Hash, pool::Refusal> add(block::SignedTransaction transaction, BytesView envelope) {
        const auto parent = newest();
        const execution::Environment environment = next_environment({parent->id.hash, parent->header});
        if (transaction.fields.type == block::TransactionType::Blob)
            return Failure{pool::Refusal{pool::PoolError::BlobsNotCarried}};
        const auto sender = execution::find_sender(transaction, environment);
        if (!sender) return Failure{pool::Refusal{sender.error()}};
        const ledger::Snapshot snapshot = ledger.snapshot();
        const auto view = snapshot.state_at(snapshot.head().number);
        const auto account = execution::read_sender(*view, *sender);
        if (view->has_failed()) throw Error{"the state cannot be read"};
        const auto checked = check(transaction.fields, account, environment);
        if (!checked) return Failure{pool::Refusal{checked.error()}};

        pool::Pending pending = make_pending(std::move(transaction), *sender, envelope);
        const Hash hash = pending.hash;
        pool::PendingPointer added;
        {
            const std::lock_guard lock{shared};
            // A block may have been committed meanwhile.
            const auto taken =
                head->id.number == snapshot.head().number
                    ? pool.add(std::move(pending), {account.account.nonce, account.account.balance})
                    : add_at_newer_head(std::move(pending));
            if (!taken) return Failure{pool::Refusal{taken.error()}};
            added = *taken;
        }
        if (listeners.on_transaction) listeners.on_transaction(added);
        return hash;
    }

    Result<pool::PendingPointer, pool::PoolError> add_at_newer_head(pool::Pending pending) {
        const ledger::Snapshot snapshot = ledger.snapshot();
        const auto account = snapshot.state_at(snapshot.head().number)
                                 ->find_account(pending.sender)
                                 .value_or(state::Account{});
        if (pending.transaction.fields.nonce < account.nonce) return Failure{pool::PoolError::AlreadyKnown};
        return pool.add(std::move(pending), {account.nonce, account.balance});
    }

    [[nodiscard]] Result<std::monostate, execution::Invalid> check(
        const block::Transaction& transaction, const execution::Sender& sender,
        const execution::Environment& environment) const {
        const bool must_fit_now = settings.sealing == Sealing::Instant;
        return execution::check_form(transaction, environment)
            .and_then([&](std::monostate) {
                return execution::check_fees(transaction, environment, {.ignores_fees = !must_fit_now});
            })
            .and_then([&](std::monostate) {
                return execution::check_sender(transaction, sender, environment,
                                               {.ignores_nonce = transaction.nonce > sender.account.nonce});
            });
    }

    /// One block for each transaction that can go, until none is left.
    Result<Hash, pool::Refusal> seal_at_once(const Hash& hash) {
        const std::lock_guard lock{writer};
        while (!executable().empty()) {
            const auto dropped = produce(1);
            if (!dropped) break;
            for (const DroppedTransaction& transaction : *dropped)
                if (transaction.hash == hash) return Failure{pool::Refusal{transaction.reason}};
            if (importer.head().header.transactions_root == trie::kEmptyRoot) break;
        }
        return hash;
    }

    // Reading.

    [[nodiscard]] std::shared_ptr<const ledger::Snapshot> snapshot() const {
        return std::make_shared<const ledger::Snapshot>(ledger.snapshot());
    }

    [[nodiscard]] std::shared_ptr<const PendingBlock> pending() {
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

    /// Built once for each head and content of the pool.
    [[nodiscard]] std::shared_ptr<const BuiltBlock> pending_at(const ledger::Snapshot& at) {
        const std::lock_guard building{pending_lock};
        const auto id = at.head();
        uint64_t version = 0;
        std::vector<std::vector<pool::PendingPointer>> waiting;
        {
            const std::lock_guard lock{shared};
            version = pool.version();
            waiting = pool.executable();
        }
        const uint64_t now = settings.clock();
        if (cached_pending && cached_at == id && cached_version == version && cached_time == now)
            return cached_pending;
        const ledger::StoredHeader parent = at.find_header(id.number).value();
        const auto record = at.find_commit(id.number);
        BlockPlan chosen;
        chosen.timestamp = std::max(now, parent.header.timestamp + 1);
        chosen.beneficiary =
            settings.fee_recipient.is_zero() ? parent.header.beneficiary : settings.fee_recipient;
        chosen.parent_record_hash = record ? block::hash_of(*record) : Hash{};
        chosen.wanted_gas_limit = settings.gas_limit.value_or(parent.header.gas_limit);
        auto built =
            std::make_shared<BuiltBlock>(build_block(at, parent, chosen, waiting, {config(), pending_codes}));
        cached_pending = std::move(built);
        cached_at = id;
        cached_version = version;
        cached_time = now;
        return cached_pending;
    }

    Settings settings;
    Listeners listeners;
    ledger::Ledger ledger;
    ChainOrigin origin;

    std::mutex writer;  ///< held while a block is made or taken
    Importer importer;
    std::optional<Sealer> sealer;
    bool has_failed = false;

    mutable std::mutex shared;  ///< held for moments only: readers take it
    std::shared_ptr<const Head> head;
    pool::Pool pool;

    std::mutex pending_lock;
    machine::CodeCache pending_codes;
    std::shared_ptr<const BuiltBlock> cached_pending;
    ledger::BlockId cached_at;
    uint64_t cached_version = 0;
    uint64_t cached_time = 0;
};

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
bool Chain::is_development() const {
    return state_->origin.genesis.is_development;
}
Sealing Chain::sealing() const {
    return state_->settings.sealing;
}
const consensus::ValidatorSet& Chain::validators() const {
    return state_->origin.validators;
}
std::shared_ptr<const Head> Chain::head() const {
    return state_->newest();
}
std::shared_ptr<const ledger::Snapshot> Chain::snapshot() const {
    return state_->snapshot();
}

std::shared_ptr<const state::StateView> Chain::state_at(uint64_t number) const {
    auto owned = std::make_shared<OwnedState>();
    owned->snapshot = snapshot();
    if (number > owned->snapshot->head().number) return nullptr;
    owned->view = owned->snapshot->state_at(number);
    const auto* view = owned->view.get();
    return {std::move(owned), view};
}

std::shared_ptr<const PendingBlock> Chain::pending() const {
    return state_->pending();
}

Uint256 Chain::next_base_fee() const {
    return execution::next_base_fee(head()->header);
}

Uint256 Chain::next_blob_base_fee() const {
    return blob_base_fee_after(head()->header, config(), state_->settings.clock());
}

uint64_t Chain::next_gas_limit() const {
    const uint64_t limit = head()->header.gas_limit;
    return execution::next_gas_limit(limit, state_->settings.gas_limit.value_or(limit));
}

FeeHistory Chain::fee_history(uint64_t newest, uint64_t count, const std::vector<double>& percentiles) const {
    return read_fee_history(*snapshot(), config(), {newest, count, percentiles, state_->settings.clock()});
}

Uint256 Chain::suggested_tip() const {
    return suggest_tip(*snapshot());
}

pool::PendingPointer Chain::find_pending(const Hash& transaction_hash) const {
    const std::lock_guard lock{state_->shared};
    return state_->pool.find(transaction_hash);
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

Result<Hash, pool::Refusal> Chain::submit(BytesView envelope) {
    auto transaction = block::decode_transaction(envelope);
    if (!transaction) return Failure{pool::Refusal{transaction.error()}};
    auto added = state_->add(std::move(*transaction), envelope);
    if (!added || state_->settings.sealing != Sealing::Instant) return added;
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
    if (!is_development() && block.header.timestamp > state_->settings.clock() + kLargestClockDifference)
        return Failure{std::string{"its time is in the future"}};
    const auto executed = state_->importer.check(block);
    if (!executed) return Failure{executed.error()};
    const auto appended = state_->importer.append(*executed, record);
    if (!appended) return Failure{appended.error()};
    state_->after_append(*executed);
    return state_->newest()->id;
}

}  // namespace deed::chain
