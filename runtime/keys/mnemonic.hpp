#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"

namespace deed::keys {

/// A secp256k1 secret scalar, big endian. Never logged; wipe copies with `wipe`.
using SecretKey = FixedBytes<32>;

/// The words every Ethereum development node funds. Public knowledge: never a home for value.
inline constexpr std::string_view kDevMnemonic = "test test test test test test test test test test test junk";

/// A secret and the address it speaks for.
struct Account {
    SecretKey secret;
    Address address;
};

/// Overwrites a secret in a way the optimizer keeps.
void wipe(SecretKey& secret);

/// Whether @p secret is a scalar of the curve: not zero and below the group's order.
[[nodiscard]] bool is_valid_secret(const SecretKey& secret);

/// The address of @p secret, which must be valid.
[[nodiscard]] Address address_of(const SecretKey& secret);

/// The seed of a mnemonic sentence (BIP-39: PBKDF2-HMAC-SHA512, 2048 rounds). The words are taken as they are written,
/// single spaces between them; their checksum is not examined. ASCII only, as every word list in use for Ethereum is.
[[nodiscard]] FixedBytes<64> seed_from_mnemonic(std::string_view words, std::string_view passphrase = {});

/// Marks a step of a derivation path as hardened (BIP-32 writes it with an apostrophe).
inline constexpr uint32_t kHardened = 0x80000000;

/// Walks a BIP-32 path from @p seed; nothing in the (never yet seen) case of a step that is no scalar.
[[nodiscard]] std::optional<SecretKey> derive_secret(const FixedBytes<64>& seed, const std::vector<uint32_t>& path);

/// The first @p count accounts of a mnemonic, m/44'/60'/0'/0/i (BIP-44 with Ethereum's coin number).
[[nodiscard]] std::vector<Account> derive_accounts(std::string_view mnemonic, uint32_t count);

}  // namespace deed::keys
