#pragma once

#include <cstdint>
#include <vector>

#include "vm/base/bytes.hpp"

namespace deed::consensus {

/// A validator's share of the beacon, fixed before anybody can know what it will be good for: a secret hashed
/// `kLayers` times. The outermost hash, the anchor, is registered; each proposal reveals one layer, whose
/// hash is the one revealed before. Nothing can be chosen later.
class Onion {
  public:
    static constexpr uint32_t kLayers = 16'384;

    /// The onion of a secret seed; one seed makes any number of onions, which follow one another.
    Onion(const Hash& secret_seed, uint64_t number);

    /// The hash that is registered.
    [[nodiscard]] const Hash& anchor() const { return anchor_; }
    /// The layer that is revealed after @p revealed others, which are fewer than `kLayers`.
    [[nodiscard]] const Hash& layer(uint32_t revealed) const;

  private:
    std::vector<Hash> layers_;  ///< innermost first
    Hash anchor_;
};

/// Whether @p reveal is the layer under @p known.
[[nodiscard]] bool is_layer_under(const Hash& known, const Hash& reveal);

/// The beacon after a block: keccak256(mix, height as 32 bytes, reveal). Hashing, not XOR, so that equal
/// reveals do not cancel.
[[nodiscard]] Hash mix_reveal(const Hash& mix, uint64_t height, const Hash& reveal);

}  // namespace deed::consensus
