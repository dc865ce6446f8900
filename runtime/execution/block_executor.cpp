#include "runtime/execution/block_executor.hpp"

#include "runtime/execution/requests.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"

namespace deed::execution {
namespace {

using isa::Revision;

constexpr Uint256 kWeiPerGwei = 1'000'000'000;

constexpr Address kBeaconRoots{{0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31,
                                0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac, 0x02}};
constexpr Address kBlockHashHistory{{0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                     0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35}};
Failure<BlockFailure> fail(InvalidBlock reason) {
    return Failure{BlockFailure{.reason = reason}};
}

/// A request of this type, or nothing when there is no data.
void add_request(std::vector<Bytes>& requests, RequestType type, BytesView data) {
    if (data.empty()) return;
    Bytes& request = requests.emplace_back(1, static_cast<uint8_t>(type));
    append(request, data);
}

constexpr uint64_t kOmmerDepth = 8;
constexpr uint64_t kOmmerShare = 32;

/// What a block was worth to its miner in wei (EIP-649, EIP-1234); nothing since Paris.
Uint256 block_reward(Revision revision) {
    constexpr uint64_t kEther = 1'000'000'000'000'000'000;
    if (revision >= Revision::Paris) return {};
    if (revision >= Revision::Constantinople) return Uint256{2 * kEther};
    return revision >= Revision::Byzantium ? Uint256{3 * kEther} : Uint256{5 * kEther};
}

}  // namespace

std::string BlockFailure::message() const {
    std::string text{message_of(reason)};
    if (invalid)
        text += " (number " + std::to_string(transaction) + ": " + std::string{message_of(*invalid)} + ")";
    return text;
}

BlockExecutor::BlockExecutor(const state::StateView& view, const block::Header& header,
                             const block::ChainConfig& config, BlockHashes block_hashes,
                             machine::CodeCache& codes, const Machinery& machinery)
    : header_(header),
      root_after_(machinery.root_after),
      deposit_contract_(config.deposit_contract),
      withdrawal_requests_(config.withdrawal_requests),
      consolidation_requests_(config.consolidation_requests),
      journal_(view, config.revision_at(header.number, header.timestamp)),
      executor_(make_environment(header, config, std::move(block_hashes)), journal_, codes, machinery) {}

void BlockExecutor::begin() {
    const Revision revision = environment().revision;
    if (revision >= Revision::Cancun)
        (void)executor_.call_system_contract(kBeaconRoots, header_.parent_beacon_block_root.value_or(Hash{}));
    if (revision >= Revision::Prague)
        (void)executor_.call_system_contract(kBlockHashHistory, header_.parent_hash);
}

Result<Outcome, Invalid> BlockExecutor::add(const Address& sender, const block::Transaction& transaction,
                                            const Leniency& leniency) {
    if (transaction.gas_limit > gas_left()) return Failure{Invalid::GasLimitAboveBlock};
    const uint64_t blob_gas = blob_gas_of(transaction);
    const uint64_t max_blob_gas = kGasPerBlob * environment().blobs.max;
    if (blob_gas > max_blob_gas - blob_gas_used_) {
        // A transaction with more blobs than any block may have is wrong by itself.
        return Failure{blob_gas > max_blob_gas ? Invalid::TooManyBlobs : Invalid::BlobGasAboveBlock};
    }
    auto outcome = executor_.transact(sender, transaction, leniency);
    if (!outcome) return outcome;
    gas_used_ += outcome->gas_used;
    blob_gas_used_ += blob_gas;

    block::Receipt& receipt = receipts_.emplace_back();
    receipt.type = transaction.type;
    receipt.succeeded = outcome->is_success();
    receipt.cumulative_gas_used = gas_used_;
    receipt.bloom = block::bloom_of(outcome->logs);
    receipt.logs = outcome->logs;
    receipt.gas_used = outcome->gas_used;
    receipt.effective_gas_price = outcome->gas_price;
    receipt.contract_address = outcome->created;
    if (root_after_ && environment().revision < Revision::Byzantium)
        receipt.post_state = root_after_(journal_.diff());
    return outcome;
}

void BlockExecutor::reward(std::span<const block::Header> ommers) {
    const Uint256 reward = block_reward(environment().revision);
    if (!reward) return;
    journal_.begin_transaction();
    // Yellow Paper, section 11.3: an ommer n blocks back earns (8 - n) eighths; whoever includes it a 32nd.
    for (const block::Header& ommer : ommers)
        journal_.add_balance(
            ommer.beneficiary,
            reward * Uint256{ommer.number + kOmmerDepth - header_.number} / Uint256{kOmmerDepth});
    journal_.add_balance(header_.beneficiary,
                         reward + reward / Uint256{kOmmerShare} * Uint256{ommers.size()});
    journal_.finish_transaction();
}

Result<std::vector<Bytes>, BlockFailure> BlockExecutor::collect_requests() {
    std::vector<Bytes> requests;
    Bytes deposits;
    for (const block::Receipt& receipt : receipts_)
        for (const state::Log& log : receipt.logs)
            if (log.address == deposit_contract_ && !append_deposit(log, deposits))
                return fail(InvalidBlock::DamagedDeposit);
    add_request(requests, RequestType::Deposit, deposits);

    const std::pair<RequestType, Address> queues[] = {{RequestType::Withdrawal, withdrawal_requests_},
                                                      {RequestType::Consolidation, consolidation_requests_}};
    for (const auto& [type, contract] : queues) {
        const auto outcome = executor_.call_system_contract(contract, {});
        if (!outcome) return fail(InvalidBlock::SystemContractMissing);
        if (!outcome->is_success()) return fail(InvalidBlock::SystemCallFailed);
        add_request(requests, type, outcome->output);
    }
    return requests;
}

Result<BlockOutcome, BlockFailure> BlockExecutor::finish(std::span<const block::Withdrawal> withdrawals) {
    BlockOutcome outcome;
    journal_.begin_transaction();
    for (const block::Withdrawal& withdrawal : withdrawals)
        journal_.add_balance(withdrawal.address, Uint256{withdrawal.amount_gwei} * kWeiPerGwei);
    journal_.finish_transaction();
    if (environment().revision >= Revision::Prague) {
        DEED_TRY(requests, collect_requests());
        outcome.requests = std::move(requests);
        outcome.requests_hash = hash_requests(outcome.requests);
    }
    if (journal_.has_failed()) throw Error("the state could not be read");

    std::vector<Bytes> encoded;
    encoded.reserve(receipts_.size());
    for (const block::Receipt& receipt : receipts_) {
        encoded.push_back(encode(receipt));
        block::merge_into(outcome.logs_bloom, receipt.bloom);
    }
    outcome.receipts_root = trie::root_of_list(encoded);
    outcome.receipts = std::move(receipts_);
    outcome.diff = journal_.diff();
    outcome.gas_used = gas_used_;
    outcome.blob_gas_used = blob_gas_used_;
    return outcome;
}

Result<std::vector<Address>, BlockFailure> find_senders(const block::Block& block,
                                                        const block::ChainConfig& config) {
    const Environment environment = make_environment(block.header, config, {});
    std::vector<Address> senders;
    senders.reserve(block.transactions.size());
    for (const block::SignedTransaction& transaction : block.transactions) {
        const auto sender = find_sender(transaction, environment);
        if (!sender)
            return Failure{BlockFailure{InvalidBlock::InvalidTransaction, senders.size(), sender.error()}};
        senders.push_back(*sender);
    }
    return senders;
}

Result<BlockOutcome, BlockFailure> execute_block(const block::Block& block, std::span<const Address> senders,
                                                 const state::StateView& view,
                                                 const block::ChainConfig& config, BlockHashes block_hashes,
                                                 machine::CodeCache& codes, const Machinery& machinery,
                                                 const std::set<size_t>& unsigned_ones) {
    DEED_ASSERT(senders.size() == block.transactions.size());
    const block::Header& header = block.header;
    BlockExecutor executor{view, header, config, std::move(block_hashes), codes, machinery};
    executor.begin();
    for (size_t i = 0; i < senders.size(); ++i) {
        const Leniency leniency{.ignores_sender_code = unsigned_ones.contains(i)};
        const auto outcome = executor.add(senders[i], block.transactions[i].fields, leniency);
        if (!outcome) return Failure{BlockFailure{InvalidBlock::InvalidTransaction, i, outcome.error()}};
    }
    executor.reward(block.ommers);
    const std::vector<block::Withdrawal> none;
    DEED_TRY(outcome, executor.finish(block.withdrawals ? *block.withdrawals : none));
    if (outcome.gas_used != header.gas_used) return fail(InvalidBlock::WrongGasUsed);
    if (outcome.logs_bloom != header.logs_bloom) return fail(InvalidBlock::WrongLogsBloom);
    if (outcome.receipts_root != header.receipts_root) return fail(InvalidBlock::WrongReceiptsRoot);
    if (header.blob_gas_used && outcome.blob_gas_used != *header.blob_gas_used)
        return fail(InvalidBlock::WrongBlobGasUsed);
    if (outcome.requests_hash != header.requests_hash) return fail(InvalidBlock::WrongRequestsHash);
    return outcome;
}

}  // namespace deed::execution
