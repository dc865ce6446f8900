#include "fuzz/pairing_curves.hpp"
#include "fuzz/precompile_call.hpp"

// The precompiles that map a number to a point of BLS12-381: the simplified SWU map onto an isogenous curve,
// an isogeny, and the clearing of the cofactor (RFC 9380, section 6.6.3). The last two are homomorphisms. So
// for two numbers whose points on the isogenous curve are known, the sum of their images is the image of the
// number, found by inverting the SWU map, that leads to the sum of those points. No coefficient of the
// isogenies is needed for that.

namespace {

using namespace deed;
using algebra::Curve;
using algebra::Field;
using algebra::Group;
using algebra::Integer;
using algebra::Number;
using algebra::Point;

/// RFC 9380, sections 8.8.1 and 8.8.2.
struct Map {
    uint16_t precompile;
    Group group;
    Field field;
    Number a;
    Number b;
    Number z;
    Curve isogenous;

    Map(uint16_t address, const Group& target, const Field& base, Number a_, Number b_, Number z_)
        : precompile(address),
          group(target),
          field(base),
          a(std::move(a_)),
          b(std::move(b_)),
          z(std::move(z_)),
          isogenous(field, a, b) {}

    [[nodiscard]] std::optional<Number> root(const Number& x) const {
        if (group.parts == 2) return field.root(x);
        const auto real = field.prime_root(x.a);
        return real ? std::optional{Number{*real, 0}} : std::nullopt;
    }
};

/// RFC 9380, section 4.1.
bool sign(const Number& x) {
    return (mpz_odd_p(x.a.get_mpz_t()) != 0) || (x.a == 0 && mpz_odd_p(x.b.get_mpz_t()) != 0);
}

Number negative(const Map& map, const Number& x) {
    return map.field.subtract({}, x);
}

/// The simplified SWU map, as section 6.6.2 spells it.
Point swu(const Map& map, const Number& u) {
    const Field& f = map.field;
    const Number t = f.multiply(map.z, f.multiply(u, u));
    const Number sum = f.add(f.multiply(t, t), t);
    const Number minus_b_over_a = f.multiply(negative(map, map.b), f.inverse(map.a));
    Number x = sum.is_zero() ? f.multiply(map.b, f.inverse(f.multiply(map.z, map.a)))
                             : f.multiply(minus_b_over_a, f.add({1, 0}, f.inverse(sum)));
    auto y = map.root(map.isogenous.right_side(x));
    if (!y) {
        x = f.multiply(t, x);
        y = map.root(map.isogenous.right_side(x));
    }
    DEED_ASSERT(y.has_value());
    return {x, sign(u) == sign(*y) ? *y : negative(map, *y), false};
}

/// The roots of t² + b·t + c.
std::vector<Number> quadratic_roots(const Map& map, const Number& b, const Number& c) {
    const Field& f = map.field;
    const auto root = map.root(f.subtract(f.multiply(b, b), f.multiply({4, 0}, c)));
    if (!root) return {};
    const Number half = f.inverse({2, 0});
    const Number minus_b = negative(map, b);
    return {f.multiply(half, f.add(minus_b, *root)), f.multiply(half, f.subtract(minus_b, *root))};
}

/// A number whose SWU image is @p point, if there is one.
std::optional<Number> unmap(const Map& map, const Point& point) {
    const Field& f = map.field;
    if (point.is_infinity) return std::nullopt;
    // k = −x·A/B. Either 1 + 1/(t² + t) = k, or t times that is k.
    const Number k = f.multiply(negative(map, point.x), f.multiply(map.a, f.inverse(map.b)));
    const Number less_one = f.subtract(k, {1, 0});
    std::vector<Number> candidates;
    if (!less_one.is_zero()) candidates = quadratic_roots(map, {1, 0}, negative(map, f.inverse(less_one)));
    const Number one_less = negative(map, less_one);
    for (const Number& t : quadratic_roots(map, one_less, one_less)) candidates.push_back(t);
    for (const Number& t : candidates) {
        const auto u = map.root(f.multiply(t, f.inverse(map.z)));
        if (!u) continue;
        for (const Number& each : {*u, negative(map, *u)})
            if (swu(map, each) == point) return each;
    }
    return std::nullopt;
}

/// The precompile's answer, which must be a point of the subgroup.
Point image(const Map& map, const Number& u) {
    const auto output = call_precompile(map.precompile, write_number(map.group, u));
    DEED_ASSERT(output.has_value());
    const auto point = read_point(map.group, map.field, *output);
    DEED_ASSERT(point.has_value());
    DEED_ASSERT(map.group.curve.multiply(*point, map.group.order).is_infinity);
    return *point;
}

void check(const Map& map, const Number& u, const Number& v) {
    const Point sum = map.group.curve.add(image(map, u), image(map, v));
    if (const auto w = unmap(map, map.isogenous.add(swu(map, u), swu(map, v))))
        DEED_ASSERT(image(map, *w) == sum);
    if (!u.is_zero()) DEED_ASSERT(image(map, negative(map, u)) == map.group.curve.negate(image(map, u)));
}

const Map& map_to_first() {
    static const Map map{
        0x10,
        algebra::bls12_381().first,
        algebra::bls12_381().field,
        {Integer{
             "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d",
             16},
         0},
        {Integer{"12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e1"
                 "72be0",
                 16},
         0},
        {11, 0}};
    return map;
}

const Map& map_to_second() {
    const Field& field = algebra::bls12_381().field;
    static const Map map{0x11,         algebra::bls12_381().second,           field, {0, 240},
                         {1012, 1012}, {field.prime() - 2, field.prime() - 1}};
    return map;
}

/// A number of the field from @p bytes, of which each part takes half.
Number number_from(const Map& map, BytesView bytes) {
    const Integer& prime = map.field.prime();
    if (map.group.parts == 1) return {algebra::integer_from(bytes) % prime, 0};
    const size_t half = bytes.size() / 2;
    return {algebra::integer_from(bytes.first(half)) % prime,
            algebra::integer_from(bytes.subspan(half)) % prime};
}

/// Arbitrary bytes are refused exactly when they are not the one way to write a number.
void check_refusal(const Map& map, BytesView bytes) {
    const bool is_number = bytes.size() == map.group.parts * map.group.width &&
                           read_number(map.group, map.field, bytes).has_value();
    DEED_ASSERT(call_precompile(map.precompile, bytes).has_value() == is_number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 3 || size > 257) return 0;
    const BytesView input{data + 1, size - 1};
    const Map& map = data[0] % 2 == 0 ? map_to_first() : map_to_second();
    if (data[0] / 2 % 4 == 0) {
        check_refusal(map, input);
    } else {
        check(map, number_from(map, input.first(input.size() / 2)),
              number_from(map, input.subspan(input.size() / 2)));
    }
    return 0;
}
