#pragma once

#include <map>
#include <utility>

#include "runtime/consensus/message.hpp"

namespace deed::consensus {

/// Checks seals as `Secp256k1Scheme` does, but believes those that this process has just made itself: whether
/// they are by the keys that made them need not be worked out.
class OwnSeals final : public SignatureScheme {
  public:
    /// Believes @p seal over @p digest, which was made here with the key of @p sender.
    void add(const Hash& digest, const Address& sender, const block::Seal& seal);
    /// Forgets them all.
    void clear() { seals_.clear(); }

    [[nodiscard]] bool is_by(const Hash& digest, const block::Seal& seal,
                             const Address& sender) const override;

  private:
    Secp256k1Scheme scheme_;
    std::map<std::pair<Hash, Address>, block::Seal> seals_;
};

}  // namespace deed::consensus
