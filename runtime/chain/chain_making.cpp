#include "runtime/chain/chain_state.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {

void Chain::State::start_height() {
    const uint64_t height = importer.head().header.number + 1;
    sealer->start_height(height, importer.validators_at(height), importer.seed_at(height));
}

void Chain::State::finish_agreed() {
    while (sealer->is_quorum()) {
        const auto next = sealer->advance();
        const auto* agreed = std::get_if<Sealer::Agreed>(&next);
        if (agreed == nullptr) return;
        const auto parts = split_proposal(agreed->encoded_block);
        const auto block = parts ? block::decode_block(parts->block) : Failure{parts.error()};
        if (!block) throw Error{"a block that was voted for cannot be read"};
        const auto executed = importer.check(*block, parts->edits);
        if (!executed) throw Error{"a block that was voted for does not hold: " + executed.error()};
        commit_agreed(*executed);
    }
}

void Chain::State::commit_agreed(const ExecutedBlock& executed) {
    auto record = sealer->certificate();
    if (executed.edits.prev_randao) {
        // The beacon goes on all the same, though the header does not show it.
        record.beacon_reveal = sealer->reveal_by(record.proposer, importer.beacon());
    } else {
        const auto reveal =
            sealer->find_reveal(executed.block.header, importer.head().header.prev_randao, importer.beacon());
        DEED_ASSERT(reveal.has_value());
        record.beacon_reveal = *reveal;
    }
    record.development_edits = encode(executed.edits);
    const bool can_be_made_again = sealing == Sealing::Instant && sealer->is_certificate_settled();
    const auto flush = can_be_made_again ? storage::Flush::Later : storage::Flush::Now;
    const auto appended = importer.append(executed, record, sealer->scheme(), flush);
    if (!appended) throw Error{"a block of our own does not hold: " + appended.error()};
    after_append(executed);
    if (can_be_made_again) settle_in_time();
}

void Chain::State::settle_in_time() {
    if (!ledger.wants_settling() || is_settling.exchange(true)) return;
    const auto settle = [this] {
        try {
            ledger.settle();
        } catch (const Error&) {
            // The next commit that must be flushed fails for the same reason, before somebody who waits for
            // it.
        }
        is_settling = false;
    };
    settings.in_background ? settings.in_background(settle) : settle();
}

void Chain::State::after_append(const ExecutedBlock& executed) {
    publish_head();
    {
        const std::lock_guard lock{shared};
        for (const auto& account : executed.update.accounts)
            pool.on_account(account.address, account.after
                                                 ? pool::AccountState{account.after->account.nonce,
                                                                      account.after->account.balance}
                                                 : pool::AccountState{});
    }
    forget_reported(executed);
    if (sealer) start_height();
    if (listeners.on_block) listeners.on_block(describe(executed));
}

NewBlock Chain::State::describe(const ExecutedBlock& executed) {
    NewBlock result{.head = {{executed.block.header.number, executed.hash}, executed.block.header}};
    uint32_t log_index = 0;
    for (uint32_t i = 0; i < executed.receipts.size(); ++i) {
        const ledger::TransactionPlace place{executed.block.header.number, i};
        const auto& transaction = executed.block.transactions[i];
        result.transactions.push_back({place, block::hash_of(transaction), executed.senders[i], transaction});
        result.receipts.push_back({place, log_index, executed.receipts[i]});
        log_index += static_cast<uint32_t>(executed.receipts[i].logs.size());
    }
    return result;
}

BlockPlan Chain::State::plan(const ledger::StoredHeader& parent, uint64_t timestamp) const {
    const BlockWishes wanted = current_wishes();
    BlockPlan result;
    result.timestamp = timestamp;
    result.beneficiary = wanted.fee_recipient;
    result.wanted_gas_limit = wanted.gas_limit.value_or(parent.header.gas_limit);
    if (const auto edits = laid_on({parent.header.number, parent.hash})) result.edits = edits->edits;
    return result;
}

std::optional<uint64_t> Chain::State::next_timestamp() const {
    const BlockWishes wanted = current_wishes();
    const uint64_t parent = importer.head().header.timestamp;
    if (wanted.timestamp) return std::max(*wanted.timestamp, parent + 1);
    if (wanted.timestamp_interval) return parent + std::max<uint64_t>(*wanted.timestamp_interval, 1);
    if (now() > parent) return now();
    if (origin.genesis.is_development) return parent + 1;
    return std::nullopt;
}

std::vector<std::vector<pool::PendingPointer>> Chain::State::executable() const {
    const std::lock_guard lock{shared};
    return pool.executable();
}

void Chain::State::add_reveal(BlockPlan& chosen, const Sealer::Turn& turn) {
    const auto reveal = sealer->reveal_of(turn.member, importer.beacon());
    if (chosen.beneficiary.is_zero()) chosen.beneficiary = turn.proposer;
    chosen.prev_randao = chosen.edits.prev_randao.value_or(consensus::mix_reveal(
        importer.head().header.prev_randao, importer.head().header.number + 1, reveal.layer));
    if (reveal.next_anchor) chosen.extra_data = to_bytes(BytesView{*reveal.next_anchor});
}

std::optional<std::vector<DroppedTransaction>> Chain::State::produce(size_t largest_count) {
    const auto require_keys = [&] {
        if (!sealer || !sealer->is_quorum())
            throw Error{
                "this node does not hold the keys to make blocks: they are no more than two thirds of "
                "the stake"};
    };
    require_keys();
    finish_agreed();
    require_keys();
    const auto timestamp = next_timestamp();
    if (!timestamp) return std::nullopt;
    report_evidence();
    const auto turn = std::get<Sealer::Turn>(sealer->advance());

    BlockPlan chosen = plan(importer.head(), *timestamp);
    chosen.parent_beacon_root = importer.head_record_hash();
    chosen.largest_count = largest_count;
    add_reveal(chosen, turn);
    const BuiltBlock built = [&] {
        const auto at = ledger.snapshot();
        return build_block(Footing{at}, chosen, executable(), importer.rules());
    }();
    drop(built.dropped);
    use_up_timestamp(*timestamp);
    sealer->propose(turn, built.executed.hash,
                    encode_proposal(block::encode(built.executed.block), encode(built.executed.edits)));
    const auto next = sealer->advance();
    const auto* agreed = std::get_if<Sealer::Agreed>(&next);
    // With all the votes in this process the first proposal is agreed on; a block voted for before a
    // restart wins over it.
    if (agreed != nullptr && agreed->block_hash == built.executed.hash) {
        commit_agreed(built.executed);
        remember_blobs(built.taken);
    } else {
        finish_agreed();
    }
    return built.dropped;
}

void Chain::State::use_up_timestamp(uint64_t timestamp) {
    const std::lock_guard lock{shared};
    if (!wishes.timestamp) return;
    wishes.timestamp.reset();
    wishes.clock_offset = static_cast<int64_t>(timestamp - settings.clock());
}

void Chain::State::drop(const std::vector<DroppedTransaction>& dropped) {
    const std::lock_guard lock{shared};
    for (const DroppedTransaction& transaction : dropped) pool.remove(transaction.hash);
}

void Chain::State::remember_blobs(const std::vector<pool::PendingPointer>& taken) {
    if (!origin.genesis.is_development) return;
    const std::lock_guard lock{shared};
    for (const auto& pending : taken) recent_blobs.add(pending);
}

Result<Hash, pool::Refusal> Chain::State::seal_at_once(const Hash& hash) {
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

}  // namespace deed::chain
