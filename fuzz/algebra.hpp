#pragma once

#include <optional>

#include <gmpxx.h>

#include "vm/base/bytes.hpp"

/// Curves as a textbook has them: GMP's integers, affine points, an inversion for every sum. It shares
/// nothing with vm/crypto, and is the other way to the answers that the fuzzers compare.
namespace deed::algebra {

using Integer = mpz_class;

[[nodiscard]] Integer integer_from(BytesView big_endian);
/// @p number, which is not negative and fits, as @p size big-endian bytes.
[[nodiscard]] Bytes bytes_of(const Integer& number, size_t size);

/// a + b·i with i² = −1. Numbers of the prime field have b = 0.
struct Number {
    Integer a;
    Integer b;

    bool operator==(const Number&) const = default;
    [[nodiscard]] bool is_zero() const { return a == 0 && b == 0; }
};

/// The numbers modulo a prime p ≡ 3 (mod 4), and their extension by i.
class Field {
  public:
    explicit Field(Integer prime) : prime_(std::move(prime)) {}

    [[nodiscard]] const Integer& prime() const { return prime_; }
    [[nodiscard]] Number add(const Number& x, const Number& y) const;
    [[nodiscard]] Number subtract(const Number& x, const Number& y) const;
    [[nodiscard]] Number multiply(const Number& x, const Number& y) const;
    /// Of anything but zero.
    [[nodiscard]] Number inverse(const Number& x) const;
    /// A root of @p x, which is of the prime field itself, in that field.
    [[nodiscard]] std::optional<Integer> prime_root(const Integer& x) const;
    /// A root of @p x in the extension.
    [[nodiscard]] std::optional<Number> root(const Number& x) const;

  private:
    [[nodiscard]] Integer reduced(const Integer& x) const;

    Integer prime_;
};

/// A point, or infinity.
struct Point {
    Number x;
    Number y;
    bool is_infinity = true;

    bool operator==(const Point&) const = default;
};

/// The curve y² = x³ + a·x + b.
class Curve {
  public:
    Curve(Field field, Number a, Number b) : field_(std::move(field)), a_(std::move(a)), b_(std::move(b)) {}

    /// The right-hand side at @p x.
    [[nodiscard]] Number right_side(const Number& x) const;
    [[nodiscard]] bool contains(const Point& point) const;
    [[nodiscard]] Point negate(const Point& point) const;
    [[nodiscard]] Point add(const Point& p, const Point& q) const;
    [[nodiscard]] Point multiply(const Point& point, const Integer& scalar) const;

  private:
    Field field_;
    Number a_;
    Number b_;
};

}  // namespace deed::algebra
