#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "vm/base/uint256.hpp"

/// Points of curves y² = x³ + b over any field. Formulas: Bernstein and Lange, Explicit-Formulas Database,
/// short Weierstrass with a = 0. Time depends on the numbers: for public points and scalars only. Private to
/// this folder.
namespace deed::crypto {

/// A point by its coordinates. (0, 0), which lies on no curve with b ≠ 0, stands for the point at infinity.
template <typename Field>
struct Affine {
    Field x;
    Field y;

    [[nodiscard]] bool is_infinity() const { return x.is_zero() && y.is_zero(); }
    bool operator==(const Affine&) const = default;
    friend Affine operator-(const Affine& p) { return {p.x, -p.y}; }
};

/// Whether @p point is at infinity or solves y² = x³ + b.
template <typename Field>
[[nodiscard]] bool is_on_curve(const Affine<Field>& point, const Field& b) {
    return point.is_infinity() || point.y.squared() == point.x.squared() * point.x + b;
}

/// A point by x = X/Z², y = Y/Z³; at infinity when Z is zero.
template <typename Field>
struct Jacobian {
    Field x;
    Field y;
    Field z;

    Jacobian() = default;
    Jacobian(const Field& px, const Field& py, const Field& pz) : x(px), y(py), z(pz) {}
    explicit Jacobian(const Affine<Field>& p) : x(p.x), y(p.y), z(p.is_infinity() ? Field{} : Field::one()) {}

    [[nodiscard]] bool is_infinity() const { return z.is_zero(); }
    friend Jacobian operator-(const Jacobian& p) { return {p.x, -p.y, p.z}; }

    [[nodiscard]] Jacobian doubled() const {
        const Field a = x.squared();
        const Field b = y.squared();
        const Field c = b.squared();
        const Field d = ((x + b).squared() - a - c).doubled();
        const Field e = a.doubled() + a;
        const Field x3 = e.squared() - d.doubled();
        return {x3, e * (d - x3) - c.doubled().doubled().doubled(), (y * z).doubled()};
    }

    friend Jacobian operator+(const Jacobian& p, const Jacobian& q) {
        if (p.is_infinity()) return q;
        if (q.is_infinity()) return p;
        const Field zz1 = p.z.squared();
        const Field zz2 = q.z.squared();
        const Field u1 = p.x * zz2;
        const Field s1 = p.y * q.z * zz2;
        const Field h = q.x * zz1 - u1;
        const Field half_r = q.y * p.z * zz1 - s1;
        if (h.is_zero()) return half_r.is_zero() ? p.doubled() : Jacobian{};
        const Field r = half_r.doubled();
        const Field i = h.doubled().squared();
        const Field j = h * i;
        const Field v = u1 * i;
        const Field x3 = r.squared() - j - v.doubled();
        return {x3, r * (v - x3) - (s1 * j).doubled(), ((p.z + q.z).squared() - zz1 - zz2) * h};
    }

    friend Jacobian operator+(const Jacobian& p, const Affine<Field>& q) {
        if (q.is_infinity()) return p;
        if (p.is_infinity()) return Jacobian{q};
        const Field zz = p.z.squared();
        const Field h = q.x * zz - p.x;
        const Field half_r = q.y * p.z * zz - p.y;
        if (h.is_zero()) return half_r.is_zero() ? p.doubled() : Jacobian{};
        const Field hh = h.squared();
        const Field i = hh.doubled().doubled();
        const Field j = h * i;
        const Field r = half_r.doubled();
        const Field v = p.x * i;
        const Field x3 = r.squared() - j - v.doubled();
        return {x3, r * (v - x3) - (p.y * j).doubled(), (p.z + h).squared() - zz - hh};
    }

    /// The coordinates; takes one inversion.
    [[nodiscard]] Affine<Field> to_affine() const {
        if (is_infinity()) return {};
        const Field inverse = z.inverted();
        const Field square = inverse.squared();
        return {x * square, y * square * inverse};
    }
    /// Whether both are the same point.
    [[nodiscard]] bool equals(const Jacobian& other) const {
        if (is_infinity() || other.is_infinity()) return is_infinity() == other.is_infinity();
        const Field zz = z.squared();
        const Field other_zz = other.z.squared();
        return x * other_zz == other.x * zz && y * other_zz * other.z == other.y * zz * z;
    }
};

/// scalar · point for a short public scalar, bit by bit.
template <typename Field>
[[nodiscard]] Jacobian<Field> multiply_short(const Jacobian<Field>& point, uint64_t scalar) {
    Jacobian<Field> result;
    for (unsigned i = 64 - static_cast<unsigned>(std::countl_zero(scalar)); i-- > 0;) {
        result = result.doubled();
        if ((scalar >> i & 1) != 0) result = result + point;
    }
    return result;
}

/// The signed digits of a scalar, least significant first: odd and below 2^(kWidth-1) in size, or zero; of
/// kWidth digits in a row at most one is not zero (wNAF).
template <unsigned kWidth>
[[nodiscard]] std::vector<int8_t> signed_digits(Uint256 scalar) {
    std::vector<int8_t> digits;
    digits.reserve(257);
    while (scalar) {
        int digit = 0;
        bool carries = false;
        if ((scalar[0] & 1) != 0) {
            digit = static_cast<int>(scalar[0] & ((1U << kWidth) - 1));
            if (digit >= 1 << (kWidth - 1)) digit -= 1 << kWidth;
            const Uint256 next =
                digit > 0 ? scalar - static_cast<uint64_t>(digit) : scalar + static_cast<uint64_t>(-digit);
            // Taking off a digit below zero adds to the scalar, beyond 256 bits when it is close to them.
            carries = digit < 0 && next < scalar;
            scalar = next;
        }
        digits.push_back(static_cast<int8_t>(digit));
        scalar = scalar >> 1 | (carries ? Uint256{1} << 255 : Uint256{});
    }
    return digits;
}

/// A point with its odd multiples, for additions of signed digits.
template <typename Field, unsigned kWidth>
class OddMultiples {
  public:
    explicit OddMultiples(const Jacobian<Field>& point) {
        const auto twice = point.doubled();
        multiples_[0] = point;
        for (size_t i = 1; i < kCount; ++i) multiples_[i] = multiples_[i - 1] + twice;
    }
    /// digit · point for an odd digit.
    [[nodiscard]] Jacobian<Field> times(int digit) const {
        return digit > 0 ? multiples_[static_cast<size_t>(digit) / 2]
                         : -multiples_[static_cast<size_t>(-digit) / 2];
    }

  private:
    static constexpr size_t kCount = size_t{1} << (kWidth - 2);
    std::array<Jacobian<Field>, kCount> multiples_;
};

/// One summand of a sum of products.
template <typename Field>
struct Term {
    Jacobian<Field> point;
    Uint256 scalar;
};

/// The sum of scalar · point over a few terms, which share their doublings (Straus).
template <typename Field>
[[nodiscard]] Jacobian<Field> multiply_few(std::span<const Term<Field>> terms) {
    constexpr unsigned kWidth = 5;
    std::vector<std::vector<int8_t>> digits;
    std::vector<OddMultiples<Field, kWidth>> multiples;
    size_t longest = 0;
    for (const auto& term : terms) {
        digits.push_back(signed_digits<kWidth>(term.scalar));
        multiples.emplace_back(term.point);
        longest = std::max(longest, digits.back().size());
    }
    Jacobian<Field> sum;
    for (size_t i = longest; i-- > 0;) {
        sum = sum.doubled();
        for (size_t j = 0; j < terms.size(); ++j)
            if (i < digits[j].size() && digits[j][i] != 0) sum = sum + multiples[j].times(digits[j][i]);
    }
    return sum;
}

/// As many points in the form with coordinates; takes one inversion for all of them (Montgomery's trick).
template <typename Field>
[[nodiscard]] std::vector<Affine<Field>> to_affine(std::span<const Jacobian<Field>> points) {
    std::vector<Field> products;
    Field product = Field::one();
    for (const auto& point : points) {
        products.push_back(product);
        if (!point.is_infinity()) product = product * point.z;
    }
    Field inverse = product.inverted();
    std::vector<Affine<Field>> result(points.size());
    for (size_t i = points.size(); i-- > 0;) {
        if (points[i].is_infinity()) continue;
        const Field z_inverse = inverse * products[i];
        inverse = inverse * points[i].z;
        const Field square = z_inverse.squared();
        result[i] = {points[i].x * square, points[i].y * square * z_inverse};
    }
    return result;
}

/// A point at hand with its scalar.
template <typename Field>
struct AffineTerm {
    Affine<Field> point;
    Uint256 scalar;
};

/// The sum of scalar · point over many terms (Pippenger's buckets), for scalars of up to @p bits bits.
template <typename Field>
[[nodiscard]] Jacobian<Field> multiply_many(std::span<const AffineTerm<Field>> terms, unsigned bits) {
    // Each window costs an addition per term and two per bucket.
    unsigned width = 2;
    const auto cost = [&](unsigned w) { return (bits / w + 1) * (terms.size() + (size_t{2} << w)); };
    while (width < 12 && cost(width + 1) < cost(width)) ++width;

    Jacobian<Field> sum;
    std::vector<Jacobian<Field>> buckets(size_t{1} << width);
    for (unsigned window = bits / width + 1; window-- > 0;) {
        for (unsigned i = 0; i < width; ++i) sum = sum.doubled();
        std::fill(buckets.begin(), buckets.end(), Jacobian<Field>{});
        for (const auto& term : terms) {
            const auto digit = (term.scalar >> window * width)[0] & ((uint64_t{1} << width) - 1);
            if (digit != 0) buckets[digit] = buckets[digit] + term.point;
        }
        // Bucket i counts i times: add the running sum from the highest down.
        Jacobian<Field> running;
        for (size_t i = buckets.size(); i-- > 1;) {
            running = running + buckets[i];
            sum = sum + running;
        }
    }
    return sum;
}

}  // namespace deed::crypto
