#include "runtime/calls/block_simulation.hpp"

#include <algorithm>
#include <deque>

#include "runtime/calls/transaction_fields.hpp"
#include "runtime/execution/block_executor.hpp"
#include "runtime/execution/check_block.hpp"
#include "runtime/ledger/rewind.hpp"
#include "runtime/ledger/state_update.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/tracing/call_recorder.hpp"

namespace deed::calls {
namespace {

using isa::Revision;

/// Seconds from block to block where nothing else is said.
constexpr uint64_t kSecondsPerBlock = 12;
/// Where the logs of moved ether seem to come from (ERC-7528).
constexpr Address kEther{{0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee,
                          0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee}};

Failure<SimulationFailure> fail(SimulationError code, std::string message) {
    return {SimulationFailure{code, std::move(message)}};
}

SimulationError code_of(execution::Invalid reason) {
    using execution::Invalid;
    switch (reason) {
        case Invalid::NonceTooLow: return SimulationError::NonceTooLow;
        case Invalid::NonceTooHigh: return SimulationError::NonceTooHigh;
        case Invalid::FeeCapBelowBaseFee: return SimulationError::FeeTooLow;
        case Invalid::IntrinsicGasTooLow:
        case Invalid::FloorGasTooLow: return SimulationError::IntrinsicGasTooLow;
        case Invalid::CostTooLarge:
        case Invalid::InsufficientFunds: return SimulationError::InsufficientFunds;
        case Invalid::GasLimitAboveBlock: return SimulationError::BlockGasLimitReached;
        case Invalid::TypeNotSupported:
        case Invalid::WrongChainId:
        case Invalid::InvalidSignature:
        case Invalid::NonceExhausted:
        case Invalid::GasLimitAboveCap:
        case Invalid::InitCodeTooLarge:
        case Invalid::TipAboveFeeCap:
        case Invalid::CreationNotAllowed:
        case Invalid::NoBlobs:
        case Invalid::TooManyBlobs:
        case Invalid::WrongBlobVersion:
        case Invalid::NoAuthorizations:
        case Invalid::SenderHasCode:
        case Invalid::BlobFeeCapTooLow:
        case Invalid::BlobGasAboveBlock: return SimulationError::Refused;
    }
    DEED_ASSERT(false);
}

/// Gives every block its number and time, and fills gaps with empty blocks.
Result<std::vector<BlockRequest>, SimulationFailure> fill_gaps(std::vector<BlockRequest> wanted,
                                                               const block::Header& base) {
    std::vector<BlockRequest> blocks;
    uint64_t number = base.number;
    uint64_t time = base.timestamp;
    for (BlockRequest& request : wanted) {
        const uint64_t next = request.overrides.number.value_or(number + 1);
        if (next <= number)
            return fail(
                SimulationError::NumbersNotRising,
                "block numbers must be in order: " + std::to_string(next) + " <= " + std::to_string(number));
        if (next - base.number > kMostSimulatedBlocks)
            return fail(SimulationError::TooManyBlocks, "too many blocks");
        while (++number < next) {
            time += kSecondsPerBlock;
            blocks.emplace_back();
            blocks.back().overrides.number = number;
            blocks.back().overrides.timestamp = time;
        }
        const uint64_t next_time = request.overrides.timestamp.value_or(time + kSecondsPerBlock);
        if (next_time <= time)
            return fail(SimulationError::TimesNotRising,
                        "block timestamps must be in order: " + std::to_string(next_time) +
                            " <= " + std::to_string(time));
        time = next_time;
        request.overrides.number = next;
        request.overrides.timestamp = time;
        blocks.push_back(std::move(request));
    }
    return blocks;
}

state::Log transfer_log(const Address& from, const Address& to, const Uint256& value) {
    static const Hash kTransfer = crypto::keccak256(as_bytes("Transfer(address,address,uint256)"));
    return {.address = kEther,
            .topics = {kTransfer, to_hash(to_word(from)), to_hash(to_word(to))},
            .data = to_bytes(to_hash(value))};
}

/// Finds the logs of a call and of those it made, in the order they came, with what ether moved.
class LogCollector {
  public:
    /// Places are counted on in @p next_index.
    LogCollector(SimulatedCall& call, uint64_t& next_index) : call_(call), next_index_(next_index) {}

    void collect(const tracing::CallRecord& call) { collect(call, Fate::Kept); }

  private:
    enum class Fate : uint8_t { Kept, Undone };

    void collect(const tracing::CallRecord& call, Fate fate) {
        if (!call.is_self_destruct && call.status != machine::Status::Success) fate = Fate::Undone;
        const bool moves = call.kind != machine::CallKind::DelegateCall &&
                           call.kind != machine::CallKind::CallCode && call.value;
        if (moves) add(transfer_log(call.from, call.to, call.value), fate);
        size_t next_log = 0;
        for (size_t i = 0; i <= call.calls.size(); ++i) {
            for (; next_log < call.logs.size() && call.logs[next_log].position == i; ++next_log)
                add({call.logs[next_log].address, call.logs[next_log].topics, call.logs[next_log].data},
                    fate);
            if (i < call.calls.size()) collect(call.calls[i], fate);
        }
    }

    void add(state::Log log, Fate fate) {
        const uint64_t index = next_index_++;
        if (fate == Fate::Undone) return;
        call_.logs.push_back(std::move(log));
        call_.log_indexes.push_back(index);
    }

    SimulatedCall& call_;
    uint64_t& next_index_;
};

/// The blocks of one simulation, as they come into being.
class Simulation {
  public:
    Simulation(const chain::Chain& chain, const SimulationRequest& request, Scene base, uint64_t gas_cap)
        : chain_(chain),
          request_(request),
          base_(std::move(base)),
          gas_left_(gas_cap),
          snapshot_(chain.snapshot()),
          parent_(base_.header),
          parent_hash_(block::hash_of(base_.header)) {}

    Result<SimulatedBlock, SimulationFailure> run(const BlockRequest& wanted) {
        SimulatedBlock result;
        block::Header& header = result.block.header;
        header = make_header(wanted);
        state::OverlayView view{*base_.state, changes_};
        for (const auto& [address, change] : wanted.state) apply(change, address, view);
        const auto& config = chain_.config();
        auto moves = move_precompiles(wanted.state, config.revision_at(header.number, header.timestamp));
        if (!moves) return fail(SimulationError::Refused, moves.error());
        tracing::CallRecorder recorder{{.logs = true}};
        machine::Tracer* tracer = request_.traces_transfers ? &recorder : nullptr;
        execution::BlockExecutor executor{
            view,
            header,
            config,
            block_hashes(),
            codes_,
            {.tracer = tracer, .precompile_moves = &*moves, .blob_base_fee = wanted.overrides.blob_base_fee}};
        executor.begin();
        next_log_index_ = 0;
        for (const json::CallRequest& call : wanted.calls)
            DEED_CHECK(run_call(call, executor, recorder, result));
        DEED_CHECK(finish(wanted, executor, view, result));
        return result;
    }

  private:
    [[nodiscard]] block::Header make_header(const BlockRequest& wanted) const {
        const BlockOverrides& overrides = wanted.overrides;
        const auto& config = chain_.config();
        block::Header header;
        header.parent_hash = parent_hash_;
        header.number = *overrides.number;
        header.timestamp = *overrides.timestamp;
        header.beneficiary = overrides.beneficiary.value_or(parent_.beneficiary);
        header.gas_limit = overrides.gas_limit.value_or(parent_.gas_limit);
        header.prev_randao = overrides.prev_randao.value_or(Hash{});
        const Revision revision = config.revision_at(header.number, header.timestamp);
        if (revision < Revision::Paris) header.difficulty = parent_.difficulty;
        if (revision >= Revision::London)
            header.base_fee_per_gas = overrides.base_fee.value_or(
                request_.validates ? execution::next_base_fee(parent_) : Uint256{});
        if (revision >= Revision::Cancun) {
            header.blob_gas_used = 0;
            header.excess_blob_gas =
                execution::next_excess_blob_gas(parent_, config.blob_schedule_at(header.timestamp), revision);
            header.parent_beacon_block_root = overrides.beacon_root.value_or(Hash{});
        }
        return header;
    }

    /// Hashes of the blocks so far, then those of the chain.
    [[nodiscard]] execution::BlockHashes block_hashes() {
        return [this, of_chain = block_hashes_of(chain_)](uint64_t number) -> Hash {
            if (number > base_.header.number && number - base_.header.number <= hashes_.size())
                return hashes_[number - base_.header.number - 1];
            return of_chain(number);
        };
    }

    [[nodiscard]] block::Transaction make(json::CallRequest call, const Address& sender,
                                          execution::BlockExecutor& executor) const {
        if (!call.nonce) call.nonce = executor.journal().nonce(sender);
        const uint64_t gas = call.gas.value_or(std::min(executor.gas_left(), gas_left_));
        // A transaction of the newest plain type, unless the call says otherwise.
        if (!call.gas_price && !call.max_fee_per_gas) call.max_fee_per_gas = Uint256{};
        if (!call.gas_price && !call.max_priority_fee_per_gas) call.max_priority_fee_per_gas = Uint256{};
        return make_transaction(call, chain_.config().chain_id, std::min(gas, gas_left_));
    }

    Result<std::monostate, SimulationFailure> run_call(const json::CallRequest& call,
                                                       execution::BlockExecutor& executor,
                                                       const tracing::CallRecorder& recorder,
                                                       SimulatedBlock& result) {
        const Address sender = call.from.value_or(Address{});
        if (call.gas && *call.gas > executor.gas_left())
            return fail(SimulationError::BlockGasLimitReached,
                        "block gas limit reached: " + std::to_string(*call.gas) + " > " +
                            std::to_string(executor.gas_left()));
        block::SignedTransaction transaction{.fields = make(call, sender, executor)};
        const bool is_free = !request_.validates && !transaction.fields.max_fee_per_gas;
        const execution::Leniency leniency{.ignores_nonce = !request_.validates,
                                           .ignores_sender_code = true,
                                           .ignores_fees = !request_.validates,
                                           .ignores_balance = is_free,
                                           .ignores_gas_limits = true};
        auto outcome = executor.add(sender, transaction.fields, leniency);
        if (!outcome)
            return fail(code_of(outcome.error()),
                        "err: " + std::string{execution::message_of(outcome.error())} + ": address " +
                            crypto::to_checksum(sender));
        gas_left_ -= std::min(gas_left_, outcome->gas_used);
        SimulatedCall done{.outcome = *std::move(outcome), .logs = {}, .log_indexes = {}};
        if (request_.traces_transfers) {
            LogCollector{done, next_log_index_}.collect(recorder.roots().back());
        } else {
            done.logs = done.outcome.logs;
            for (size_t i = 0; i < done.logs.size(); ++i) done.log_indexes.push_back(next_log_index_++);
        }
        result.calls.push_back(std::move(done));
        result.transaction_hashes.push_back(block::hash_of(transaction));
        result.senders.push_back(sender);
        result.block.transactions.push_back(std::move(transaction));
        return std::monostate{};
    }

    Result<std::monostate, SimulationFailure> finish(const BlockRequest& wanted,
                                                     execution::BlockExecutor& executor,
                                                     const state::OverlayView& view, SimulatedBlock& result) {
        block::Header& header = result.block.header;
        executor.reward({});
        const auto withdrawals = wanted.overrides.withdrawals.value_or(std::vector<block::Withdrawal>{});
        auto outcome = executor.finish(withdrawals);
        if (!outcome) return fail(SimulationError::Refused, outcome.error().message());
        changes_ = view.diff();
        changes_.merge(outcome->diff);
        if (executor.environment().revision >= Revision::Shanghai) {
            result.block.withdrawals = withdrawals;
            header.withdrawals_root = execution::withdrawals_root(withdrawals);
        }
        header.gas_used = outcome->gas_used;
        header.receipts_root = outcome->receipts_root;
        header.logs_bloom = outcome->logs_bloom;
        header.requests_hash = outcome->requests_hash;
        if (header.blob_gas_used) header.blob_gas_used = outcome->blob_gas_used;
        header.transactions_root = execution::transactions_root(result.block.transactions);
        header.state_root = root_after_changes();
        result.hash = block::hash_of(header);
        parent_ = header;
        parent_hash_ = result.hash;
        hashes_.push_back(result.hash);
        return std::monostate{};
    }

    [[nodiscard]] Hash root_after_changes() const {
        state::StateDiff diff = ledger::difference_back_to(*snapshot_, base_.header.number);
        diff.merge(changes_);
        return ledger::prepare_update(snapshot_->transaction(), diff).root;
    }

    const chain::Chain& chain_;
    const SimulationRequest& request_;
    Scene base_;
    uint64_t gas_left_;
    uint64_t next_log_index_ = 0;  ///< in the block that is being run
    std::shared_ptr<const ledger::Snapshot> snapshot_;
    block::Header parent_;
    Hash parent_hash_;
    std::vector<Hash> hashes_;
    state::StateDiff changes_;
    machine::CodeCache codes_;
};

}  // namespace

Result<std::vector<SimulatedBlock>, SimulationFailure> simulate_blocks(const chain::Chain& chain,
                                                                       const Simulator& simulator,
                                                                       SimulationRequest request,
                                                                       uint64_t gas_cap) {
    // The pending block is not there to build on; its parent is.
    if (request.base.is_pending()) request.base = {};
    auto base = simulator.find_scene(request.base);
    if (!base) return fail(SimulationError::Refused, "header not found");
    if (chain.head()->id.number > base->header.number + kMostBlocksBack)
        return fail(SimulationError::Refused, "a simulation can begin at most " +
                                                  std::to_string(kMostBlocksBack) +
                                                  " blocks before the newest one");
    auto blocks = fill_gaps(std::move(request.blocks), base->header);
    if (!blocks) return Failure{blocks.error()};
    request.blocks = *std::move(blocks);
    Simulation simulation{chain, request, *std::move(base), gas_cap};
    std::vector<SimulatedBlock> results;
    for (const BlockRequest& wanted : request.blocks) {
        DEED_TRY(result, simulation.run(wanted));
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace deed::calls
