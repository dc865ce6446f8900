#include "fuzz/algebra.hpp"

#include "vm/base/assert.hpp"

namespace deed::algebra {

Integer integer_from(BytesView big_endian) {
    Integer number;
    mpz_import(number.get_mpz_t(), big_endian.size(), 1, 1, 1, 0, big_endian.data());
    return number;
}

Bytes bytes_of(const Integer& number, size_t size) {
    const size_t needed = (mpz_sizeinbase(number.get_mpz_t(), 2) + 7) / 8;
    DEED_ASSERT(number >= 0 && (number == 0 || needed <= size));
    Bytes bytes(size);
    if (number != 0) mpz_export(bytes.data() + size - needed, nullptr, 1, 1, 1, 0, number.get_mpz_t());
    return bytes;
}

Integer Field::reduced(const Integer& x) const {
    Integer rest;
    mpz_mod(rest.get_mpz_t(), x.get_mpz_t(), prime_.get_mpz_t());
    return rest;
}

Number Field::add(const Number& x, const Number& y) const {
    return {reduced(x.a + y.a), reduced(x.b + y.b)};
}

Number Field::subtract(const Number& x, const Number& y) const {
    return {reduced(x.a - y.a), reduced(x.b - y.b)};
}

Number Field::multiply(const Number& x, const Number& y) const {
    return {reduced(x.a * y.a - x.b * y.b), reduced(x.a * y.b + x.b * y.a)};
}

Number Field::inverse(const Number& x) const {
    const Integer norm = x.a * x.a + x.b * x.b;
    Integer inverse;
    DEED_ASSERT(mpz_invert(inverse.get_mpz_t(), norm.get_mpz_t(), prime_.get_mpz_t()) != 0);
    return {reduced(x.a * inverse), reduced(-x.b * inverse)};
}

std::optional<Integer> Field::prime_root(const Integer& x) const {
    Integer root;
    const Integer exponent = (prime_ + 1) / 4;
    mpz_powm(root.get_mpz_t(), x.get_mpz_t(), exponent.get_mpz_t(), prime_.get_mpz_t());
    if (reduced(root * root) != reduced(x)) return std::nullopt;
    return root;
}

std::optional<Number> Field::root(const Number& x) const {
    if (x.b == 0) {
        if (const auto real = prime_root(x.a)) return Number{*real, 0};
        const auto imaginary = prime_root(reduced(-x.a));
        return imaginary ? std::optional{Number{0, *imaginary}} : std::nullopt;
    }
    // (c + d·i)² = x gives c² = (a ± √(a² + b²))/2 and d = b/2c.
    const auto norm = prime_root(x.a * x.a + x.b * x.b);
    if (!norm) return std::nullopt;
    const Integer half = (prime_ + 1) / 2;
    for (const Integer& square : {Integer{x.a + *norm}, Integer{x.a - *norm}}) {
        const auto c = prime_root(reduced(square * half));
        if (!c) continue;
        const Number d = multiply({x.b, 0}, inverse({2 * *c, 0}));
        return Number{*c, d.a};
    }
    return std::nullopt;
}

Number Curve::right_side(const Number& x) const {
    const Number cube = field_.multiply(field_.multiply(x, x), x);
    return field_.add(field_.add(cube, field_.multiply(a_, x)), b_);
}

bool Curve::contains(const Point& point) const {
    return point.is_infinity || field_.multiply(point.y, point.y) == right_side(point.x);
}

Point Curve::negate(const Point& point) const {
    return {point.x, field_.subtract({}, point.y), point.is_infinity};
}

Point Curve::add(const Point& p, const Point& q) const {
    if (p.is_infinity) return q;
    if (q.is_infinity) return p;
    if (p.x == q.x && (p.y != q.y || p.y.is_zero())) return {};
    Number slope;
    if (p.x == q.x) {
        const Number square = field_.multiply(p.x, p.x);
        slope = field_.multiply(field_.add(field_.add(square, field_.add(square, square)), a_),
                                field_.inverse(field_.add(p.y, p.y)));
    } else {
        slope = field_.multiply(field_.subtract(q.y, p.y), field_.inverse(field_.subtract(q.x, p.x)));
    }
    const Number x = field_.subtract(field_.subtract(field_.multiply(slope, slope), p.x), q.x);
    return {x, field_.subtract(field_.multiply(slope, field_.subtract(p.x, x)), p.y), false};
}

Point Curve::multiply(const Point& point, const Integer& scalar) const {
    Point product;
    for (size_t i = mpz_sizeinbase(scalar.get_mpz_t(), 2); i-- > 0;) {
        product = add(product, product);
        if (mpz_tstbit(scalar.get_mpz_t(), i) != 0) product = add(product, point);
    }
    return product;
}

}  // namespace deed::algebra
