#pragma once

#include <optional>
#include <vector>

#include "runtime/block/bloom.hpp"
#include "runtime/block/transaction.hpp"

namespace deed::block {

/// What a transaction did. The first block of fields is what the chain agrees on; the second follows from it
/// and from the block, and is not part of the encoded form.
struct Receipt {
    TransactionType type = TransactionType::Legacy;
    bool succeeded = false;
    std::optional<Hash> post_state;  ///< before Byzantium, in the place of `succeeded`
    uint64_t cumulative_gas_used = 0;
    Bloom bloom;
    std::vector<Log> logs;

    uint64_t gas_used = 0;
    Uint256 effective_gas_price;
    std::optional<Address> contract_address;  ///< where a creating transaction put its contract

    bool operator==(const Receipt&) const = default;
};

/// The form in the receipts tree: the type byte (not for legacy) and a list (EIP-2718, EIP-658).
[[nodiscard]] Bytes encode(const Receipt& receipt);
/// Reads what `encode` writes; the derived fields stay empty.
[[nodiscard]] Result<Receipt, DecodeError> decode_receipt(BytesView bytes);
/// rlp(logs), as state tests hash it.
[[nodiscard]] Bytes encode_logs(std::span<const Log> logs);

}  // namespace deed::block
