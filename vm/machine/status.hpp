#pragma once

#include <cstdint>
#include <string_view>

namespace deed::machine {

/// How a frame stands. All but the first three are the exceptional halts of the Yellow Paper (section 9.4.2):
/// they take all gas, undo all changes and return nothing.
enum class Status : uint8_t {
    Running,  ///< has not ended
    Success,  ///< STOP, RETURN, SELFDESTRUCT, or the end of the code
    Revert,   ///< REVERT: changes undone, gas that is left and the output go back (EIP-140)
    OutOfGas,
    UndefinedInstruction,  ///< a byte that this revision does not define
    InvalidInstruction,    ///< INVALID (EIP-141)
    StackUnderflow,
    StackOverflow,
    BadJumpDestination,
    ReturnDataOutOfBounds,  ///< RETURNDATACOPY past the end (EIP-211)
    StaticViolation,        ///< a change of state within STATICCALL (EIP-214)
    CallDepthExceeded,      ///< more than 1024 calls within one another; costs the caller nothing
    InsufficientBalance,    ///< the value of a call is more than the caller has; costs the caller nothing
    NonceOverflow,          ///< the creator's nonce cannot be raised (EIP-2681); costs the caller nothing
    AddressCollision,       ///< a contract is there already (EIP-684, EIP-7610)
    InitCodeTooLarge,       ///< EIP-3860
    CodeTooLarge,           ///< the created contract is (EIP-170)
    CodeRefused,            ///< the created contract begins with 0xef (EIP-3541)
    PrecompileFailure,      ///< input that a precompiled contract refuses
};

/// The enumerator's name, as tests and `deed vm run` print it.
[[nodiscard]] std::string_view name_of(Status status);
/// The status in words, for people.
[[nodiscard]] std::string_view describe(Status status);

}  // namespace deed::machine
