#include "runtime/calls/replay.hpp"

#include "runtime/execution/block_executor.hpp"
#include "vm/base/error.hpp"

namespace deed::calls {

execution::BlockHashes block_hashes_of(const chain::Chain& chain) {
    return [&chain](uint64_t number) noexcept {
        try {
            const auto header = chain.snapshot()->find_header(number);
            return header ? header->hash : Hash{};
        } catch (const std::exception&) {
            return Hash{};  // The state view fails on the same store, and that is noticed.
        }
    };
}

Result<Watched, execution::Invalid> run_watched(const Run& run, const Watch& watch,
                                                machine::CodeCache& codes) {
    const tracing::PrestateRecorder recorder{run.state};
    const auto& view = watch.keeps_prestate ? static_cast<const state::StateView&>(recorder) : run.state;
    state::Journal journal{view, run.environment.revision};
    execution::Executor executor{
        run.environment, journal, codes, {.tracer = watch.tracer, .precompile_moves = run.precompile_moves}};
    auto outcome = executor.transact(run.sender, run.transaction, run.leniency);
    if (journal.has_failed()) throw Error{"the state could not be read"};
    if (!outcome) return Failure{outcome.error()};
    Watched watched{.outcome = *std::move(outcome), .changes = journal.diff(), .prestate = {}};
    if (watch.keeps_prestate) watched.prestate = recorder.prestate();
    return watched;
}

Replay::Replay(const chain::Chain& chain, uint64_t number) {
    DEED_ASSERT(number > 0);
    base_ = chain.state_at(number - 1);
    const auto snapshot = chain.snapshot();
    auto stored = snapshot->find_header(number);
    const auto record = snapshot->find_commit(number);
    if (!base_ || !stored) throw Error{"block " + std::to_string(number) + " is not there"};
    header_ = std::move(stored->header);
    transactions_ = snapshot->transactions(number);
    if (record) {
        auto edits = chain::decode_edits(record->development_edits);
        if (!edits)
            throw Error{"what was set by hand before block " + std::to_string(number) + " cannot be read"};
        unsigned_senders_ = std::move(edits->senders);
    }
    state_ = std::make_unique<state::OverlayView>(*base_);
    environment_ = execution::make_environment(header_, chain.config(), block_hashes_of(chain));
    begin(chain.config());
}

void Replay::begin(const block::ChainConfig& config) {
    execution::BlockExecutor executor{*state_, header_, config, environment_.block.block_hash, codes_};
    executor.begin();
    if (executor.journal().has_failed()) throw Error{"the state could not be read"};
    state_->apply(executor.journal().diff());
}

Watched Replay::run_next(const Watch& watch) {
    const auto& stored = transactions_.at(next_);
    const execution::Leniency leniency{.ignores_sender_code = unsigned_senders_.contains(next_)};
    auto watched = run_watched({*state_, environment_, stored.sender, stored.transaction.fields, leniency},
                               watch, codes_);
    if (!watched)
        throw Error{"a stored transaction is not valid: " +
                    std::string{execution::message_of(watched.error())}};
    state_->apply(watched->changes);
    ++next_;
    return *std::move(watched);
}

void Replay::advance_to(size_t index) {
    while (next_ < index) (void)run_next({});
}

}  // namespace deed::calls
