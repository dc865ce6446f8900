#include "vm/base/long_division.hpp"
#include "vm/base/uint256.hpp"

namespace deed {
namespace {

using long_division::divide_2by1;
using long_division::limb_count;
using long_division::Wide;

/// A product of two words.
struct Product {
    Uint256 high;
    Uint256 low;
};

[[gnu::always_inline]] inline Product multiply_full(const Uint256& a, const Uint256& b) {
    uint64_t product[8]{};
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i) {
        uint64_t carry = 0;
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 4; ++j) {
            const Wide t = static_cast<Wide>(a[i]) * b[j] + product[i + j] + carry;
            product[i + j] = static_cast<uint64_t>(t);
            carry = static_cast<uint64_t>(t >> 64);
        }
        product[i + 4] = carry;
    }
    return {{product[4], product[5], product[6], product[7]},
            {product[0], product[1], product[2], product[3]}};
}

/// The remainder by division; @p m is not zero.
Uint256 remainder_by_division(const Product& x, const Uint256& m) {
    uint64_t dividend[9] = {x.low[0],  x.low[1],  x.low[2],  x.low[3], x.high[0],
                            x.high[1], x.high[2], x.high[3], 0};
    const size_t n = limb_count(m.limbs, 4);
    const size_t length = limb_count(dividend, 8);
    if (n == 1) {
        uint64_t rest = 0;
        for (size_t i = length; i-- > 0;) divide_2by1(rest, dividend[i], m[0], rest);
        return rest;
    }
    if (length < n) return x.low;
    uint64_t quotient[8];
    long_division::divide(dividend, length, m.limbs, n, quotient);
    Uint256 r;
    for (size_t i = 0; i < n; ++i) r[i] = dividend[i];
    return r;
}

/// A modulus with its reciprocal, as if a word were one digit. Möller and Granlund, "Improved division by
/// invariant integers" (2011).
struct Reciprocal {
    Uint256 modulus;
    unsigned shift = 0;
    Uint256 divisor;     ///< the modulus shifted until its top bit is set
    Uint256 reciprocal;  ///< floor((2^512 - 1) / divisor) - 2^256
};

/// @p modulus has two limbs or more.
Reciprocal make_reciprocal(const Uint256& modulus) {
    Reciprocal r{.modulus = modulus, .shift = 256 - modulus.bit_width()};
    r.divisor = modulus << r.shift;
    const Uint256 rest = ~r.divisor;
    uint64_t dividend[9] = {~0ULL, ~0ULL, ~0ULL, ~0ULL, rest[0], rest[1], rest[2], rest[3], 0};
    // The dividend's upper half is below the divisor, so that the fifth limb of the quotient is zero.
    uint64_t quotient[5];
    long_division::divide<4>(dividend, 8, r.divisor.limbs, quotient);
    r.reciprocal = {quotient[0], quotient[1], quotient[2], quotient[3]};
    return r;
}

/// Algorithm 4 of the paper: high:low mod divisor; requires high < divisor.
[[gnu::always_inline]] inline Uint256 reduce_digit(const Uint256& high, const Uint256& low,
                                                   const Reciprocal& r) {
    const Product product = multiply_full(r.reciprocal, high);
    const Uint256 fraction = product.low + low;
    const Uint256 quotient = product.high + high + (fraction < low ? 2 : 1);
    Uint256 remainder = low - quotient * r.divisor;
    if (remainder > fraction) remainder = remainder + r.divisor;
    if (__builtin_expect(remainder >= r.divisor, 0)) remainder = remainder - r.divisor;
    return remainder;
}

Uint256 remainder_by_reciprocal(const Product& x, const Reciprocal& r) {
    const unsigned shift = r.shift;
    const Uint256 low = x.low << shift;
    Uint256 high = x.high << shift | x.low >> (256 - shift);
    const Uint256 above = x.high >> (256 - shift);
    // Factors below the modulus leave nothing to do here.
    if (__builtin_expect(static_cast<bool>(above) || high >= r.divisor, 0))
        high = reduce_digit(above, high, r);
    return reduce_digit(high, low, r) >> shift;
}

/// Contracts that compute in a field use one modulus over and over: its reciprocal is made when it comes for
/// the second time in a row. Costs a comparison otherwise, and never changes a result.
const Reciprocal* find_reciprocal(const Uint256& modulus) {
    struct Memory {
        Uint256 last;
        Reciprocal known;
    };
    static thread_local Memory memory;
    if (memory.known.modulus == modulus) return &memory.known;
    if (memory.last != modulus) {
        memory.last = modulus;
        return nullptr;
    }
    memory.known = make_reciprocal(modulus);
    return &memory.known;
}

}  // namespace

Uint256 add_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    const Uint256 sum = a + b;
    const bool carries = sum < a;
    if (__builtin_expect(a < m && b < m, 1)) return carries || sum >= m ? sum - m : sum;
    if (!m) return {};
    return remainder_by_division({carries ? 1 : 0, sum}, m);
}

Uint256 multiply_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    if (!m) return {};
    const Product product = multiply_full(a, b);
    if (m.fits_uint64()) return remainder_by_division(product, m);
    if (const auto* reciprocal = find_reciprocal(m)) return remainder_by_reciprocal(product, *reciprocal);
    return remainder_by_division(product, m);
}

}  // namespace deed
