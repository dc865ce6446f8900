#include <algorithm>

#include "runtime/chain/chain_state.hpp"
#include "runtime/chain/evidence.hpp"
#include "runtime/consensus/evidence.hpp"
#include "runtime/consensus/seal.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::chain {
namespace {

/// What a report takes at most: two signatures and a handful of slots, cold.
constexpr uint64_t kReportGas = 500'000;

}  // namespace

void Chain::State::read_evidence() {
    for (const auto& stored : ledger.lies()) {
        auto lie = consensus::decode_evidence(stored.evidence);
        if (!lie) throw Error{"the stored evidence of a lie cannot be read"};
        evidence.push_back({*std::move(lie)});
    }
}

void Chain::State::note_evidence(const std::vector<consensus::Evidence>& found) {
    std::vector<ledger::StoredLie> fresh;
    for (const consensus::Evidence& lie : found) {
        const std::lock_guard lock{shared};
        const bool is_known = std::any_of(evidence.begin(), evidence.end(), [&](const NotedLie& noted) {
            return consensus::is_same_lie(noted.evidence, lie);
        });
        if (is_known) continue;
        evidence.push_back({lie});
        fresh.push_back({consensus::key_of(lie), consensus::encode(lie)});
    }
    if (!fresh.empty()) ledger.keep_lies(fresh);
}

// A report that was refused by the contract is done with too: somebody else has reported the same lie. Only
// somebody else's may have failed on purpose.
void Chain::State::forget_reported(const ExecutedBlock& executed) {
    std::vector<Bytes> reported;
    for (size_t i = 0; i < executed.receipts.size(); ++i) {
        const auto& call = executed.block.transactions[i].fields;
        const bool is_ours = std::ranges::any_of(
            reporters, [&](const auto& signer) { return signer->address() == executed.senders[i]; });
        if (!origin.genesis.staking || call.to != origin.genesis.staking) continue;
        if (!executed.receipts[i].succeeded && !is_ours) continue;
        const std::lock_guard lock{shared};
        for (NotedLie& noted : evidence) {
            if (noted.is_taken || call.data != encode_report(noted.evidence, origin.identity)) continue;
            noted.is_reported = noted.is_taken = true;
            reported.push_back(consensus::key_of(noted.evidence));
        }
    }
    if (!reported.empty()) ledger.forget_lies(reported);
}

std::optional<std::string> Chain::State::refuse_rival(const block::Block& block,
                                                      const block::CommitRecord& record) {
    const uint64_t number = block.header.number;
    if (number == 0 || number > importer.head().header.number) return std::nullopt;
    const auto [ours, header] = [&] {
        const auto at = ledger.snapshot();
        return std::pair{at.find_commit(number).value(), at.find_header(number).value()};
    }();
    if (header.hash == block::hash_of(block.header)) return "it is there already";
    const auto& set = importer.validators_at(number);
    const consensus::SealContext context{origin.identity, set, importer.beacon(), importer.seed_at(number),
                                         header.header.prev_randao};
    const auto agreed =
        consensus::check_agreement(record, block.header, context, consensus::Secp256k1Scheme{});
    if (!agreed) return std::string{consensus::message_of(agreed.error())};
    const auto lies = consensus::find_contradictions(ours, record, number, set);
    note_evidence(lies);
    std::string text = "another block is final at its height: the validators have agreed on two";
    for (const auto& lie : lies) text += "; " + to_hex_prefixed(lie.first.sender) + " has signed both";
    return text;
}

std::optional<block::Transaction> Chain::State::make_report(const consensus::Evidence& lie,
                                                            const Address& sender) {
    const auto parent = newest();
    const auto view = state_at(parent->id.number);
    const auto account = view->find_account(sender);
    block::Transaction report;
    report.type = block::TransactionType::DynamicFee;
    report.chain_id = config().chain_id;
    report.max_priority_fee_per_gas = Uint256{1};
    report.max_fee_per_gas = (execution::next_base_fee(parent->header) << 1) + Uint256{1};
    report.gas_limit = std::min(kReportGas, parent->header.gas_limit);
    report.to = origin.genesis.staking;
    report.data = encode_report(lie, origin.identity);
    if (!account || account->balance < report.max_fee_per_gas * Uint256{report.gas_limit})
        return std::nullopt;
    const std::lock_guard lock{shared};
    report.nonce = pool.next_nonce(sender).value_or(account->nonce);
    return report;
}

bool Chain::State::report(const consensus::Evidence& lie) {
    for (const auto& signer : reporters) {
        auto transaction = make_report(lie, signer->address());
        if (!transaction) continue;
        const auto signature = signer->sign(block::signing_hash(*transaction));
        block::SignedTransaction signed_one{std::move(*transaction), signature};
        if (add({std::move(signed_one), {}})) return true;
    }
    return false;
}

void Chain::State::report_evidence() {
    note_evidence(sealer->evidence());
    if (!origin.genesis.staking) return;
    const auto waiting = [&] {
        const std::lock_guard lock{shared};
        return evidence;
    }();
    for (size_t i = 0; i < waiting.size(); ++i) {
        if (waiting[i].is_reported || !report(waiting[i].evidence)) continue;
        const std::lock_guard lock{shared};
        evidence[i].is_reported = true;
    }
}

std::vector<consensus::Evidence> Chain::evidence() const {
    const std::lock_guard lock{state_->shared};
    std::vector<consensus::Evidence> all;
    for (const auto& noted : state_->evidence) all.push_back(noted.evidence);
    return all;
}

}  // namespace deed::chain
