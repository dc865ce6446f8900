#pragma once

#include "runtime/consensus/message.hpp"

namespace deed::tests {

/// Seals that cost nothing: the digest and the sender. Who uses it keeps to signing in its own name.
class FakeScheme final : public consensus::SignatureScheme {
  public:
    [[nodiscard]] static block::Seal seal(const Hash& digest, const Address& sender);
    [[nodiscard]] bool is_by(const Hash& digest, const block::Seal& seal,
                             const Address& sender) const override;
};

}  // namespace deed::tests
