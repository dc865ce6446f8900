#include "vm/crypto/kzg_group.hpp"

namespace deed::crypto::kzg {
namespace {

using bls12_381::Fp;
using bls12_381::G1;

constexpr uint8_t kIsCompressed = 0x80;
constexpr uint8_t kIsInfinity = 0x40;
constexpr uint8_t kIsLargerY = 0x20;

}  // namespace

std::optional<G1> decompress(const CompressedPoint& bytes) {
    const uint8_t flags = bytes[0] & (kIsCompressed | kIsInfinity | kIsLargerY);
    CompressedPoint x_bytes = bytes;
    x_bytes[0] ^= flags;
    if ((flags & kIsCompressed) == 0) return std::nullopt;
    if ((flags & kIsInfinity) != 0) {
        const bool is_clean = (flags & kIsLargerY) == 0 && x_bytes.is_zero();
        return is_clean ? std::optional{G1{}} : std::nullopt;
    }
    const auto x = Fp::from_bytes(x_bytes);
    const auto y = x ? bls12_381::square_root(x->squared() * *x + Fp::from(4)) : std::nullopt;
    if (!y) return std::nullopt;
    const G1 point{*x, y->is_larger_half() == ((flags & kIsLargerY) != 0) ? *y : -*y};
    if (!bls12_381::is_in_subgroup(point)) return std::nullopt;
    return point;
}

}  // namespace deed::crypto::kzg
