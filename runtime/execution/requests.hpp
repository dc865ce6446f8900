#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/state/log.hpp"

namespace deed::execution {

/// EIP-7685: the first byte of a request says who is asked for what.
enum class RequestType : uint8_t {
    Deposit = 0,        ///< EIP-6110
    Withdrawal = 1,     ///< EIP-7002
    Consolidation = 2,  ///< EIP-7251
};

/// Appends the deposit that @p log of the deposit contract announces to @p deposits (EIP-6110); other events
/// of the contract are passed over. False when a deposit event does not have its layout.
[[nodiscard]] bool append_deposit(const state::Log& log, Bytes& deposits);

/// sha256 over the sha256 of each request (EIP-7685).
[[nodiscard]] Hash hash_requests(std::span<const Bytes> requests);

}  // namespace deed::execution
