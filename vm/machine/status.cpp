#include "vm/machine/status.hpp"

#include "vm/base/assert.hpp"

namespace deed::machine {

std::string_view name_of(Status status) {
    switch (status) {
        case Status::Running: return "Running";
        case Status::Success: return "Success";
        case Status::Revert: return "Revert";
        case Status::OutOfGas: return "OutOfGas";
        case Status::UndefinedInstruction: return "UndefinedInstruction";
        case Status::InvalidInstruction: return "InvalidInstruction";
        case Status::StackUnderflow: return "StackUnderflow";
        case Status::StackOverflow: return "StackOverflow";
        case Status::BadJumpDestination: return "BadJumpDestination";
        case Status::ReturnDataOutOfBounds: return "ReturnDataOutOfBounds";
        case Status::StaticViolation: return "StaticViolation";
        case Status::CallDepthExceeded: return "CallDepthExceeded";
        case Status::InsufficientBalance: return "InsufficientBalance";
        case Status::NonceOverflow: return "NonceOverflow";
        case Status::AddressCollision: return "AddressCollision";
        case Status::InitCodeTooLarge: return "InitCodeTooLarge";
        case Status::CodeTooLarge: return "CodeTooLarge";
        case Status::CodeRefused: return "CodeRefused";
        case Status::PrecompileFailure: return "PrecompileFailure";
    }
    DEED_ASSERT(false);
    __builtin_unreachable();
}

std::string_view describe(Status status) {
    switch (status) {
        case Status::Running: return "running";
        case Status::Success: return "success";
        case Status::Revert: return "reverted";
        case Status::OutOfGas: return "out of gas";
        case Status::UndefinedInstruction: return "undefined instruction";
        case Status::InvalidInstruction: return "invalid instruction";
        case Status::StackUnderflow: return "stack underflow";
        case Status::StackOverflow: return "stack overflow";
        case Status::BadJumpDestination: return "bad jump destination";
        case Status::ReturnDataOutOfBounds: return "return data out of bounds";
        case Status::StaticViolation: return "change of state in a static call";
        case Status::CallDepthExceeded: return "call depth exceeded";
        case Status::InsufficientBalance: return "insufficient balance for the call";
        case Status::NonceOverflow: return "nonce overflow";
        case Status::AddressCollision: return "a contract exists at the new address";
        case Status::InitCodeTooLarge: return "init code too large";
        case Status::CodeTooLarge: return "code too large";
        case Status::CodeRefused: return "code begins with 0xef";
        case Status::PrecompileFailure: return "precompiled contract refused its input";
    }
    DEED_ASSERT(false);
    __builtin_unreachable();
}

}  // namespace deed::machine
