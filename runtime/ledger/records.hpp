#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/ledger/snapshot.hpp"
#include "vm/state/account.hpp"

/// The values of the tables. What does not decode has been damaged in a way that its checksum did not show,
/// or was written by another program: `Error`.
namespace deed::ledger {

/// What the table Accounts holds: the account, and the root of its storage tree.
struct StoredAccount {
    state::Account account;
    Hash storage_root;  ///< zero when the storage is empty

    bool operator==(const StoredAccount&) const = default;
};

[[nodiscard]] Bytes encode_account(const StoredAccount& account);
[[nodiscard]] StoredAccount decode_account(BytesView bytes);

/// The bytes of a number without leading zeros.
[[nodiscard]] Bytes encode_word(const Uint256& word);

[[nodiscard]] Bytes encode_stored_header(const Hash& hash, const block::Header& header);
[[nodiscard]] StoredHeader decode_stored_header(BytesView bytes);

/// What a block holds beside its header and transactions.
struct StoredBody {
    uint32_t transaction_count = 0;
    std::optional<std::vector<block::Withdrawal>> withdrawals;
    std::vector<block::Header> ommers;  ///< before Paris; no block has these and withdrawals
};

[[nodiscard]] Bytes encode_body(const block::Block& block);
[[nodiscard]] StoredBody decode_body(BytesView bytes);

[[nodiscard]] Bytes encode_stored_transaction(const Address& sender, BytesView envelope);
[[nodiscard]] StoredTransaction decode_stored_transaction(const TransactionPlace& place, BytesView bytes);

[[nodiscard]] Bytes encode_stored_receipt(const block::Receipt& receipt, uint32_t first_log_index);
[[nodiscard]] StoredReceipt decode_stored_receipt(const TransactionPlace& place, BytesView bytes);

/// Where a log stands in a block.
struct LogPosition {
    uint32_t transaction = 0;
    uint32_t log = 0;  ///< within the block

    auto operator<=>(const LogPosition&) const = default;
};

[[nodiscard]] Bytes encode_positions(const std::vector<LogPosition>& positions);
[[nodiscard]] std::vector<LogPosition> decode_positions(BytesView bytes);

/// Throws storage::DamagedError: an entry of @p what cannot be read.
[[noreturn]] void throw_damaged(std::string_view what);

}  // namespace deed::ledger
