#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// Where CREATE and a creating transaction put a contract: from keccak256(rlp([sender, nonce])).
[[nodiscard]] Address create_address(const Address& sender, uint64_t nonce);
/// Where CREATE2 puts a contract (EIP-1014): from keccak256(0xff, sender, salt, keccak256(init code)).
[[nodiscard]] Address create2_address(const Address& sender, const Hash& salt, const Hash& init_code_hash);

/// "0x" and 40 digits, letters in upper and lower case as the checksum of EIP-55 says.
[[nodiscard]] std::string to_checksum(const Address& address);
/// Reads "0x" and 40 digits. All-lower and all-upper letters are accepted; mixed case must be the EIP-55
/// checksum.
[[nodiscard]] std::optional<Address> address_from_checksum(std::string_view text);

}  // namespace deed::crypto
