#pragma once

#include "vm/base/bytes.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::keys {

/// Who seals blocks: an address and its signatures, wherever the secret is kept.
class Signer {
  public:
    virtual ~Signer() = default;

    [[nodiscard]] virtual const Address& address() const = 0;
    /// Signs a 32-byte digest. Throws `Error` when the place that keeps the secret cannot be reached.
    [[nodiscard]] virtual crypto::Signature sign(const Hash& digest) const = 0;
};

/// A signer that holds its secret in this process.
class LocalSigner final : public Signer {
  public:
    explicit LocalSigner(crypto::PrivateKey key);

    [[nodiscard]] const Address& address() const override { return address_; }
    [[nodiscard]] crypto::Signature sign(const Hash& digest) const override;

  private:
    crypto::PrivateKey key_;
    Address address_;
};

}  // namespace deed::keys
