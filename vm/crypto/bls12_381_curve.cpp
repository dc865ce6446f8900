#include "vm/crypto/bls12_381_curve.hpp"

namespace deed::crypto::bls12_381 {
namespace {

using Fp12 = Dodecic<Parameters>;

/// The curve's parameter is −kU: p = (u − 1)²(u⁴ − u² + 1)/3 + u.
constexpr uint64_t kU = 0xd201000000010000;

/// The cube root of one for which (x, y) → (βx, y) multiplies points of the group by −u².
constexpr Fp kBeta =
    field_constant("5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");

template <typename Field>
Jacobian<Field> times_u(const Jacobian<Field>& point) {
    return -multiply_short(point, kU);
}

Jacobian<Fp> phi(const Jacobian<Fp>& point) {
    return {point.x * kBeta, point.y, point.z};
}

/// The p-th power map, carried to the twist and back: multiplies points of the group by u.
Jacobian<Fp2> psi(const Jacobian<Fp2>& point) {
    struct Factors {
        Fp2 x;
        Fp2 y;
    };
    static const Factors kFactors{frobenius_factors<Parameters>()[2].inverted(),
                                  frobenius_factors<Parameters>()[3].inverted()};
    return {point.x.conjugate() * kFactors.x, point.y.conjugate() * kFactors.y, point.z.conjugate()};
}

/// Splits scalars below the order into digits in base u²: u²·P is −φ(P). Every point takes two terms.
std::vector<Term<Fp>> split(std::span<const AffineTerm<Fp>> terms) {
    constexpr Uint256 kUSquared = Uint256{kU} * Uint256{kU};
    std::vector<Term<Fp>> halves;
    for (const auto& term : terms) {
        const auto [high, low] = divide(term.scalar % kOrder, kUSquared);
        const Jacobian<Fp> point{term.point};
        halves.push_back({point, low});
        halves.push_back({-phi(point), high});
    }
    return halves;
}

/// Splits scalars below the order into digits in base |u|: |u|·Q is −ψ(Q). Every point takes four terms.
std::vector<Term<Fp2>> split(std::span<const AffineTerm<Fp2>> terms) {
    std::vector<Term<Fp2>> quarters;
    for (const auto& term : terms) {
        Uint256 rest = term.scalar % kOrder;
        Jacobian<Fp2> point{term.point};
        for (int i = 0; i < 4; ++i) {
            const auto [quotient, digit] = divide(rest, kU);
            quarters.push_back({point, digit});
            point = -psi(point);
            rest = quotient;
        }
    }
    return quarters;
}

/// With fewer points than this, sharing doublings beats sharing additions.
constexpr size_t kFewPoints = 6;

template <typename Field>
Jacobian<Field> multiply_terms(std::span<const AffineTerm<Field>> terms, unsigned bits) {
    const auto parts = split(terms);
    if (terms.size() < kFewPoints) return multiply_few(std::span<const Term<Field>>{parts});
    std::vector<Jacobian<Field>> points;
    for (const auto& part : parts) points.push_back(part.point);
    const auto affine = to_affine(std::span<const Jacobian<Field>>{points});
    std::vector<AffineTerm<Field>> affine_parts;
    for (size_t i = 0; i < parts.size(); ++i) affine_parts.push_back({affine[i], parts[i].scalar});
    return multiply_many(std::span<const AffineTerm<Field>>{affine_parts}, bits);
}

/// The ate pairing before its final exponentiation, the product over all pairs: they share their squarings.
Fp12 miller_loop(std::vector<MillerPair<Parameters>>& pairs) {
    Fp12 f = Fp12::one();
    for (unsigned i = 63; i-- > 0;) {
        f = f.squared();
        for (auto& pair : pairs) {
            pair.double_into(f);
            if ((kU >> i & 1) != 0) pair.add_into(f, pair.q());
        }
    }
    // The parameter is negative.
    return f.conjugate();
}

/// Raises to 3(p^12 − 1)/r, which is one exactly when the power (p^12 − 1)/r is: as 3(p⁴ − p² + 1)/r is
/// (u − 1)²(u + p)(u² + p² − 1) + 3 (Hayashida, Hayasaka and Teruya, ePrint 2020/875).
Fp12 raise_to_final_exponent(const Fp12& f) {
    const Fp12 x = raise_to_easy_part(f);
    const auto power_u = [](const Fp12& y) { return power_cyclotomic(y, kU).conjugate(); };
    Fp12 y = power_u(x) * x.conjugate();
    y = power_u(y) * y.conjugate();
    y = power_u(y) * frobenius(y);
    y = power_u(power_u(y)) * frobenius(frobenius(y)) * y.conjugate();
    return y * x.squared_cyclotomic() * x;
}

}  // namespace

bool is_in_subgroup(const G1& point) {
    const Jacobian<Fp> p{point};
    return phi(p).equals(-times_u(times_u(p)));
}

bool is_in_subgroup(const G2& point) {
    const Jacobian<Fp2> q{point};
    return psi(q).equals(times_u(q));
}

Jacobian<Fp> clear_cofactor(const Jacobian<Fp>& point) {
    return point + -times_u(point);
}

/// Budroni and Pintore, "Efficient hash maps to G2 on BLS curves" (ePrint 2017/419):
/// [u² − u − 1]P + [u − 1]ψ(P) + ψ²(2P).
Jacobian<Fp2> clear_cofactor(const Jacobian<Fp2>& point) {
    const auto up = times_u(point);
    const auto psi_point = psi(point);
    // [u](uP + ψ(P)) − uP − ψ(P) − P + ψ²(2P).
    const auto sum = up + psi_point;
    return times_u(sum) + -sum + -point + psi(psi(point.doubled()));
}

Jacobian<Fp> multiply(std::span<const AffineTerm<Fp>> terms) {
    return multiply_terms(terms, 128);
}
Jacobian<Fp2> multiply(std::span<const AffineTerm<Fp2>> terms) {
    return multiply_terms(terms, 64);
}

bool pairing_is_one(std::span<const PointPair> pairs) {
    std::vector<MillerPair<Parameters>> factors;
    for (const auto& [p, q] : pairs)
        if (!p.is_infinity() && !q.is_infinity()) factors.emplace_back(p, q);
    return raise_to_final_exponent(miller_loop(factors)) == Fp12::one();
}

Fp square_root_of_either_sign(const Fp& x) {
    // (p + 1)/4 = ((p − 1)/2 + 1)/2, as p is 3 modulo 4.
    static const auto kExponent = [] {
        auto limbs = modulus_less_one_over<Parameters>(2);
        ++limbs[0];
        for (size_t i = 0; i < limbs.size(); ++i)
            limbs[i] = limbs[i] >> 1 | (i + 1 < limbs.size() ? limbs[i + 1] << 63 : 0);
        return limbs;
    }();
    return power_by_windows(x, std::span<const uint64_t>{kExponent});
}

std::optional<Fp> square_root(const Fp& x) {
    const Fp root = square_root_of_either_sign(x);
    if (root.squared() != x) return std::nullopt;
    return root;
}

}  // namespace deed::crypto::bls12_381
