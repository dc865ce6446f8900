#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vm/base/bytes.hpp"

namespace deed::load {

/// The chain that is loaded: so many accounts with ether and tokens.
inline constexpr uint64_t kSenders = 10'000;
inline constexpr uint64_t kChainId = 31'337;

/// A token with `transfer(address,uint256)`, its event, and `balanceOf(address)`.
[[nodiscard]] Address token_address();
[[nodiscard]] Address sender_address(uint64_t number);

/// The genesis file of the chain: blocks of 2,000,000,000 gas, and @p holders more that hold the token only.
[[nodiscard]] std::string make_genesis(uint64_t holders);

/// What the transactions do.
enum class Transfer : uint8_t { Plain, Token };

/// Signs @p count transactions from each sender, beginning with its own of @p first_nonces, to recipients
/// whom the chain does not know before; by nonce, then by sender. Uses every core.
[[nodiscard]] std::vector<Bytes> sign_transfers(Transfer transfer, const std::vector<uint64_t>& first_nonces,
                                                uint64_t count);

}  // namespace deed::load
