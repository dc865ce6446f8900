#include "vm/base/uint256.hpp"

namespace deed {
namespace {

using Wide = unsigned __int128;

/// Divides the two-limb number high:low by @p divisor; requires high < divisor.
uint64_t divide_2by1(uint64_t high, uint64_t low, uint64_t divisor, uint64_t& remainder) {
#if defined(__x86_64__)
    uint64_t quotient;
    asm("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(low), "d"(high), "r"(divisor) : "cc");
    return quotient;
#else
    const Wide dividend = static_cast<Wide>(high) << 64 | low;
    remainder = static_cast<uint64_t>(dividend % divisor);
    return static_cast<uint64_t>(dividend / divisor);
#endif
}

size_t limb_count(const uint64_t* limbs, size_t most) {
    while (most > 0 && limbs[most - 1] == 0) --most;
    return most;
}

/// Knuth, The Art of Computer Programming 4.3.1, Algorithm D. Divides @p dividend (length @p m, one spare limb on
/// top) by @p divisor (length @p n >= 2, top limb not zero). The remainder replaces the dividend.
void divide_long(uint64_t* dividend, size_t m, const uint64_t* divisor, size_t n, uint64_t* quotient) {
    const unsigned shift = static_cast<unsigned>(std::countl_zero(divisor[n - 1]));
    uint64_t v[4];
    for (size_t i = n; i-- > 0;)
        v[i] = divisor[i] << shift | (shift != 0 && i > 0 ? divisor[i - 1] >> (64 - shift) : 0);
    dividend[m] = shift != 0 ? dividend[m - 1] >> (64 - shift) : 0;
    for (size_t i = m; i-- > 0;)
        dividend[i] = dividend[i] << shift | (shift != 0 && i > 0 ? dividend[i - 1] >> (64 - shift) : 0);

    for (size_t j = m - n + 1; j-- > 0;) {
        uint64_t* u = dividend + j;
        uint64_t estimate;
        uint64_t rest = 0;
        bool rest_overflows = false;
        if (u[n] >= v[n - 1]) {
            estimate = ~0ULL;
            rest_overflows = __builtin_add_overflow(u[n - 1], v[n - 1], &rest);
        } else {
            estimate = divide_2by1(u[n], u[n - 1], v[n - 1], rest);
        }
        while (!rest_overflows && static_cast<Wide>(estimate) * v[n - 2] > (static_cast<Wide>(rest) << 64 | u[n - 2])) {
            --estimate;
            rest_overflows = __builtin_add_overflow(rest, v[n - 1], &rest);
        }

        uint64_t borrow = 0;
        for (size_t i = 0; i < n; ++i) {
            const Wide product = static_cast<Wide>(estimate) * v[i] + borrow;
            const uint64_t low = static_cast<uint64_t>(product);
            borrow = static_cast<uint64_t>(product >> 64) + (u[i] < low);
            u[i] -= low;
        }
        const bool too_much = u[n] < borrow;
        u[n] -= borrow;
        if (too_much) {
            --estimate;
            unsigned long long carry = 0;
            for (size_t i = 0; i < n; ++i) u[i] = __builtin_addcll(u[i], v[i], carry, &carry);
            u[n] += carry;
        }
        quotient[j] = estimate;
    }

    for (size_t i = 0; i < n; ++i)
        dividend[i] = dividend[i] >> shift | (shift != 0 ? dividend[i + 1] << (64 - shift) : 0);
}

/// The remainder of an eight-limb number; @p dividend has one spare limb on top and is used up.
Uint256 remainder_512(uint64_t* dividend, const Uint256& m) {
    const size_t n = limb_count(m.limbs, 4);
    const size_t length = limb_count(dividend, 8);
    if (n == 1) {
        uint64_t rest = 0;
        for (size_t i = length; i-- > 0;) divide_2by1(rest, dividend[i], m[0], rest);
        return rest;
    }
    if (length < n) return {dividend[0], dividend[1], dividend[2], dividend[3]};
    uint64_t quotient[8];
    divide_long(dividend, length, m.limbs, n, quotient);
    Uint256 r;
    for (size_t i = 0; i < n; ++i) r[i] = dividend[i];
    return r;
}

}  // namespace

Division divide(const Uint256& dividend, const Uint256& divisor) noexcept {
    if ((dividend[1] | dividend[2] | dividend[3] | divisor[1] | divisor[2] | divisor[3]) == 0) {
        if (divisor[0] == 0) return {};
        return {dividend[0] / divisor[0], dividend[0] % divisor[0]};
    }
    const size_t n = limb_count(divisor.limbs, 4);
    if (n == 0) return {};
    if (dividend < divisor) return {0, dividend};

    const size_t m = limb_count(dividend.limbs, 4);
    Division result;
    if (n == 1) {
        uint64_t rest = 0;
        for (size_t i = m; i-- > 0;) result.quotient[i] = divide_2by1(rest, dividend[i], divisor[0], rest);
        result.remainder = rest;
        return result;
    }
    uint64_t u[5]{dividend[0], dividend[1], dividend[2], dividend[3], 0};
    divide_long(u, m, divisor.limbs, n, result.quotient.limbs);
    for (size_t i = 0; i < n; ++i) result.remainder[i] = u[i];
    return result;
}

Division divide_signed(const Uint256& dividend, const Uint256& divisor) noexcept {
    const bool negative_dividend = dividend.is_negative();
    const bool negative_divisor = divisor.is_negative();
    auto [quotient, remainder] =
        divide(negative_dividend ? -dividend : dividend, negative_divisor ? -divisor : divisor);
    if (negative_dividend != negative_divisor) quotient = -quotient;
    if (negative_dividend) remainder = -remainder;
    return {quotient, remainder};
}

Uint256 add_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    if (!m) return {};
    uint64_t sum[9]{};
    unsigned long long carry = 0;
    for (size_t i = 0; i < 4; ++i) sum[i] = __builtin_addcll(a[i], b[i], carry, &carry);
    sum[4] = carry;
    return remainder_512(sum, m);
}

Uint256 multiply_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    if (!m) return {};
    uint64_t product[9]{};
    for (size_t i = 0; i < 4; ++i) {
        uint64_t carry = 0;
        for (size_t j = 0; j < 4; ++j) {
            const Wide t = static_cast<Wide>(a[i]) * b[j] + product[i + j] + carry;
            product[i + j] = static_cast<uint64_t>(t);
            carry = static_cast<uint64_t>(t >> 64);
        }
        product[i + 4] = carry;
    }
    return remainder_512(product, m);
}

Uint256 power(Uint256 base, const Uint256& exponent) noexcept {
    Uint256 result = 1;
    for (unsigned i = 0, bits = exponent.bit_width(); i < bits; ++i) {
        if (exponent[i / 64] >> (i % 64) & 1) result = result * base;
        base = base * base;
    }
    return result;
}

std::optional<Uint256> checked_add(const Uint256& a, const Uint256& b) noexcept {
    const Uint256 sum = a + b;
    if (sum < a) return std::nullopt;
    return sum;
}

std::optional<Uint256> checked_multiply(const Uint256& a, const Uint256& b) noexcept {
    if (!a || !b) return Uint256{};
    const Uint256 product = a * b;
    if (a.bit_width() + b.bit_width() <= 256) return product;
    if (divide(product, a).quotient != b) return std::nullopt;
    return product;
}

Uint256 word_from(BytesView big_endian) {
    DEED_ASSERT(big_endian.size() <= 32);
    uint8_t padded[32]{};
    std::copy(big_endian.begin(), big_endian.end(), padded + 32 - big_endian.size());
    return load_be(padded);
}

}  // namespace deed
