#include "runtime/chain/executed_block.hpp"

#include "runtime/execution/check_block.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/error.hpp"
#include "vm/state/overlay_view.hpp"

namespace deed::chain {
namespace {

using isa::Revision;

constexpr uint64_t kCheapestTransaction = 21'000;
/// What the header and the list around the transactions can take of the largest block size (EIP-7934).
constexpr size_t kHeaderRoom = 4'096;

/// Whether the transaction can never be in a block any more, or only waits for a better moment.
bool is_hopeless(execution::Invalid reason) {
    using execution::Invalid;
    switch (reason) {
        case Invalid::FeeCapBelowBaseFee:
        case Invalid::BlobFeeCapTooLow:
        case Invalid::GasLimitAboveBlock:
        case Invalid::BlobGasAboveBlock:
        case Invalid::NonceTooHigh: return false;
        case Invalid::TypeNotSupported:
        case Invalid::WrongChainId:
        case Invalid::InvalidSignature:
        case Invalid::NonceExhausted:
        case Invalid::IntrinsicGasTooLow:
        case Invalid::FloorGasTooLow:
        case Invalid::GasLimitAboveCap:
        case Invalid::InitCodeTooLarge:
        case Invalid::TipAboveFeeCap:
        case Invalid::CreationNotAllowed:
        case Invalid::NoBlobs:
        case Invalid::TooManyBlobs:
        case Invalid::WrongBlobVersion:
        case Invalid::NoAuthorizations:
        case Invalid::NonceTooLow:
        case Invalid::SenderHasCode:
        case Invalid::CostTooLarge:
        case Invalid::InsufficientFunds: return true;
    }
    DEED_ASSERT(false);
}

/// Fills a block transaction by transaction.
class Filling {
  public:
    Filling(execution::BlockExecutor& executor, const BlockPlan& plan)
        : executor_(executor), largest_count_(plan.largest_count), blobs_wanted_(plan.blobs_wanted) {}

    pool::Taken offer(const pool::PendingPointer& pending) {
        if (transactions.size() == largest_count_ || executor_.gas_left() < kCheapestTransaction)
            return pool::Taken::BlockIsFull;
        if (size_ + pending->size + kHeaderRoom > execution::kMaxBlockSize) return pool::Taken::SkipSender;
        if (!has_wanted_proofs(*pending)) return pool::Taken::SkipSender;
        const execution::Leniency leniency{.ignores_sender_code = pending->is_impersonated};
        const auto outcome = add(pending->sender, pending->transaction, leniency);
        if (!outcome) {
            if (is_hopeless(outcome.error())) dropped.push_back({pending->hash, outcome.error()});
            return pool::Taken::SkipSender;
        }
        size_ += pending->size;
        if (pending->is_impersonated) unsigned_senders[transactions.size() - 1] = pending->sender;
        taken.push_back(pending);
        return pool::Taken::Yes;
    }

    Result<std::monostate, execution::Invalid> add(const Address& sender,
                                                   const block::SignedTransaction& transaction,
                                                   const execution::Leniency& leniency) {
        DEED_TRY(outcome, executor_.add(sender, transaction.fields, leniency));
        const Uint256 tip = outcome.gas_price - executor_.environment().block.base_fee;
        value += Uint256{outcome.gas_used} * tip;
        transactions.push_back(transaction);
        senders.push_back(sender);
        return std::monostate{};
    }

    std::vector<block::SignedTransaction> transactions;
    std::vector<Address> senders;
    std::map<uint64_t, Address> unsigned_senders;
    std::vector<DroppedTransaction> dropped;
    std::vector<pool::PendingPointer> taken;
    Uint256 value;

  private:
    [[nodiscard]] bool has_wanted_proofs(const pool::Pending& pending) const {
        if (!pending.sidecar || blobs_wanted_ == BlobsWanted::AnyProofs) return true;
        const bool has_cells = executor_.environment().revision >= Revision::Osaka;
        return pending.sidecar->form == (has_cells ? block::BlobProofs::PerCell : block::BlobProofs::PerBlob);
    }

    execution::BlockExecutor& executor_;
    size_t largest_count_;
    BlobsWanted blobs_wanted_;
    size_t size_ = 0;
};

void take_outcome(block::Header& header, const execution::BlockOutcome& outcome) {
    header.gas_used = outcome.gas_used;
    header.receipts_root = outcome.receipts_root;
    header.logs_bloom = outcome.logs_bloom;
    header.requests_hash = outcome.requests_hash;
    if (header.blob_gas_used) header.blob_gas_used = outcome.blob_gas_used;
}

/// The senders, those that were chosen by hand included.
Result<std::vector<Address>, execution::BlockFailure> find_senders(const block::Block& block,
                                                                   const Edits& edits,
                                                                   const block::ChainConfig& config) {
    if (edits.senders.empty()) return execution::find_senders(block, config);
    const auto environment = execution::make_environment(block.header, config, {});
    std::vector<Address> senders;
    for (const block::SignedTransaction& transaction : block.transactions) {
        const auto by_hand = edits.senders.find(senders.size());
        const auto sender = by_hand == edits.senders.end() ? execution::find_sender(transaction, environment)
                                                           : by_hand->second;
        if (!sender)
            return Failure{execution::BlockFailure{execution::InvalidBlock::InvalidTransaction,
                                                   senders.size(), sender.error()}};
        senders.push_back(*sender);
    }
    return senders;
}

std::set<size_t> indexes_of(const std::map<uint64_t, Address>& senders) {
    std::set<size_t> indexes;
    for (const auto& [index, sender] : senders) indexes.insert(index);
    return indexes;
}

/// What the block and the edits before it have changed together.
state::StateDiff add_up(const Edits& edits, const state::StateDiff& later) {
    state::StateDiff all = edits.state;
    all.merge(later);
    return all;
}

}  // namespace

block::Header make_header(const ledger::StoredHeader& parent, const BlockPlan& plan,
                          const block::ChainConfig& config) {
    const block::Header before = with_edits(parent.header, plan.edits);
    block::Header header;
    header.parent_hash = parent.hash;
    header.number = before.number + 1;
    header.timestamp = plan.timestamp;
    header.beneficiary = plan.beneficiary;
    header.prev_randao = plan.prev_randao;
    header.extra_data = plan.extra_data;
    header.gas_limit =
        execution::next_gas_limit(before.gas_limit, plan.edits.gas_limit.value_or(plan.wanted_gas_limit));
    const Revision revision = config.revision_at(header.number, header.timestamp);
    if (revision >= Revision::London) header.base_fee_per_gas = execution::next_base_fee(before);
    if (revision >= Revision::Cancun) {
        header.blob_gas_used = 0;
        header.excess_blob_gas =
            execution::next_excess_blob_gas(before, config.blob_schedule_at(header.timestamp), revision);
        header.parent_beacon_block_root = plan.parent_beacon_root;
    }
    return header;
}

namespace {

/// A block while it is being made.
class Making {
  public:
    Making(const Footing& footing, const BlockPlan& plan, const Rules& rules)
        : footing_(footing),
          plan_(plan),
          header_(make_header(footing.parent(), plan, rules.config)),
          view_(footing.state(), plan.edits.state),
          executor_(view_, header_, rules.config, footing.block_hashes(has_failed_), rules.codes,
                    {.engine = rules.engine}),
          filling_(executor_, plan) {
        executor_.begin();
    }
    Making(const Making&) = delete;
    Making& operator=(const Making&) = delete;

    [[nodiscard]] const execution::Environment& environment() const { return executor_.environment(); }

    [[nodiscard]] Filling& filling() { return filling_; }

    BuiltBlock finish() {
        const std::vector<block::Withdrawal> none;
        auto outcome = executor_.finish(plan_.withdrawals ? *plan_.withdrawals : none);
        if (has_failed_) throw Error{"an earlier block could not be read"};
        if (!outcome) throw Error{"a block cannot be built: " + outcome.error().message()};
        BuiltBlock result{.dropped = std::move(filling_.dropped),
                          .taken = std::move(filling_.taken),
                          .requests = std::move(outcome->requests),
                          .value = filling_.value};
        ExecutedBlock& executed = result.executed;
        executed.block.transactions = std::move(filling_.transactions);
        executed.senders = std::move(filling_.senders);
        executed.receipts = std::move(outcome->receipts);
        executed.edits = plan_.edits;
        executed.edits.senders = std::move(filling_.unsigned_senders);
        executed.diff = add_up(plan_.edits, outcome->diff);
        complete_header(*outcome, executed);
        return result;
    }

  private:
    void complete_header(const execution::BlockOutcome& outcome, ExecutedBlock& executed) {
        take_outcome(header_, outcome);
        header_.transactions_root = execution::transactions_root(executed.block.transactions);
        if (environment().revision >= Revision::Shanghai) {
            executed.block.withdrawals = plan_.withdrawals.value_or(std::vector<block::Withdrawal>{});
            header_.withdrawals_root = execution::withdrawals_root(*executed.block.withdrawals);
        }
        executed.update = footing_.update_after(executed.diff);
        header_.state_root = executed.update.root;
        executed.block.header = header_;
        executed.hash = block::hash_of(header_);
    }

    const Footing& footing_;
    const BlockPlan& plan_;
    block::Header header_;
    state::OverlayView view_;
    bool has_failed_ = false;
    execution::BlockExecutor executor_;
    Filling filling_;
};

}  // namespace

BuiltBlock build_block(const Footing& footing, const BlockPlan& plan,
                       const std::vector<std::vector<pool::PendingPointer>>& executable, const Rules& rules) {
    Making making{footing, plan, rules};
    pool::offer_in_order(
        executable, making.environment().block.base_fee,
        [&](const pool::PendingPointer& pending) { return making.filling().offer(pending); });
    return making.finish();
}

Result<BuiltBlock, execution::BlockFailure> build_block_of(
    const Footing& footing, const BlockPlan& plan, std::span<const block::SignedTransaction> transactions,
    const Rules& rules) {
    Making making{footing, plan, rules};
    for (size_t i = 0; i < transactions.size(); ++i) {
        const auto added = execution::find_sender(transactions[i], making.environment())
                               .and_then([&](const Address& sender) {
                                   return making.filling().add(sender, transactions[i], {});
                               });
        if (!added)
            return Failure{
                execution::BlockFailure{execution::InvalidBlock::InvalidTransaction, i, added.error()}};
    }
    return making.finish();
}

Result<ExecutedBlock, std::string> run_block(const Footing& footing, const block::Block& block, Edits edits,
                                             const Rules& rules) {
    const ledger::StoredHeader& parent = footing.parent();
    if (block.header.parent_hash != parent.hash)
        return Failure{std::string{"the parent hash is not that of the parent"}};
    const auto checked =
        execution::check_header(block.header, with_edits(parent.header, edits), rules.config)
            .and_then([&](std::monostate) { return execution::check_body(block, rules.config); });
    if (!checked) return Failure{std::string{execution::message_of(checked.error())}};
    auto senders = find_senders(block, edits, rules.config);
    if (!senders) return Failure{senders.error().message()};

    const state::OverlayView view{footing.state(), edits.state};
    bool has_failed = false;
    auto outcome = execution::execute_block(
        block, *senders, view, rules.config, footing.block_hashes(has_failed), rules.codes,
        {.engine = rules.engine,
         .root_after = [&](const state::StateDiff& changes) { return footing.update_after(changes).root; }},
        indexes_of(edits.senders));
    if (has_failed) throw Error{"an earlier block could not be read"};
    if (!outcome) return Failure{outcome.error().message()};
    ExecutedBlock executed{block,
                           block::hash_of(block.header),
                           std::move(*senders),
                           std::move(outcome->receipts),
                           std::move(edits),
                           {},
                           {}};
    executed.diff = add_up(executed.edits, outcome->diff);
    executed.update = footing.update_after(executed.diff);
    if (executed.update.root != block.header.state_root)
        return Failure{std::string{execution::message_of(execution::InvalidBlock::WrongStateRoot)}};
    return executed;
}

}  // namespace deed::chain
