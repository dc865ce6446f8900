#pragma once

#include <array>

#include "vm/crypto/field_tower.hpp"
#include "vm/crypto/weierstrass.hpp"

/// What the pairings of both curves share: the steps of Miller's loop (Costello, Lange and Naehrig, "Faster
/// pairing computations on curves with high-degree twists", 2009; Aranha et al., 2010) and the Frobenius map.
/// Private to this folder.
///
/// Parameters has Fp, kModulus by way of Fp, `multiply_by_xi`, `xi()`, kTwist, and `twist_b()`, the b of the
/// twist.
namespace deed::crypto {

/// How the twist's b comes from the curve's b: divided by ξ (type D) or multiplied (type M).
enum class Twist : uint8_t { Divides, Multiplies };

/// (p − 1) / divisor, exact for the divisors used.
template <typename Parameters>
[[nodiscard]] auto modulus_less_one_over(uint64_t divisor) {
    auto limbs = Parameters::kModulus;
    --limbs[0];
    unsigned __int128 rest = 0;
    for (size_t i = limbs.size(); i-- > 0;) {
        rest = rest << 64 | limbs[i];
        limbs[i] = static_cast<uint64_t>(rest / divisor);
        rest %= divisor;
    }
    return limbs;
}

/// ξ^(i·(p − 1)/6) for i = 0 … 5.
template <typename Parameters>
[[nodiscard]] const auto& frobenius_factors() {
    using Fp2 = Quadratic<typename Parameters::Fp>;
    static const auto kFactors = [] {
        const auto exponent = modulus_less_one_over<Parameters>(6);
        std::array<Fp2, 6> factors;
        factors[0] = Fp2::one();
        factors[1] = power(Parameters::xi(), std::span<const uint64_t>{exponent});
        for (size_t i = 2; i < 6; ++i) factors[i] = factors[i - 1] * factors[1];
        return factors;
    }();
    return kFactors;
}

/// x^p.
template <typename Parameters>
[[nodiscard]] Dodecic<Parameters> frobenius(const Dodecic<Parameters>& x) {
    const auto& f = frobenius_factors<Parameters>();
    return {{x.a.a.conjugate(), x.a.b.conjugate() * f[2], x.a.c.conjugate() * f[4]},
            {x.b.a.conjugate() * f[1], x.b.b.conjugate() * f[3], x.b.c.conjugate() * f[5]}};
}

/// x^((p^6 − 1)(p² + 1)): the easy part of the final exponentiation; the result is in the cyclotomic
/// subgroup.
template <typename Parameters>
[[nodiscard]] Dodecic<Parameters> raise_to_easy_part(const Dodecic<Parameters>& x) {
    const auto t = x.conjugate() * x.inverted();
    return frobenius(frobenius(t)) * t;
}

/// x^exponent in the cyclotomic subgroup.
template <typename Parameters>
[[nodiscard]] Dodecic<Parameters> power_cyclotomic(const Dodecic<Parameters>& x, uint64_t exponent) {
    auto result = x;
    for (unsigned i = 63 - static_cast<unsigned>(std::countl_zero(exponent)); i-- > 0;) {
        result = result.squared_cyclotomic();
        if ((exponent >> i & 1) != 0) result = result * x;
    }
    return result;
}

/// A pair of points on its way through Miller's loop: P stays, and R starts as Q and is multiplied.
template <typename Parameters>
class MillerPair {
  public:
    using Fp = typename Parameters::Fp;
    using Fp2 = Quadratic<Fp>;
    using Fp12 = Dodecic<Parameters>;

    MillerPair(const Affine<Fp>& p, const Affine<Fp2>& q) : p_(p), q_(q), x_(q.x), y_(q.y), z_(Fp2::one()) {}

    [[nodiscard]] const Affine<Fp2>& q() const { return q_; }

    /// Multiplies @p f by the tangent at R, evaluated at P, and doubles R.
    void double_into(Fp12& f) {
        const Fp2 a = (x_ * y_).halved();
        const Fp2 b = y_.squared();
        const Fp2 c = z_.squared();
        const Fp2 e = Parameters::twist_b() * (c.doubled() + c);
        const Fp2 e3 = e.doubled() + e;
        const Fp2 g = (b + e3).halved();
        const Fp2 h = (y_ + z_).squared() - (b + c);
        const Fp2 i = e - b;
        const Fp2 j = x_.squared();
        const Fp2 ee = e.squared();
        x_ = a * (b - e3);
        y_ = g.squared() - (ee.doubled() + ee);
        z_ = b * h;
        multiply_by_line(f, -h, j.doubled() + j, i);
    }

    /// Multiplies @p f by the line through R and @p q, evaluated at P, and adds @p q to R.
    void add_into(Fp12& f, const Affine<Fp2>& q) {
        const Fp2 theta = y_ - q.y * z_;
        const Fp2 lambda = x_ - q.x * z_;
        const Fp2 c = theta.squared();
        const Fp2 d = lambda.squared();
        const Fp2 e = lambda * d;
        const Fp2 g = x_ * d;
        const Fp2 h = e + z_ * c - g.doubled();
        x_ = lambda * h;
        y_ = theta * (g - h) - e * y_;
        z_ = z_ * e;
        multiply_by_line(f, lambda, -theta, theta * q.x - lambda * q.y);
    }

  private:
    /// The line is at_y · y + at_x · x + constant, in coordinates of the twist.
    void multiply_by_line(Fp12& f, const Fp2& at_y, const Fp2& at_x, const Fp2& constant) const {
        if constexpr (Parameters::kTwist == Twist::Divides)
            f = f.times_line_d(at_y * p_.y, at_x * p_.x, constant);
        else
            f = f.times_line_m(constant, at_x * p_.x, at_y * p_.y);
    }

    Affine<Fp> p_;
    Affine<Fp2> q_;
    Fp2 x_;
    Fp2 y_;
    Fp2 z_;
};

}  // namespace deed::crypto
