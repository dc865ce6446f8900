#pragma once

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"
#include "vm/machine/status.hpp"

namespace deed::machine {

enum class CallKind : uint8_t { Call, CallCode, DelegateCall, StaticCall, Create, Create2 };

/// Whether @p kind makes a contract.
[[nodiscard]] constexpr bool is_creation(CallKind kind) {
    return kind >= CallKind::Create;
}

/// One call or creation, as it is asked for.
struct Message {
    CallKind kind = CallKind::Call;
    bool is_static = false;  ///< nothing may change the state (EIP-214)
    int32_t depth = 0;       ///< 0 for the transaction itself
    int64_t gas = 0;
    Address recipient;     ///< whose state the code works on (ADDRESS); of a creation: found by the machine
    Address sender;        ///< CALLER
    Address code_address;  ///< whose code runs; differs from `recipient` in CALLCODE and DELEGATECALL
    Uint256 value;         ///< CALLVALUE; moves from sender to recipient except in DELEGATECALL and CALLCODE
    BytesView input;       ///< call data, or init code; borrowed until the call returns
    Uint256 salt;          ///< of CREATE2
    uint64_t nonce = 0;  ///< of a creation at depth 0: the transaction's, from which the new address is made
};

/// What came of a call.
struct CallResult {
    Status status = Status::Success;
    int64_t gas_left = 0;
    BytesView
        output;  ///< returned or reverted with, or the created code; borrowed until the machine's next call
    Address created;  ///< of a successful creation

    [[nodiscard]] bool is_success() const { return status == Status::Success; }
};

}  // namespace deed::machine
