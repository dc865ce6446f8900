#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/block/commit_record.hpp"
#include "runtime/block/receipt.hpp"
#include "runtime/storage/transaction.hpp"
#include "runtime/trie/node_store.hpp"
#include "vm/state/state_diff.hpp"
#include "vm/state/state_view.hpp"

namespace deed::ledger {

/// A block's place in the chain.
struct BlockId {
    uint64_t number = 0;
    Hash hash;

    bool operator==(const BlockId&) const = default;
};

/// Where a transaction stands.
struct TransactionPlace {
    uint64_t block = 0;
    uint32_t index = 0;

    auto operator<=>(const TransactionPlace&) const = default;
};

struct StoredHeader {
    Hash hash;
    block::Header header;
};

struct StoredTransaction {
    TransactionPlace place;
    Hash hash;
    Address sender;
    block::SignedTransaction transaction;
};

struct StoredReceipt {
    TransactionPlace place;
    uint32_t first_log_index = 0;  ///< of its first log within the block
    block::Receipt receipt;        ///< the derived fields are filled in
};

/// Which logs are wanted, as eth_getLogs says it: any of the addresses (all when empty), and at each position
/// any of the topics (all when empty).
struct LogFilter {
    uint64_t first_block = 0;
    uint64_t last_block = 0;
    std::vector<Address> addresses;
    std::vector<std::vector<Hash>> topics;
    size_t limit = 10'000;
};

struct FoundLog {
    TransactionPlace place;
    uint32_t log_index = 0;  ///< within the block
    Hash transaction_hash;
    Hash block_hash;
    uint64_t block_timestamp = 0;
    block::Log log;
};

struct FoundLogs {
    std::vector<FoundLog> logs;      ///< in the order of the chain
    bool has_reached_limit = false;  ///< there are more
};

/// Everything the ledger holds, as of one commit: consistent, unaffected by later blocks, and never waiting
/// for them. One thread at a time; make another for another thread, it is cheap. Let it go soon: old pages
/// are kept for it. Every read throws `Error` when the data file is damaged or unreadable.
class Snapshot {
  public:
    explicit Snapshot(storage::ReadTransaction transaction) : transaction_(std::move(transaction)) {}

    /// The newest block.
    [[nodiscard]] BlockId head() const;
    [[nodiscard]] std::optional<StoredHeader> find_header(uint64_t number) const;
    [[nodiscard]] std::optional<uint64_t> find_number(const Hash& block_hash) const;
    /// The block with its transactions.
    [[nodiscard]] std::optional<block::Block> find_block(uint64_t number) const;
    [[nodiscard]] uint32_t transaction_count(uint64_t number) const;
    [[nodiscard]] std::optional<block::CommitRecord> find_commit(uint64_t number) const;

    [[nodiscard]] std::optional<TransactionPlace> find_place(const Hash& transaction_hash) const;
    [[nodiscard]] std::optional<StoredTransaction> find_transaction(const TransactionPlace& place) const;
    [[nodiscard]] std::optional<StoredTransaction> find_transaction(const Hash& transaction_hash) const;
    /// All transactions of a block in their order; empty when there is no such block.
    [[nodiscard]] std::vector<StoredTransaction> transactions(uint64_t number) const;
    [[nodiscard]] std::optional<StoredReceipt> find_receipt(const TransactionPlace& place) const;
    [[nodiscard]] std::optional<StoredReceipt> find_receipt(const Hash& transaction_hash) const;
    /// All receipts of a block in their order; empty when there is no such block.
    [[nodiscard]] std::vector<StoredReceipt> receipts(uint64_t number) const;
    /// Reads through the indexes of addresses and topics: the cost is that of the hits of the rarest one
    /// named.
    [[nodiscard]] FoundLogs find_logs(const LogFilter& filter) const;

    /// The first block whose state can be read.
    [[nodiscard]] uint64_t oldest_state() const;
    /// The state after the block @p number, which must not be above the head. Borrows the snapshot. Throws
    /// `ForgottenState` when it is not kept.
    [[nodiscard]] std::unique_ptr<state::StateView> state_at(uint64_t number) const;
    /// Every account, slot and code of the head's state; nothing when they take more than @p largest bytes.
    [[nodiscard]] std::optional<state::StateDiff> whole_state(size_t largest) const;
    /// The trees of the head's state, for proofs: that of the accounts, and that of one account's slots. They
    /// borrow the snapshot.
    [[nodiscard]] std::unique_ptr<trie::NodeStore> account_nodes() const;
    [[nodiscard]] std::unique_ptr<trie::NodeStore> storage_nodes(const Address& address) const;
    /// The root of an account's storage tree in the head's state; the empty root also when there is no
    /// account.
    [[nodiscard]] Hash storage_root(const Address& address) const;

    /// The entries below, for tools that compare or count.
    [[nodiscard]] const storage::Transaction& transaction() const { return transaction_; }

  private:
    storage::ReadTransaction transaction_;
};

}  // namespace deed::ledger
