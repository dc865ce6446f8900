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
    Filling(execution::BlockExecutor& executor, size_t largest_count)
        : executor_(executor), largest_count_(largest_count) {}

    pool::Taken offer(const pool::PendingPointer& pending) {
        if (transactions.size() == largest_count_ || executor_.gas_left() < kCheapestTransaction)
            return pool::Taken::BlockIsFull;
        if (size_ + pending->size + kHeaderRoom > execution::kMaxBlockSize) return pool::Taken::SkipSender;
        const execution::Leniency leniency{.ignores_sender_code = pending->is_impersonated};
        const auto outcome = executor_.add(pending->sender, pending->transaction.fields, leniency);
        if (!outcome) {
            if (is_hopeless(outcome.error())) dropped.push_back({pending->hash, outcome.error()});
            return pool::Taken::SkipSender;
        }
        size_ += pending->size;
        if (pending->is_impersonated) unsigned_senders[transactions.size()] = pending->sender;
        transactions.push_back(pending->transaction);
        senders.push_back(pending->sender);
        return pool::Taken::Yes;
    }

    std::vector<block::SignedTransaction> transactions;
    std::vector<Address> senders;
    std::map<uint64_t, Address> unsigned_senders;
    std::vector<DroppedTransaction> dropped;

  private:
    execution::BlockExecutor& executor_;
    size_t largest_count_;
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
    header.base_fee_per_gas = execution::next_base_fee(before);
    const Revision revision = config.revision_at(header.number, header.timestamp);
    DEED_ASSERT(revision >= Revision::Cancun);
    header.blob_gas_used = 0;
    header.excess_blob_gas =
        execution::next_excess_blob_gas(before, config.blob_schedule_at(header.timestamp), revision);
    header.parent_beacon_block_root = plan.parent_record_hash;
    return header;
}

execution::BlockHashes block_hashes_of(const ledger::Snapshot& snapshot, bool& has_failed) {
    return [&snapshot, &has_failed](uint64_t number) -> Hash {
        try {
            const auto header = snapshot.find_header(number);
            if (header) return header->hash;
        } catch (const std::exception&) {
            has_failed = true;
        }
        return {};
    };
}

BuiltBlock build_block(const ledger::Snapshot& snapshot, const ledger::StoredHeader& parent,
                       const BlockPlan& plan,
                       const std::vector<std::vector<pool::PendingPointer>>& executable, const Rules& rules) {
    BuiltBlock result;
    block::Header& header = result.executed.block.header;
    header = make_header(parent, plan, rules.config);
    const auto stored = snapshot.state_at(parent.header.number);
    const state::OverlayView view{*stored, plan.edits.state};
    bool has_failed = false;
    execution::BlockExecutor executor{view,         header,
                                      rules.config, block_hashes_of(snapshot, has_failed),
                                      rules.codes,  {.engine = rules.engine}};
    executor.begin();
    Filling filling{executor, plan.largest_count};
    pool::offer_in_order(executable, *header.base_fee_per_gas,
                         [&](const pool::PendingPointer& pending) { return filling.offer(pending); });
    auto outcome = executor.finish({});
    if (has_failed) throw Error{"an earlier block could not be read"};
    if (!outcome) throw Error{"a block cannot be built: " + outcome.error().message()};

    result.executed.block.transactions = std::move(filling.transactions);
    result.executed.block.withdrawals.emplace();
    result.executed.senders = std::move(filling.senders);
    result.dropped = std::move(filling.dropped);
    take_outcome(header, *outcome);
    header.transactions_root = execution::transactions_root(result.executed.block.transactions);
    header.withdrawals_root = execution::withdrawals_root({});
    result.executed.receipts = std::move(outcome->receipts);
    result.executed.edits = plan.edits;
    result.executed.edits.senders = std::move(filling.unsigned_senders);
    result.executed.diff = add_up(plan.edits, outcome->diff);
    result.executed.update = ledger::prepare_update(snapshot.transaction(), result.executed.diff);
    header.state_root = result.executed.update.root;
    result.executed.hash = block::hash_of(header);
    return result;
}

Result<ExecutedBlock, std::string> run_block(const ledger::Snapshot& snapshot,
                                             const ledger::StoredHeader& parent, const block::Block& block,
                                             Edits edits, const Rules& rules) {
    if (block.header.parent_hash != parent.hash)
        return Failure{std::string{"the parent hash is not that of the parent"}};
    const auto checked =
        execution::check_header(block.header, with_edits(parent.header, edits), rules.config)
            .and_then([&](std::monostate) { return execution::check_body(block, rules.config); });
    if (!checked) return Failure{std::string{execution::message_of(checked.error())}};
    auto senders = find_senders(block, edits, rules.config);
    if (!senders) return Failure{senders.error().message()};

    const auto stored = snapshot.state_at(parent.header.number);
    const state::OverlayView view{*stored, edits.state};
    bool has_failed = false;
    auto outcome = execution::execute_block(
        block, *senders, view, rules.config, block_hashes_of(snapshot, has_failed), rules.codes,
        {.engine = rules.engine,
         .root_after =
             [&](const state::StateDiff& changes) {
                 return ledger::prepare_update(snapshot.transaction(), changes).root;
             }},
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
    executed.update = ledger::prepare_update(snapshot.transaction(), executed.diff);
    if (executed.update.root != block.header.state_root)
        return Failure{std::string{execution::message_of(execution::InvalidBlock::WrongStateRoot)}};
    return executed;
}

}  // namespace deed::chain
