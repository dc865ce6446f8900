#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "runtime/block/decode_error.hpp"
#include "runtime/execution/invalid.hpp"

namespace deed::pool {

/// Why the pool itself does not take a transaction that would be valid in some block.
enum class PoolError : uint8_t {
    AlreadyKnown,            ///< the very same waits here
    ReplacementUnderpriced,  ///< another of its nonce waits here, and it does not pay 10 % more
    Underpriced,             ///< pays less than the pool asks for, or the pool is full of better ones
    NonceTooFar,             ///< so far ahead that the gap is not believable
    TooManyFromSender,       ///< the sender has its share of the pool
    BlobsMissing,            ///< a blob transaction without its blobs
    BlobsMismatched,         ///< they are not those that the transaction names, or their proofs do not hold
    BlobsTooEarly,           ///< proofs for cells before Osaka
    CannotWait,              ///< would have to wait for another block, and the chain seals at once
};

/// Why a transaction is not taken: it is none, can never be in a block, or the pool does not want it.
using Refusal = std::variant<PoolError, execution::Invalid, block::DecodeError>;

/// The reason in the words that client libraries look for.
[[nodiscard]] std::string message_of(const Refusal& refusal);

}  // namespace deed::pool
