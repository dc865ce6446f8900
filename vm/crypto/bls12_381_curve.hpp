#pragma once

#include <string_view>

#include "vm/crypto/pairing.hpp"

/// The fields, groups and pairing of BLS12-381, for the files that give them an encoding. Private to this
/// folder.
namespace deed::crypto::bls12_381 {

struct Parameters {
    static constexpr std::array<uint64_t, 6> kModulus = {0xb9feffffffffaaab, 0x1eabfffeb153ffff,
                                                         0x6730d2a0f6b0f624, 0x64774b84f38512bf,
                                                         0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a};
    using Fp = PrimeField<Parameters>;
    using Fp2 = Quadratic<Fp>;
    static constexpr Twist kTwist = Twist::Multiplies;

    /// ξ = 1 + i.
    static constexpr Fp2 xi() { return {Fp::one(), Fp::one()}; }
    static constexpr Fp2 multiply_by_xi(const Fp2& x) { return {x.a - x.b, x.a + x.b}; }
    /// 4ξ.
    static constexpr Fp2 twist_b() { return {Fp::from(4), Fp::from(4)}; }
};

using Fp = Parameters::Fp;
using Fp2 = Parameters::Fp2;
using G1 = Affine<Fp>;
using G2 = Affine<Fp2>;

/// The order of the groups.
inline constexpr Uint256 kOrder{0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805,
                                0x73eda753299d7d48};

/// A constant of the field, written in hexadecimal.
[[nodiscard]] constexpr Fp field_constant(std::string_view hex) {
    Fp::Limbs limbs{};
    for (size_t i = 0; i < hex.size(); ++i) {
        const char c = hex[hex.size() - 1 - i];
        const auto digit = static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
        limbs[i / 16] |= digit << (i % 16 * 4);
    }
    return Fp::from_limbs(limbs);
}

/// Whether a point of the curve, or of the twist, has the order of the group. Scott, "A note on group
/// membership tests for G1, G2 and GT on BLS pairing-friendly curves" (ePrint 2021/1130).
[[nodiscard]] bool is_in_subgroup(const G1& point);
[[nodiscard]] bool is_in_subgroup(const G2& point);

/// The multiple of a point that lies in the subgroup, as RFC 9380, section 8.8, chooses it.
[[nodiscard]] Jacobian<Fp> clear_cofactor(const Jacobian<Fp>& point);
[[nodiscard]] Jacobian<Fp2> clear_cofactor(const Jacobian<Fp2>& point);

/// The sum of scalar · point. The points must be in the subgroup.
[[nodiscard]] Jacobian<Fp> multiply(std::span<const AffineTerm<Fp>> terms);
[[nodiscard]] Jacobian<Fp2> multiply(std::span<const AffineTerm<Fp2>> terms);

/// A pair of points to take the pairing of.
struct PointPair {
    G1 p;
    G2 q;
};
/// Whether the product of all pairings is one. The points must be in the subgroups.
[[nodiscard]] bool pairing_is_one(std::span<const PointPair> pairs);

/// A square root; nothing when there is none.
[[nodiscard]] std::optional<Fp> square_root(const Fp& x);

/// x^((p + 1)/4): a square root of x, or of -x when x has none.
[[nodiscard]] Fp square_root_of_either_sign(const Fp& x);

/// RFC 9380's map of a number to a point of the subgroup.
[[nodiscard]] G1 map_to_g1(const Fp& number);
[[nodiscard]] G2 map_to_g2(const Fp2& number);

}  // namespace deed::crypto::bls12_381
