#include "runtime/rpc/block_reader.hpp"

#include "runtime/execution/fees.hpp"

namespace deed::rpc {
namespace {

json::TransactionPlace place_in(const ledger::StoredHeader& header, uint64_t index) {
    return {.block_hash = header.hash,
            .block_number = header.header.number,
            .timestamp = header.header.timestamp,
            .index = index,
            .base_fee_per_gas = header.header.base_fee_per_gas.value_or(Uint256{})};
}

std::optional<Uint256> blob_gas_price(const block::Header& header, const block::ChainConfig& config) {
    if (!header.excess_blob_gas) return std::nullopt;
    return execution::blob_base_fee(*header.excess_blob_gas, config.blob_schedule_at(header.timestamp));
}

}  // namespace

void write_stored_block(json::Writer& writer, const ledger::Snapshot& snapshot, uint64_t number,
                        json::TransactionDetail detail) {
    const auto header = snapshot.find_header(number);
    const auto block = snapshot.find_block(number);
    if (!header || !block) {
        writer.null();
        return;
    }
    json::BlockContext context{.hash = header->hash, .size = block::encode(*block).size()};
    for (const auto& transaction : snapshot.transactions(number)) {
        context.transaction_hashes.push_back(transaction.hash);
        context.senders.push_back(transaction.sender);
    }
    json::write_block(writer, *block, context, detail);
}

void write_pending_block(json::Writer& writer, const chain::PendingBlock& pending,
                         json::TransactionDetail detail) {
    json::BlockContext context{.size = block::encode(pending.block).size(), .senders = pending.senders};
    for (const auto& transaction : pending.block.transactions)
        context.transaction_hashes.push_back(block::hash_of(transaction));
    json::write_block(writer, pending.block, context, detail);
}

void write_block_receipts(json::Writer& writer, const ledger::Snapshot& snapshot,
                          const block::ChainConfig& config, uint64_t number) {
    const auto header = snapshot.find_header(number);
    if (!header) {
        writer.null();
        return;
    }
    const auto transactions = snapshot.transactions(number);
    const auto receipts = snapshot.receipts(number);
    const auto blob_price = blob_gas_price(header->header, config);
    writer.begin_array();
    for (size_t i = 0; i < receipts.size(); ++i)
        json::write_receipt(writer, receipts[i].receipt, transactions[i].transaction, transactions[i].hash,
                            transactions[i].sender, place_in(*header, i), receipts[i].first_log_index,
                            blob_price);
    writer.end_array();
}

void write_stored_transaction(json::Writer& writer, const ledger::Snapshot& snapshot,
                              const ledger::TransactionPlace& place) {
    const auto header = snapshot.find_header(place.block);
    const auto stored = snapshot.find_transaction(place);
    if (!header || !stored) {
        writer.null();
        return;
    }
    const auto where = place_in(*header, place.index);
    json::write_transaction(writer, stored->transaction, stored->hash, stored->sender, &where);
}

void write_stored_receipt(json::Writer& writer, const ledger::Snapshot& snapshot,
                          const block::ChainConfig& config, const ledger::TransactionPlace& place) {
    const auto header = snapshot.find_header(place.block);
    const auto stored = snapshot.find_transaction(place);
    const auto receipt = snapshot.find_receipt(place);
    if (!header || !stored || !receipt) {
        writer.null();
        return;
    }
    json::write_receipt(writer, receipt->receipt, stored->transaction, stored->hash, stored->sender,
                        place_in(*header, place.index), receipt->first_log_index,
                        blob_gas_price(header->header, config));
}

void write_logs(json::Writer& writer, const std::vector<ledger::FoundLog>& logs) {
    writer.begin_array();
    for (const auto& found : logs) {
        const json::LogPlace place{.block_hash = found.block_hash,
                                   .block_number = found.place.block,
                                   .timestamp = found.block_timestamp,
                                   .transaction_hash = found.transaction_hash,
                                   .transaction_index = found.place.index,
                                   .log_index = found.log_index};
        json::write_log(writer, found.log, place);
    }
    writer.end_array();
}

}  // namespace deed::rpc
