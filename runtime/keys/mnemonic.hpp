#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::keys {

/// The words every Ethereum development node funds. Public knowledge: never a home for value.
inline constexpr std::string_view kDevMnemonic =
    "test test test test test test test test test test test junk";

/// A secret and the address it speaks for.
struct Account {
    crypto::PrivateKey key;
    Address address;
};

/// What BIP-39 makes of a mnemonic.
using Seed = FixedBytes<64>;

/// The seed of a mnemonic sentence (BIP-39: PBKDF2-HMAC-SHA512, 2048 rounds). The words are taken as they are
/// written, with single spaces between them; their checksum is not examined. ASCII only. Throws `Error` when
/// the cryptographic library fails.
[[nodiscard]] Seed seed_from_mnemonic(std::string_view words, std::string_view passphrase = {});

/// Marks a step of a derivation path as hardened (BIP-32 writes it with an apostrophe).
inline constexpr uint32_t kHardened = 0x80000000;

/// Walks a BIP-32 path from @p seed; nothing in the case, never yet seen, of a step that is no scalar.
[[nodiscard]] std::optional<crypto::PrivateKey> derive_key(const Seed& seed, std::span<const uint32_t> path);

/// The first @p count accounts of a mnemonic, m/44'/60'/0'/0/i (BIP-44 with Ethereum's coin number).
[[nodiscard]] std::vector<Account> derive_accounts(std::string_view mnemonic, uint32_t count);

}  // namespace deed::keys
