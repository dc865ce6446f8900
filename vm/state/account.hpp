#pragma once

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::state {

/// What the state keeps of an account beside its storage.
struct Account {
    uint64_t nonce = 0;
    Uint256 balance;
    Hash code_hash = crypto::kEmptyCodeHash;

    bool operator==(const Account&) const = default;

    [[nodiscard]] bool has_code() const { return code_hash != crypto::kEmptyCodeHash; }
    /// EIP-161: nonce and balance are zero and there is no code.
    [[nodiscard]] bool is_empty() const { return nonce == 0 && !balance && !has_code(); }
};

}  // namespace deed::state
