#pragma once

#include "runtime/chain/chain.hpp"
#include "runtime/json/block_json.hpp"
#include "runtime/ledger/snapshot.hpp"

/// Stored blocks, transactions and receipts, read and written as JSON. What is not there is written as null.
namespace deed::rpc {

void write_stored_block(json::Writer& writer, const ledger::Snapshot& snapshot, uint64_t number,
                        json::TransactionDetail detail);
/// The block that would come next; its hash, and what depends on it, are null.
void write_pending_block(json::Writer& writer, const chain::PendingBlock& pending,
                         json::TransactionDetail detail);
/// All receipts of a block, as an array.
void write_block_receipts(json::Writer& writer, const ledger::Snapshot& snapshot,
                          const block::ChainConfig& config, uint64_t number);
void write_stored_transaction(json::Writer& writer, const ledger::Snapshot& snapshot,
                              const ledger::TransactionPlace& place);
void write_stored_receipt(json::Writer& writer, const ledger::Snapshot& snapshot,
                          const block::ChainConfig& config, const ledger::TransactionPlace& place);
void write_logs(json::Writer& writer, const std::vector<ledger::FoundLog>& logs);

}  // namespace deed::rpc
