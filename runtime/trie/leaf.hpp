#pragma once

#include <optional>

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::trie {

/// What the state tree holds of an account (Yellow Paper, section 4.1), under the Keccak-256 of its address.
struct AccountLeaf {
    uint64_t nonce = 0;
    Uint256 balance;
    Hash storage_root;
    Hash code_hash;

    bool operator==(const AccountLeaf&) const = default;
};

[[nodiscard]] Bytes encode(const AccountLeaf& leaf);
/// Reads what `encode` writes, or nothing.
[[nodiscard]] std::optional<AccountLeaf> decode_account_leaf(BytesView bytes);

/// What a storage tree holds of a word, under the Keccak-256 of its slot; empty (remove) for zero.
[[nodiscard]] Bytes encode_storage_leaf(const Uint256& value);

}  // namespace deed::trie
