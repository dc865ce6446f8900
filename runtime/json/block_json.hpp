#pragma once

#include <functional>

#include "runtime/block/block.hpp"
#include "runtime/block/receipt.hpp"
#include "runtime/json/writer.hpp"

/// Blocks, transactions, receipts and logs as Ethereum's JSON-RPC writes them.
namespace deed::json {

/// Where a transaction stands.
struct TransactionPlace {
    Hash block_hash;
    uint64_t block_number = 0;
    uint64_t timestamp = 0;
    uint64_t index = 0;
    Uint256 base_fee_per_gas;
};

/// Whether a block's transactions are written whole or as hashes.
enum class TransactionDetail : uint8_t { Hashes, Whole };

/// A transaction; @p place is null while it waits in the pool.
void write_transaction(Writer& writer, const block::SignedTransaction& transaction, const Hash& hash,
                       const Address& sender, const TransactionPlace* place);

/// What the writer of a block needs beside the block.
struct BlockContext {
    std::optional<Hash> hash;  ///< nothing while the block is pending
    uint64_t size = 0;         ///< the bytes of the encoded block
    std::vector<Hash> transaction_hashes;
    std::vector<Address> senders;  ///< needed for whole transactions only
};

/// A block with its transactions. @p write_more may be empty; it writes further members.
void write_block(Writer& writer, const block::Block& block, const BlockContext& context,
                 TransactionDetail detail, const std::function<void(Writer&)>& write_more = {});

/// The fields of a header alone, as `newHeads` sends them.
void write_header(Writer& writer, const block::Header& header, const Hash& hash);

/// One log and where it was left.
struct LogPlace {
    Hash block_hash;
    uint64_t block_number = 0;
    uint64_t timestamp = 0;
    Hash transaction_hash;
    uint64_t transaction_index = 0;
    uint64_t log_index = 0;   ///< counted through the whole block
    bool is_removed = false;  ///< its block was left for another branch
};

void write_log(Writer& writer, const block::Log& log, const LogPlace& place);

/// A receipt with what follows from its block. @p first_log is the index, in the block, of its first log.
void write_receipt(Writer& writer, const block::Receipt& receipt, const block::SignedTransaction& transaction,
                   const Hash& hash, const Address& sender, const TransactionPlace& place, uint64_t first_log,
                   const std::optional<Uint256>& blob_gas_price);

/// A decoded access list.
void write_access_list(Writer& writer, const block::AccessList& list);

/// What one unit of gas costs its sender in a block of this base fee.
[[nodiscard]] Uint256 effective_gas_price(const block::Transaction& transaction, const Uint256& base_fee);

}  // namespace deed::json
