#pragma once

#include <optional>

#include "vm/base/bytes.hpp"

/// The curve BLS12-381 in the encoding of EIP-2537: a number of the field is 64 big-endian bytes below the
/// prime, one of Fp2 is two of them, the rest before the coefficient of i. A point is x and y; all zeros is
/// the point at infinity.
namespace deed::crypto::bls12_381 {

inline constexpr size_t kFieldSize = 64;
using G1Point = FixedBytes<2 * kFieldSize>;
using G2Point = FixedBytes<4 * kFieldSize>;

/// p + q; nothing when one of them is not on the curve. They may lie outside the subgroup.
[[nodiscard]] std::optional<G1Point> add(const G1Point& p, const G1Point& q);
[[nodiscard]] std::optional<G2Point> add(const G2Point& p, const G2Point& q);

/// The sum of scalar · point over terms of a point and 32 bytes of scalar each; the size is a multiple of
/// theirs. Nothing when a point is not on its curve or not in the subgroup. Scalars may be any number.
[[nodiscard]] std::optional<G1Point> multiply_g1(BytesView terms);
[[nodiscard]] std::optional<G2Point> multiply_g2(BytesView terms);
inline constexpr size_t kG1TermSize = G1Point::kSize + 32;
inline constexpr size_t kG2TermSize = G2Point::kSize + 32;

/// Whether the product of the pairings of all pairs (a G1 point, a G2 point) is one. The size is a multiple
/// of kPairSize. Nothing when a point is not on its curve or not in the subgroup.
[[nodiscard]] std::optional<bool> pairing_is_one(BytesView pairs);
inline constexpr size_t kPairSize = G1Point::kSize + G2Point::kSize;

/// Maps a number of the field to a point of the subgroup (RFC 9380, simplified SWU); nothing when it is not
/// below the prime.
[[nodiscard]] std::optional<G1Point> map_to_g1(const FixedBytes<kFieldSize>& number);
[[nodiscard]] std::optional<G2Point> map_to_g2(const FixedBytes<2 * kFieldSize>& number);

}  // namespace deed::crypto::bls12_381
