#pragma once

#include "vm/base/uint256.hpp"

/// Word instructions: words in, word out. The first parameter was the top of the stack.
namespace deed::instructions {

constexpr Uint256 ADD(const Uint256& a, const Uint256& b) noexcept {
    return a + b;
}
constexpr Uint256 MUL(const Uint256& a, const Uint256& b) noexcept {
    return a * b;
}
constexpr Uint256 SUB(const Uint256& a, const Uint256& b) noexcept {
    return a - b;
}

inline Uint256 DIV(const Uint256& a, const Uint256& b) noexcept {
    return divide(a, b).quotient;
}
inline Uint256 SDIV(const Uint256& a, const Uint256& b) noexcept {
    return divide_signed(a, b).quotient;
}
inline Uint256 MOD(const Uint256& a, const Uint256& b) noexcept {
    return divide(a, b).remainder;
}
inline Uint256 SMOD(const Uint256& a, const Uint256& b) noexcept {
    return divide_signed(a, b).remainder;
}
inline Uint256 ADDMOD(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    return add_modulo(a, b, m);
}
inline Uint256 MULMOD(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    return multiply_modulo(a, b, m);
}

/// Copies the sign bit of byte number @p byte, counted from the lowest, into everything above it.
constexpr Uint256 SIGNEXTEND(const Uint256& byte, const Uint256& value) noexcept {
    if (!byte.fits_uint64() || byte[0] >= 31) return value;
    const size_t limb = byte[0] / 8;
    const unsigned unused = 56 - byte[0] % 8 * 8;
    const auto extended = static_cast<int64_t>(value[limb] << unused) >> unused;
    const auto sign = static_cast<uint64_t>(extended >> 63);
    Uint256 result = value;
    result[limb] = static_cast<uint64_t>(extended);
    for (size_t i = limb + 1; i < 4; ++i) result[i] = sign;
    return result;
}

}  // namespace deed::instructions
