#include "vm/crypto/bn254.hpp"

#include "vm/crypto/pairing.hpp"

namespace deed::crypto::bn254 {
namespace {

/// The curve's parameter: p = 36u⁴ + 36u³ + 24u² + 6u + 1.
constexpr uint64_t kU = 0x44e992b44a6909f1;

struct Parameters {
    static constexpr std::array<uint64_t, 4> kModulus = {0x3c208c16d87cfd47, 0x97816a916871ca8d,
                                                         0xb85045b68181585d, 0x30644e72e131a029};
    using Fp = PrimeField<Parameters>;
    using Fp2 = Quadratic<Fp>;
    static constexpr Twist kTwist = Twist::Divides;

    /// ξ = 9 + i.
    static constexpr Fp2 xi() { return {Fp::from(9), Fp::one()}; }
    static constexpr Fp2 multiply_by_xi(const Fp2& x) {
        const Fp nine_a = x.a.doubled().doubled().doubled() + x.a;
        const Fp nine_b = x.b.doubled().doubled().doubled() + x.b;
        return {nine_a - x.b, nine_b + x.a};
    }
    /// 3 / ξ.
    static const Fp2& twist_b() {
        static const Fp2 kB = xi().inverted() * Fp::from(3);
        return kB;
    }
};

using Fp = Parameters::Fp;
using Fp2 = Parameters::Fp2;
using Fp12 = Dodecic<Parameters>;
using G1 = Affine<Fp>;
using G2 = Affine<Fp2>;

std::optional<G1> read_g1(BytesView bytes) {
    const auto x = Fp::from_bytes(bytes.first(32));
    const auto y = Fp::from_bytes(bytes.subspan(32, 32));
    if (!x || !y) return std::nullopt;
    const G1 point{*x, *y};
    if (!is_on_curve(point, Fp::from(3))) return std::nullopt;
    return point;
}

Point write_g1(const G1& point) {
    Point bytes;
    point.x.to_bytes(bytes.data());
    point.y.to_bytes(bytes.data() + 32);
    return bytes;
}

/// The p-th power map, carried to the twist.
G2 frobenius_of(const G2& point) {
    const auto& factors = frobenius_factors<Parameters>();
    return {point.x.conjugate() * factors[2], point.y.conjugate() * factors[3]};
}

Jacobian<Fp2> frobenius_of(const Jacobian<Fp2>& point) {
    const auto& factors = frobenius_factors<Parameters>();
    return {point.x.conjugate() * factors[2], point.y.conjugate() * factors[3], point.z.conjugate()};
}

/// Whether a point of the twist has the order of the group: [u + 1]Q + ψ([u]Q) + ψ²([u]Q) = ψ³([2u]Q), where
/// ψ is the p-th power map (Dai, Lin, Zhao and Zhou, ePrint 2022/348).
bool is_in_subgroup(const G2& point) {
    const Jacobian<Fp2> q{point};
    const auto uq = multiply_short(q, kU);
    const auto psi = frobenius_of(uq);
    const auto psi2 = frobenius_of(psi);
    const auto psi3 = frobenius_of(psi2);
    return (uq + point + psi + psi2).equals(psi3.doubled());
}

std::optional<Fp2> read_fp2(BytesView bytes) {
    const auto b = Fp::from_bytes(bytes.first(32));
    const auto a = Fp::from_bytes(bytes.subspan(32, 32));
    if (!a || !b) return std::nullopt;
    return Fp2{*a, *b};
}

std::optional<G2> read_g2(BytesView bytes) {
    const auto x = read_fp2(bytes.first(64));
    const auto y = read_fp2(bytes.subspan(64, 64));
    if (!x || !y) return std::nullopt;
    const G2 point{*x, *y};
    if (!is_on_curve(point, Parameters::twist_b()) || !is_in_subgroup(point)) return std::nullopt;
    return point;
}

/// 6u + 2 in signed digits, highest first, without the leading one: 22 of 66 are not zero.
constexpr int8_t kLoop[] = {0, -1, 0, 1,  0, 0, 0, -1, 0, -1, 0,  0, 0,  -1, 0, 1, 0, -1, 0, 0, -1, 0,
                            0, 0,  0, 0,  1, 0, 0, -1, 0, 1,  0,  0, -1, 0,  0, 0, 0, -1, 0, 1, 0,  0,
                            0, -1, 0, -1, 0, 0, 1, 0,  0, 0,  -1, 0, 0,  -1, 0, 1, 0, 1,  0, 0, 0};

/// The optimal ate pairing before its final exponentiation, the product over all pairs: they share their
/// squarings.
Fp12 miller_loop(std::vector<MillerPair<Parameters>>& pairs) {
    Fp12 f = Fp12::one();
    for (const int8_t digit : kLoop) {
        f = f.squared();
        for (auto& pair : pairs) {
            pair.double_into(f);
            if (digit > 0) pair.add_into(f, pair.q());
            if (digit < 0) pair.add_into(f, -pair.q());
        }
    }
    for (auto& pair : pairs) {
        const G2 q1 = frobenius_of(pair.q());
        const G2 q2 = frobenius_of(q1);
        pair.add_into(f, q1);
        pair.add_into(f, -q2);
    }
    return f;
}

/// Raises to 2u(6u² + 3u + 1)(p^12 − 1)/r, which is one exactly when the power (p^12 − 1)/r is.
/// Fuentes-Castañeda, Knapp and Rodríguez-Henríquez, "Faster hashing to G2" (2011).
Fp12 raise_to_final_exponent(const Fp12& f) {
    const Fp12 x = raise_to_easy_part(f);
    const auto power_u = [](const Fp12& y) { return power_cyclotomic(y, kU); };
    // In the comments the exponent of x.
    const Fp12 u2 = power_u(x).squared_cyclotomic();       // 2u
    const Fp12 u6 = u2.squared_cyclotomic() * u2;          // 6u
    const Fp12 uu6 = power_u(u6);                          // 6u²
    const Fp12 uuu12 = power_u(uu6.squared_cyclotomic());  // 12u³
    const Fp12 a = u6 * uu6 * uuu12;                       // 12u³ + 6u² + 6u
    const Fp12 b = a * u2.conjugate();                     // 12u³ + 6u² + 4u
    const Fp12 c = a * uu6 * x;                            // 12u³ + 12u² + 6u + 1
    const Fp12 d = b * x.conjugate();                      // 12u³ + 6u² + 4u − 1
    const Fp12 a_p2 = frobenius(frobenius(a));
    const Fp12 d_p3 = frobenius(frobenius(frobenius(d)));
    return c * frobenius(b) * a_p2 * d_p3;
}

}  // namespace

std::optional<Point> add(const Point& p, const Point& q) {
    const auto a = read_g1(p);
    const auto b = read_g1(q);
    if (!a || !b) return std::nullopt;
    return write_g1((Jacobian<Fp>{*a} + *b).to_affine());
}

std::optional<Point> multiply(const Point& p, const Hash& scalar) {
    const auto point = read_g1(p);
    if (!point) return std::nullopt;
    const Term<Fp> term{Jacobian<Fp>{*point}, to_word(scalar)};
    return write_g1(multiply_few(std::span{&term, 1}).to_affine());
}

std::optional<bool> pairing_is_one(BytesView pairs) {
    DEED_ASSERT(pairs.size() % kPairSize == 0);
    std::vector<MillerPair<Parameters>> factors;
    for (; !pairs.empty(); pairs = pairs.subspan(kPairSize)) {
        const auto g1 = read_g1(pairs.first(64));
        const auto g2 = g1 ? read_g2(pairs.subspan(64, 128)) : std::nullopt;
        if (!g2) return std::nullopt;
        if (!g1->is_infinity() && !g2->is_infinity()) factors.emplace_back(*g1, *g2);
    }
    return raise_to_final_exponent(miller_loop(factors)) == Fp12::one();
}

}  // namespace deed::crypto::bn254
