#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

/// Division of numbers of many limbs, least significant first: for Uint256, and for
/// instructions that want it inline.
namespace deed::long_division {

using Wide = unsigned __int128;

/// Divides the two-limb number high:low by @p divisor; requires high < divisor.
inline uint64_t divide_2by1(uint64_t high, uint64_t low, uint64_t divisor, uint64_t& remainder) {
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

/// The number of limbs up to the highest that is not zero.
inline size_t limb_count(const uint64_t* limbs, size_t most) {
    while (most > 0 && limbs[most - 1] == 0) --most;
    return most;
}

/// One digit of the quotient: guessed from the top limbs of @p u (n + 1 of them) and @p v (n, normalized), at
/// most two too high, then made right while its multiple is taken off @p u.
template <size_t n>
inline uint64_t divide_digit(uint64_t* u, const uint64_t* v) {
    uint64_t estimate;
    uint64_t rest = 0;
    bool rest_overflows = false;
    if (u[n] >= v[n - 1]) {
        estimate = ~0ULL;
        rest_overflows = __builtin_add_overflow(u[n - 1], v[n - 1], &rest);
    } else {
        estimate = divide_2by1(u[n], u[n - 1], v[n - 1], rest);
    }
    while (!rest_overflows &&
           static_cast<Wide>(estimate) * v[n - 2] > (static_cast<Wide>(rest) << 64 | u[n - 2])) {
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
    if (__builtin_expect(too_much, 0)) {
        --estimate;
        unsigned long long carry = 0;
        for (size_t i = 0; i < n; ++i) u[i] = __builtin_addcll(u[i], v[i], carry, &carry);
        u[n] += carry;
    }
    return estimate;
}

/// Knuth, The Art of Computer Programming 4.3.1, Algorithm D, for a divisor of exactly n >= 2 limbs. Divides
/// @p dividend of @p m >= n limbs with one spare limb on top. The remainder replaces the dividend; the
/// quotient has m - n + 1 limbs.
template <size_t n>
inline void divide(uint64_t* dividend, size_t m, const uint64_t* divisor, uint64_t* quotient) {
    const unsigned shift = static_cast<unsigned>(std::countl_zero(divisor[n - 1]));
    // Shifts by 64 - shift are two, as a shift by 64 is none.
    uint64_t v[n];
    for (size_t i = n; i-- > 0;)
        v[i] = divisor[i] << shift | (i > 0 ? divisor[i - 1] >> 1 >> (63 - shift) : 0);
    dividend[m] = dividend[m - 1] >> 1 >> (63 - shift);
    for (size_t i = m; i-- > 0;)
        dividend[i] = dividend[i] << shift | (i > 0 ? dividend[i - 1] >> 1 >> (63 - shift) : 0);

    size_t digits = m - n + 1;
    // The product of two numbers below the divisor has nothing in its first digit.
    if (dividend[m] == 0 && dividend[m - 1] < v[n - 1]) quotient[--digits] = 0;
    for (size_t j = digits; j-- > 0;) quotient[j] = divide_digit<n>(dividend + j, v);

    for (size_t i = 0; i < n; ++i) dividend[i] = dividend[i] >> shift | dividend[i + 1] << 1 << (63 - shift);
}

/// As above for a divisor of 2 to 4 limbs.
inline void divide(uint64_t* dividend, size_t m, const uint64_t* divisor, size_t n, uint64_t* quotient) {
    if (n == 2) return divide<2>(dividend, m, divisor, quotient);
    if (n == 3) return divide<3>(dividend, m, divisor, quotient);
    divide<4>(dividend, m, divisor, quotient);
}

}  // namespace deed::long_division
