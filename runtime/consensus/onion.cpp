#include "runtime/consensus/onion.hpp"

#include <algorithm>

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::consensus {

Onion::Onion(const Hash& secret_seed, uint64_t number) {
    std::array<uint8_t, 64> preimage{};
    std::copy(secret_seed.bytes.begin(), secret_seed.bytes.end(), preimage.begin());
    store_be(preimage.data() + 32, Uint256{number});
    layers_.reserve(kLayers);
    layers_.push_back(crypto::keccak256(preimage));
    while (layers_.size() < kLayers) layers_.push_back(crypto::keccak256(layers_.back()));
    anchor_ = crypto::keccak256(layers_.back());
}

const Hash& Onion::layer(uint32_t revealed) const {
    DEED_ASSERT(revealed < kLayers);
    return layers_[kLayers - 1 - revealed];
}

bool is_layer_under(const Hash& known, const Hash& reveal) {
    return crypto::keccak256(reveal) == known;
}

Hash mix_reveal(const Hash& mix, uint64_t height, const Hash& reveal) {
    std::array<uint8_t, 96> preimage{};
    std::copy(mix.bytes.begin(), mix.bytes.end(), preimage.begin());
    store_be(preimage.data() + 32, Uint256{height});
    std::copy(reveal.bytes.begin(), reveal.bytes.end(), preimage.begin() + 64);
    return crypto::keccak256(preimage);
}

}  // namespace deed::consensus
