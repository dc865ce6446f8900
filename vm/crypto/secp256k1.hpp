#pragma once

#include <optional>

#include "vm/base/bytes.hpp"

/// ECDSA over secp256k1 (SEC 2, section 2.4.1), as transactions and seals use it.
namespace deed::crypto {

/// Overwrites @p size bytes at @p secret with zeros, also when nobody reads them afterwards.
void wipe(void* secret, size_t size) noexcept;

/// A secret scalar between 1 and the group's order. Wiped when it goes out of scope; not copied by accident.
class PrivateKey {
  public:
    /// Takes over @p secret, or nothing when it is zero or not below the group's order.
    [[nodiscard]] static std::optional<PrivateKey> from(const Hash& secret) noexcept;

    PrivateKey(PrivateKey&& other) noexcept;
    PrivateKey& operator=(PrivateKey&& other) noexcept;
    PrivateKey(const PrivateKey&) = delete;
    PrivateKey& operator=(const PrivateKey&) = delete;
    ~PrivateKey();

    /// A second copy, asked for explicitly.
    [[nodiscard]] PrivateKey clone() const noexcept;
    /// The 32 secret bytes. Do not print, store or compare them.
    [[nodiscard]] const Hash& secret() const noexcept { return secret_; }

  private:
    explicit PrivateKey(const Hash& secret) noexcept : secret_(secret) {}

    Hash secret_;
};

/// The affine coordinates x and y, 32 big-endian bytes each.
using PublicKey = FixedBytes<64>;

/// An ECDSA signature with what is needed to recover the signer.
struct Signature {
    Hash r;
    Hash s;
    uint8_t y_parity = 0;  ///< 0 or 1: whether the y coordinate of the nonce point is odd

    bool operator==(const Signature&) const = default;
};

/// Signs a digest with the deterministic nonce of RFC 6979; s is in the lower half of the order (EIP-2).
[[nodiscard]] Signature sign(const Hash& digest, const PrivateKey& key) noexcept;

/// The public key that made @p signature over @p digest; nothing when r, s or y_parity is out of range or no
/// such point exists. High s is accepted, as the ECRECOVER precompile must; see `is_low_s`.
[[nodiscard]] std::optional<PublicKey> recover_public_key(const Hash& digest,
                                                          const Signature& signature) noexcept;
/// The address that made @p signature over @p digest; fails as `recover_public_key` does.
[[nodiscard]] std::optional<Address> recover(const Hash& digest, const Signature& signature) noexcept;

/// Whether @p signature over @p digest is by @p key. Low and high s are both accepted.
[[nodiscard]] bool verify(const Hash& digest, const Signature& signature, const PublicKey& key) noexcept;

/// Whether s is at most half the order: the only form transactions may carry (EIP-2).
[[nodiscard]] bool is_low_s(const Hash& s) noexcept;

[[nodiscard]] PublicKey public_key_of(const PrivateKey& key) noexcept;
/// The last 20 bytes of the Keccak-256 of the public key.
[[nodiscard]] Address address_of(const PublicKey& key) noexcept;
[[nodiscard]] Address address_of(const PrivateKey& key) noexcept;

}  // namespace deed::crypto
