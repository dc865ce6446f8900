#pragma once

#include "vm/base/long_division.hpp"
#include "vm/base/uint256.hpp"

/// Division as programs use it: mostly of small numbers by one limb, inline; else by powers of two, or truly
/// long.
namespace deed::instructions {

/// a / b for a divisor of more than one limb; powers of two shift.
[[nodiscard]] Uint256 divide_long(const Uint256& a, const Uint256& b) noexcept;
/// a mod b for a divisor of more than one limb; powers of two mask.
[[nodiscard]] Uint256 remainder_long(const Uint256& a, const Uint256& b) noexcept;

/// Divides by one limb, which is not zero.
[[nodiscard, gnu::always_inline]] inline Division divide_by_limb(const Uint256& a, uint64_t b) noexcept {
    if (a.fits_uint64()) return {a[0] / b, a[0] % b};
    Division result;
    uint64_t rest = 0;
    if ((a[2] | a[3]) != 0) {
        result.quotient[3] = long_division::divide_2by1(rest, a[3], b, rest);
        result.quotient[2] = long_division::divide_2by1(rest, a[2], b, rest);
    }
    result.quotient[1] = long_division::divide_2by1(rest, a[1], b, rest);
    result.quotient[0] = long_division::divide_2by1(rest, a[0], b, rest);
    result.remainder = rest;
    return result;
}

/// a / b; 0 when b is 0.
[[nodiscard, gnu::always_inline]] inline Uint256 divide_any(const Uint256& a, const Uint256& b) noexcept {
    if (!b.fits_uint64()) return divide_long(a, b);
    return b[0] == 0 ? Uint256{} : divide_by_limb(a, b[0]).quotient;
}
/// a mod b; 0 when b is 0.
[[nodiscard, gnu::always_inline]] inline Uint256 remainder_any(const Uint256& a, const Uint256& b) noexcept {
    if (!b.fits_uint64()) return remainder_long(a, b);
    return b[0] == 0 ? Uint256{} : divide_by_limb(a, b[0]).remainder;
}

/// The absolute value of a two's complement number, and back: -value when @p sign is all ones, value when it
/// is 0.
[[nodiscard]] inline Uint256 negate_if(uint64_t sign, const Uint256& value) noexcept {
    const Uint256 mask{sign, sign, sign, sign};
    return (value ^ mask) - mask;
}
/// All ones for a negative number, else 0.
[[nodiscard]] inline uint64_t sign_mask(const Uint256& value) noexcept {
    return static_cast<uint64_t>(static_cast<int64_t>(value[3]) >> 63);
}

}  // namespace deed::instructions
