#pragma once

#include <optional>

#include "vm/base/bytes.hpp"

/// The curve y² = x³ + 3 of EIP-196 and EIP-197 (alt_bn128). Numbers are 32 big-endian bytes below the
/// field's prime; a point is x and y, and (0, 0) the point at infinity.
namespace deed::crypto::bn254 {

/// A point of the curve, as it is written.
using Point = FixedBytes<64>;

/// p + q; nothing when one of them is not a point of the curve.
[[nodiscard]] std::optional<Point> add(const Point& p, const Point& q);

/// scalar · p; nothing when p is not a point of the curve. The scalar may be any number.
[[nodiscard]] std::optional<Point> multiply(const Point& p, const Hash& scalar);

/// The bytes of a pair: a point of the curve (64), and a point of its twist over Fp2 (128), each coordinate
/// as the coefficient of i and then the rest.
inline constexpr size_t kPairSize = 192;

/// Whether the product of the pairings of all pairs is one; @p pairs is a multiple of kPairSize long. Nothing
/// when some point is not on its curve, or not in the subgroup of the twist.
[[nodiscard]] std::optional<bool> pairing_is_one(BytesView pairs);

}  // namespace deed::crypto::bn254
