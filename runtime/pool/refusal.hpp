#pragma once

#include <cstdint>
#include <string_view>

namespace deed::pool {

/// Why a transaction is not taken.
enum class Refusal : uint8_t {
    Undecodable,             ///< the bytes are no transaction
    UnsupportedType,         ///< a type that the chain's rules do not have yet, or that pools do not carry
    InvalidSignature,        ///< nobody, or with a high s, has signed it
    WrongChain,              ///< signed for another chain id
    AlreadyKnown,            ///< the very same is in the pool
    NonceTooLow,             ///< the sender has used the nonce already
    NonceTooFar,             ///< so far ahead that the gap is not believable
    NonceOverflow,           ///< 2^64 - 1 (EIP-2681)
    ReplacementUnderpriced,  ///< another of the same nonce is there and this one pays less than 10 % more
    FeeBelowBaseFee,         ///< cannot be in the next block, in which it would have to be (instant sealing)
    FeeCapBelowTip,          ///< the priority fee is above the fee cap
    TipTooLow,               ///< below what this pool asks for, or the pool is full of better ones
    InsufficientFunds,   ///< the balance does not cover gas · fee cap + value of all pending ones together
    SenderNotExternal,   ///< the sender is a contract (EIP-3607)
    IntrinsicGasTooLow,  ///< the gas limit does not cover what is charged before anything runs
    GasLimitTooHigh,     ///< above the block's
    GasAboveTransactionCap,  ///< above 2^24 (EIP-7825)
    InitCodeTooLarge,        ///< EIP-3860
    EmptyAuthorizationList,  ///< EIP-7702
    InvalidBlobs,            ///< none, too many, or of another version; or their fee is too low (EIP-4844)
    TooManyFromSender,       ///< this sender has its share of the pool
    ValueOverflow,           ///< gas · fee + value is above 2^256
};

/// What went wrong, in the words that client libraries look for.
[[nodiscard]] std::string_view message_of(Refusal refusal);

}  // namespace deed::pool
