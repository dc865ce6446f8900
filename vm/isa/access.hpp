#pragma once

#include "vm/base/uint256.hpp"

/// What the price of reading and writing storage depends on.
namespace deed::isa {

/// Whether something was used before in this transaction (EIP-2929).
enum class Access : uint8_t { Cold, Warm };

/// A word read from storage.
struct SlotRead {
    Uint256 value;
    Access access;  ///< how the slot stood before this read
};

/// What SSTORE's price depends on (EIP-2200, EIP-2929, EIP-3529).
struct SlotWrite {
    Uint256 original;  ///< at the start of the transaction
    Uint256 current;   ///< just before this write
    Access access;     ///< how the slot stood before this write
};

}  // namespace deed::isa
