#pragma once

#include "vm/crypto/prime_field.hpp"

/// Extensions of a prime field for pairings: Fp2 = Fp[i]/(i² + 1), Fp6 = Fp2[v]/(v³ − ξ), Fp12 = Fp6[w]/(w² −
/// v). Private to this folder.
namespace deed::crypto {

/// a + b·i.
template <typename Fp>
struct Quadratic {
    Fp a;
    Fp b;

    [[nodiscard]] static constexpr Quadratic one() { return {Fp::one(), {}}; }
    [[nodiscard]] constexpr bool is_zero() const { return a.is_zero() && b.is_zero(); }
    constexpr bool operator==(const Quadratic&) const = default;

    friend constexpr Quadratic operator+(const Quadratic& x, const Quadratic& y) {
        return {x.a + y.a, x.b + y.b};
    }
    friend constexpr Quadratic operator-(const Quadratic& x, const Quadratic& y) {
        return {x.a - y.a, x.b - y.b};
    }
    friend constexpr Quadratic operator-(const Quadratic& x) { return {-x.a, -x.b}; }
    friend Quadratic operator*(const Quadratic& x, const Quadratic& y) {
        const auto product = Fp::multiply_quadratic(x.a, x.b, y.a, y.b);
        return {product.a, product.b};
    }
    friend constexpr Quadratic operator*(const Quadratic& x, const Fp& y) { return {x.a * y, x.b * y}; }

    [[nodiscard]] constexpr Quadratic squared() const { return {(a + b) * (a - b), (a * b).doubled()}; }
    [[nodiscard]] constexpr Quadratic doubled() const { return {a.doubled(), b.doubled()}; }
    [[nodiscard]] constexpr Quadratic halved() const { return {a.halved(), b.halved()}; }
    /// a − b·i, which is also the p-th power.
    [[nodiscard]] constexpr Quadratic conjugate() const { return {a, -b}; }
    [[nodiscard]] Quadratic inverted() const {
        const Fp norm = (a.squared() + b.squared()).inverted();
        return {a * norm, -(b * norm)};
    }
    /// Ordered by i's coefficient first: whether the number is larger than its negative.
    [[nodiscard]] bool is_larger_half() const {
        return b.is_zero() ? a.is_larger_half() : b.is_larger_half();
    }
};

/// a + b·v + c·v². Parameters has `multiply_by_xi`, the product of an Fp2 with ξ.
template <typename Parameters>
struct Cubic {
    using Fp2 = Quadratic<typename Parameters::Fp>;

    Fp2 a;
    Fp2 b;
    Fp2 c;

    [[nodiscard]] static constexpr Cubic one() { return {Fp2::one(), {}, {}}; }
    constexpr bool operator==(const Cubic&) const = default;

    friend constexpr Cubic operator+(const Cubic& x, const Cubic& y) {
        return {x.a + y.a, x.b + y.b, x.c + y.c};
    }
    friend constexpr Cubic operator-(const Cubic& x, const Cubic& y) {
        return {x.a - y.a, x.b - y.b, x.c - y.c};
    }
    friend constexpr Cubic operator-(const Cubic& x) { return {-x.a, -x.b, -x.c}; }
    /// Karatsuba: six products.
    friend Cubic operator*(const Cubic& x, const Cubic& y) {
        const Fp2 aa = x.a * y.a;
        const Fp2 bb = x.b * y.b;
        const Fp2 cc = x.c * y.c;
        return {aa + xi((x.b + x.c) * (y.b + y.c) - bb - cc), (x.a + x.b) * (y.a + y.b) - aa - bb + xi(cc),
                (x.a + x.c) * (y.a + y.c) - aa - cc + bb};
    }
    friend Cubic operator*(const Cubic& x, const Fp2& y) { return {x.a * y, x.b * y, x.c * y}; }

    /// The product with p + q·v.
    [[nodiscard]] Cubic times_ab(const Fp2& p, const Fp2& q) const {
        const Fp2 aa = a * p;
        const Fp2 bb = b * q;
        return {xi((b + c) * q - bb) + aa, (p + q) * (a + b) - aa - bb, (a + c) * p - aa + bb};
    }
    /// The product with q·v.
    [[nodiscard]] Cubic times_b(const Fp2& q) const { return {xi(c * q), a * q, b * q}; }
    /// The product with v.
    [[nodiscard]] Cubic times_v() const { return {xi(c), a, b}; }

    [[nodiscard]] Cubic inverted() const {
        const Fp2 t0 = a.squared() - xi(b * c);
        const Fp2 t1 = xi(c.squared()) - a * b;
        const Fp2 t2 = b.squared() - a * c;
        const Fp2 norm = (a * t0 + xi(c * t1 + b * t2)).inverted();
        return {t0 * norm, t1 * norm, t2 * norm};
    }

  private:
    static constexpr Fp2 xi(const Fp2& x) { return Parameters::multiply_by_xi(x); }
};

/// a + b·w.
template <typename Parameters>
struct Dodecic {
    using Fp2 = Quadratic<typename Parameters::Fp>;
    using Fp6 = Cubic<Parameters>;

    Fp6 a;
    Fp6 b;

    [[nodiscard]] static constexpr Dodecic one() { return {Fp6::one(), {}}; }
    constexpr bool operator==(const Dodecic&) const = default;

    friend Dodecic operator*(const Dodecic& x, const Dodecic& y) {
        const Fp6 aa = x.a * y.a;
        const Fp6 bb = x.b * y.b;
        return {aa + bb.times_v(), (x.a + x.b) * (y.a + y.b) - aa - bb};
    }
    [[nodiscard]] Dodecic squared() const {
        const Fp6 ab = a * b;
        return {(a + b) * (a + b.times_v()) - ab - ab.times_v(), ab + ab};
    }
    /// The power p^6; the inverse when the norm to Fp6 is one.
    [[nodiscard]] Dodecic conjugate() const { return {a, -b}; }
    [[nodiscard]] Dodecic inverted() const {
        const Fp6 norm = (a * a - (b * b).times_v()).inverted();
        return {a * norm, -(b * norm)};
    }

    /// The product with p + (q + r·v)·w: a line of a twist that divides (type D).
    [[nodiscard]] Dodecic times_line_d(const Fp2& p, const Fp2& q, const Fp2& r) const {
        const Fp6 aa = a * p;
        const Fp6 bb = b.times_ab(q, r);
        return {aa + bb.times_v(), (a + b).times_ab(p + q, r) - aa - bb};
    }
    /// The product with p + q·v + r·v·w: a line of a twist that multiplies (type M).
    [[nodiscard]] Dodecic times_line_m(const Fp2& p, const Fp2& q, const Fp2& r) const {
        const Fp6 aa = a.times_ab(p, q);
        const Fp6 bb = b.times_b(r);
        return {aa + bb.times_v(), (a + b).times_ab(p, q + r) - aa - bb};
    }

    /// The square of an element of the cyclotomic subgroup, where the final exponentiation works: Granger and
    /// Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions" (2009).
    [[nodiscard]] Dodecic squared_cyclotomic() const {
        const auto [a0, a1] = square_pair(a.a, b.b);
        const auto [b0, b1] = square_pair(b.a, a.c);
        const auto [c0, c1] = square_pair(a.b, b.c);
        const Fp2 xi_c1 = Parameters::multiply_by_xi(c1);
        return {{three_less_two(a0, a.a), three_less_two(b0, a.b), three_less_two(c0, a.c)},
                {three_plus_two(xi_c1, b.a), three_plus_two(a1, b.b), three_plus_two(b1, b.c)}};
    }

  private:
    struct Pair {
        Fp2 even;
        Fp2 odd;
    };
    /// (x + y·s)² with s² = ξ.
    static Pair square_pair(const Fp2& x, const Fp2& y) {
        const Fp2 xx = x.squared();
        const Fp2 yy = y.squared();
        return {xx + Parameters::multiply_by_xi(yy), (x + y).squared() - xx - yy};
    }
    static Fp2 three_less_two(const Fp2& t, const Fp2& z) { return (t - z).doubled() + t; }
    static Fp2 three_plus_two(const Fp2& t, const Fp2& z) { return (t + z).doubled() + t; }
};

}  // namespace deed::crypto
