#include "runtime/block/bloom.hpp"

#include "vm/crypto/keccak.hpp"

namespace deed::block {
namespace {

/// The places of the three bits, each as a number below 2048.
std::array<unsigned, 3> bits_of(BytesView entry) {
    const Hash digest = crypto::keccak256(entry);
    std::array<unsigned, 3> bits{};
    for (size_t i = 0; i < bits.size(); ++i) bits[i] = ((digest[2 * i] << 8) | digest[2 * i + 1]) & 2047;
    return bits;
}

uint8_t mask_of(unsigned bit) {
    return static_cast<uint8_t>(1U << (bit % 8));
}

}  // namespace

void add_to(Bloom& bloom, BytesView entry) {
    for (const unsigned bit : bits_of(entry)) bloom[Bloom::kSize - 1 - bit / 8] |= mask_of(bit);
}

Bloom bloom_of(std::span<const Log> logs) {
    Bloom bloom;
    for (const Log& log : logs) {
        add_to(bloom, log.address);
        for (const Hash& topic : log.topics) add_to(bloom, topic);
    }
    return bloom;
}

void merge_into(Bloom& bloom, const Bloom& other) {
    for (size_t i = 0; i < Bloom::kSize; ++i) bloom[i] |= other[i];
}

bool may_contain(const Bloom& bloom, BytesView entry) {
    for (const unsigned bit : bits_of(entry))
        if ((bloom[Bloom::kSize - 1 - bit / 8] & mask_of(bit)) == 0) return false;
    return true;
}

}  // namespace deed::block
