#include "runtime/calls/simulator.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/calls/access_recorder.hpp"
#include "runtime/calls/transaction_fields.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/address.hpp"
#include "vm/state/overlay_view.hpp"

namespace deed::calls {
namespace {

using OutcomeOr = Result<execution::Outcome, CallFailure>;

/// What a plain transfer costs (Yellow Paper, appendix G: G_transaction).
constexpr uint64_t kTransferGas = 21'000;
/// The part of the gas that a call inside a call may not have is a 64th (EIP-150).
constexpr uint64_t kCallShare = 63;
/// What a call that moves value gives on top (Yellow Paper, appendix G: G_callstipend).
constexpr uint64_t kCallStipend = 2'300;

void apply(const BlockOverrides& change, block::Header& header) {
    if (change.number) header.number = *change.number;
    if (change.timestamp) header.timestamp = *change.timestamp;
    if (change.gas_limit) header.gas_limit = *change.gas_limit;
    if (change.beneficiary) header.beneficiary = *change.beneficiary;
    if (change.prev_randao) header.prev_randao = *change.prev_randao;
    if (change.base_fee) header.base_fee_per_gas = *change.base_fee;
}

}  // namespace

void apply(const AccountOverride& change, const Address& address, state::OverlayView& view) {
    if (change.balance) view.set_balance(address, *change.balance);
    if (change.nonce) view.set_nonce(address, *change.nonce);
    if (change.code) view.set_code(address, *change.code);
    if (change.storage) {
        view.clear_storage(address);
        for (const auto& [slot, value] : *change.storage) view.set_storage(address, slot, value);
    }
    for (const auto& [slot, value] : change.slots) view.set_storage(address, slot, value);
}

Result<precompiles::PrecompileMoves, std::string> move_precompiles(const StateOverrides& overrides,
                                                                   isa::Revision revision) {
    precompiles::PrecompileMoves moves;
    for (const auto& [address, change] : overrides) {
        const bool is_precompile = precompiles::find_precompile(address, revision).has_value();
        if (is_precompile) moves.try_emplace(address);
        if (!change.moves_precompile_to) continue;
        const Address& target = *change.moves_precompile_to;
        if (!is_precompile)
            return Failure{fmt::format("account {} is not a precompile", crypto::to_checksum(address))};
        const auto taken = moves.find(target);
        const bool has_another = taken != moves.end() && taken->second;
        if (overrides.contains(target) || has_another)
            return Failure{fmt::format("account {} is already overridden", crypto::to_checksum(target))};
        moves[target] = address;
    }
    return moves;
}

CallFailure failure_of(const execution::Outcome& outcome) {
    if (outcome.status == machine::Status::Revert)
        return {.kind = FailureKind::Reverted, .reason = "execution reverted", .output = outcome.output};
    return {.kind = FailureKind::Halted, .reason = std::string{machine::describe(outcome.status)}};
}

/// One scene with its overrides, on which a transaction is run as often as needed, each time anew.
class Simulator::Stage {
  public:
    Stage(const Simulator& simulator, const Question& question, Scene scene,
          precompiles::PrecompileMoves moves)
        : simulator_(simulator),
          scene_(std::move(scene)),
          overlay_(*scene_.state),
          precompile_moves_(std::move(moves)) {
        for (const auto& [address, change] : question.state_overrides) apply(change, address, overlay_);
        apply(question.block_overrides, scene_.header);
        has_overrides_ = !question.state_overrides.empty();
        environment_ = execution::make_environment(scene_.header, simulator.chain_.config(),
                                                   block_hashes_of(simulator.chain_));
        if (question.block_overrides.blob_base_fee)
            environment_.block.blob_base_fee = *question.block_overrides.blob_base_fee;
        from_ = question.call.from.value_or(Address{});
    }

    [[nodiscard]] const state::StateView& view() const {
        return has_overrides_ ? static_cast<const state::StateView&>(overlay_) : *scene_.state;
    }
    [[nodiscard]] const execution::Environment& environment() const { return environment_; }
    [[nodiscard]] const block::Header& header() const { return scene_.header; }
    [[nodiscard]] const Address& from() const { return from_; }

    /// The most gas the call may be given: what was asked for or the block's limit, within our own cap and
    /// what the sender can pay.
    [[nodiscard]] uint64_t gas_allowance(const json::CallRequest& call, uint64_t fallback) const {
        uint64_t gas = std::min(call.gas.value_or(fallback), simulator_.gas_cap_);
        const Uint256 price = fee_cap_of(call);
        if (!price) return gas;
        const auto account = view().find_account(from_);
        const Uint256 balance = account ? account->balance : Uint256{};
        const Uint256 value = call.value.value_or(Uint256{});
        // Who lacks even the value, or cannot pay for a plain transfer, is told so when the call is run.
        if (balance < value) return gas;
        const Uint256 affordable = (balance - value) / price;
        if (affordable < Uint256{kTransferGas}) return gas;
        return affordable < Uint256{gas} ? affordable[0] : gas;
    }

    [[nodiscard]] OutcomeOr run(const block::Transaction& transaction,
                                machine::Tracer* tracer = nullptr) const {
        state::Journal journal{view(), environment_.revision};
        execution::Executor executor{
            environment_,
            journal,
            simulator_.codes_,
            {.engine = simulator_.engine_, .tracer = tracer, .precompile_moves = moves()}};
        auto outcome = executor.transact(from_, transaction, leniency_of(transaction));
        if (journal.has_failed()) throw Error{"the state could not be read"};
        if (!outcome)
            return Failure{
                CallFailure{FailureKind::Refused, std::string{execution::message_of(outcome.error())}}};
        return *std::move(outcome);
    }

    [[nodiscard]] Result<Watched, CallFailure> run_and_watch(const block::Transaction& transaction,
                                                             const Watch& watch) const {
        auto watched =
            run_watched({view(), environment_, from_, transaction, leniency_of(transaction), moves()}, watch,
                        simulator_.codes_);
        if (!watched)
            return Failure{
                CallFailure{FailureKind::Refused, std::string{execution::message_of(watched.error())}}};
        return *std::move(watched);
    }

  private:
    [[nodiscard]] const precompiles::PrecompileMoves* moves() const {
        return precompile_moves_.empty() ? nullptr : &precompile_moves_;
    }
    [[nodiscard]] static execution::Leniency leniency_of(const block::Transaction& transaction) {
        const bool is_free = !transaction.max_fee_per_gas;
        return {.ignores_nonce = true,
                .ignores_sender_code = true,
                .ignores_fees = is_free,
                .ignores_balance = is_free,
                .ignores_gas_limits = true};
    }

    const Simulator& simulator_;
    Scene scene_;
    state::OverlayView overlay_;
    precompiles::PrecompileMoves precompile_moves_;
    bool has_overrides_ = false;
    execution::Environment environment_;
    Address from_;
};

namespace {

CallFailure unknown_block() {
    return {FailureKind::UnknownBlock, "header not found"};
}

std::optional<uint64_t> number_of(const std::optional<ledger::BlockId>& block) {
    return block ? std::optional{block->number} : std::nullopt;
}

/// Whether a call with the given gas limit succeeds; a failure that more gas cannot cure is a failure.
Result<bool, CallFailure> is_enough(const OutcomeOr& outcome) {
    if (outcome) return outcome->is_success();
    if (outcome.error().reason == execution::message_of(execution::Invalid::IntrinsicGasTooLow)) return false;
    if (outcome.error().reason == execution::message_of(execution::Invalid::FloorGasTooLow)) return false;
    return Failure{outcome.error()};
}

/// Bisects between what was used and @p enough; @p try_with says whether a limit suffices.
template <typename Try>
Result<uint64_t, CallFailure> find_least_gas(const execution::Outcome& outcome, uint64_t enough,
                                             Try try_with) {
    // Below what was used it cannot succeed. What a refund gave back and what inner calls leave behind has to
    // be there for a while, too; mostly nothing more is needed.
    uint64_t too_little = outcome.gas_used - 1;
    const uint64_t used = outcome.gas_used + outcome.gas_refunded;
    for (const uint64_t guess : {used, used + used / kCallShare + kCallStipend}) {
        if (guess <= too_little || guess >= enough) continue;
        DEED_TRY(works, try_with(guess));
        (works ? enough : too_little) = guess;
        if (works) break;
    }
    while (too_little + 1 < enough) {
        const uint64_t middle = too_little + (enough - too_little) / 2;
        DEED_TRY(works, try_with(middle));
        (works ? enough : too_little) = middle;
    }
    return enough;
}

}  // namespace

Result<Simulator::Stage, CallFailure> Simulator::set_stage(const Question& question) const {
    auto scene = find_scene(question.block);
    if (!scene) return Failure{unknown_block()};
    const auto revision = chain_.config().revision_at(scene->header.number, scene->header.timestamp);
    auto moves = move_precompiles(question.state_overrides, revision);
    if (!moves) return Failure{CallFailure{FailureKind::Refused, moves.error()}};
    return Stage{*this, question, *std::move(scene), *std::move(moves)};
}

std::optional<uint64_t> Simulator::find_number(const json::BlockId& block) const {
    const uint64_t head = chain_.head()->id.number;
    if (const auto* tag = std::get_if<json::BlockTag>(&block.id)) {
        switch (*tag) {
            case json::BlockTag::Earliest: return 0;
            case json::BlockTag::Finalized: return number_of(chain_.finalized());
            case json::BlockTag::Safe: return number_of(chain_.safe());
            case json::BlockTag::Latest: return head;
            case json::BlockTag::Pending: return head + 1;
        }
    }
    if (const auto* number = std::get_if<uint64_t>(&block.id)) {
        // A block is in the ledger a moment before the chain tells of it: who was given a receipt of it in
        // between may ask for it at once.
        const bool is_there = *number <= head || *number <= chain_.snapshot()->head().number;
        return is_there ? std::optional{*number} : std::nullopt;
    }
    return chain_.snapshot()->find_number(std::get<Hash>(block.id));
}

std::optional<Scene> Simulator::find_scene(const json::BlockId& block) const {
    if (block.is_pending()) {
        const auto pending = chain_.pending();
        // The state belongs to the block, which therefore must live as long.
        return Scene{pending->block.header, {pending, pending->state.get()}};
    }
    const auto number = find_number(block);
    if (!number) return std::nullopt;
    auto state = chain_.state_at(*number);
    if (!state) return std::nullopt;
    const auto head = chain_.head();
    if (head->id.number == *number) return Scene{head->header, std::move(state)};
    auto header = chain_.snapshot()->find_header(*number);
    if (!header) return std::nullopt;
    return Scene{std::move(header->header), std::move(state)};
}

Result<execution::Outcome, CallFailure> Simulator::call(const Question& question) const {
    DEED_TRY(stage, set_stage(question));
    const uint64_t gas = stage.gas_allowance(question.call, gas_cap_);
    return stage.run(make_transaction(question.call, chain_.config().chain_id, gas));
}

Result<Watched, CallFailure> Simulator::watch(const Question& question, const Watch& watch) const {
    DEED_TRY(stage, set_stage(question));
    const uint64_t gas = stage.gas_allowance(question.call, gas_cap_);
    return stage.run_and_watch(make_transaction(question.call, chain_.config().chain_id, gas), watch);
}

Result<Simulator::Circumstances, CallFailure> Simulator::describe(const Question& question) const {
    DEED_TRY(stage, set_stage(question));
    return Circumstances{stage.environment().revision, stage.gas_allowance(question.call, gas_cap_)};
}

Result<uint64_t, CallFailure> Simulator::estimate_gas(const Question& question) const {
    DEED_TRY(stage, set_stage(question));
    uint64_t most = stage.header().gas_limit;
    if (stage.environment().revision >= isa::Revision::Osaka)
        most = std::min(most, execution::kTransactionGasCap);
    most = stage.gas_allowance(question.call, most);
    auto transaction = make_transaction(question.call, chain_.config().chain_id, most);

    const bool is_transfer = transaction.to && transaction.data.empty() && transaction.access_list.empty() &&
                             transaction.authorization_list.empty();
    if (is_transfer && most >= kTransferGas) {
        transaction.gas_limit = kTransferGas;
        const auto outcome = stage.run(transaction);
        if (outcome && outcome->is_success()) return kTransferGas;
        transaction.gas_limit = most;
    }

    const auto at_most = stage.run(transaction);
    DEED_TRY(suffices, is_enough(at_most));
    if (!suffices) {
        if (!at_most || at_most->status == machine::Status::OutOfGas)
            return Failure{
                CallFailure{FailureKind::Halted, fmt::format("gas required exceeds allowance ({})", most)}};
        return Failure{failure_of(*at_most)};
    }

    return find_least_gas(*at_most, most, [&](uint64_t gas) {
        transaction.gas_limit = gas;
        return is_enough(stage.run(transaction));
    });
}

Result<AccessListResult, CallFailure> Simulator::create_access_list(const Question& question) const {
    DEED_TRY(stage, set_stage(question));
    const uint64_t gas = stage.gas_allowance(question.call, gas_cap_);
    auto transaction = make_transaction(question.call, chain_.config().chain_id, gas);
    if (transaction.type == block::TransactionType::Legacy)
        transaction.type = block::TransactionType::AccessList;

    // What the list makes cheaper may change the way the call takes: run until nothing new turns up.
    for (;;) {
        AccessRecorder recorder{stage.environment().revision, stage.from(), transaction.to,
                                stage.header().beneficiary, transaction.access_list};
        const auto outcome = stage.run(transaction, &recorder);
        if (!outcome) return Failure{outcome.error()};
        auto list = recorder.list();
        if (list == transaction.access_list) {
            AccessListResult result{.list = std::move(list), .gas_used = outcome->gas_used};
            if (!outcome->is_success()) result.error = failure_of(*outcome).reason;
            return result;
        }
        transaction.access_list = std::move(list);
    }
}

}  // namespace deed::calls
