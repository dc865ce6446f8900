#pragma once

#include "vm/base/uint256.hpp"
#include "vm/instructions/division.hpp"

/// Word instructions: words in, word out. The first parameter was the top of the stack. Those that a compiler
/// would rather call are told not to be: their operands are in registers.
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

[[gnu::always_inline]] inline Uint256 DIV(const Uint256& a, const Uint256& b) noexcept {
    return divide_any(a, b);
}
[[gnu::always_inline]] inline Uint256 MOD(const Uint256& a, const Uint256& b) noexcept {
    return remainder_any(a, b);
}
/// Truncates towards zero; the least number by -1 wraps around to itself.
[[gnu::always_inline]] inline Uint256 SDIV(const Uint256& a, const Uint256& b) noexcept {
    const uint64_t sign_a = sign_mask(a);
    const uint64_t sign_b = sign_mask(b);
    return negate_if(sign_a ^ sign_b, divide_any(negate_if(sign_a, a), negate_if(sign_b, b)));
}
/// The sign is that of the dividend.
[[gnu::always_inline]] inline Uint256 SMOD(const Uint256& a, const Uint256& b) noexcept {
    const uint64_t sign_a = sign_mask(a);
    return negate_if(sign_a, remainder_any(negate_if(sign_a, a), negate_if(sign_mask(b), b)));
}
inline Uint256 ADDMOD(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    return add_modulo(a, b, m);
}
inline Uint256 MULMOD(const Uint256& a, const Uint256& b, const Uint256& m) noexcept {
    return multiply_modulo(a, b, m);
}

/// Copies the sign bit of byte number @p byte, counted from the lowest, into everything above it. Selections,
/// not branches: which limb it is changes from one to the next.
[[gnu::always_inline]] inline Uint256 SIGNEXTEND(const Uint256& byte, const Uint256& value) noexcept {
    if (!byte.fits_uint64() || byte[0] >= 31) return value;
    const uint64_t limb = byte[0] / 8;
    const unsigned unused = 56 - byte[0] % 8 * 8;
    const auto extended = static_cast<int64_t>(value[limb] << unused) >> unused;
    const auto sign = static_cast<uint64_t>(extended >> 63);
    const auto select = [&](uint64_t i) {
        const uint64_t above_or_there = i == limb ? static_cast<uint64_t>(extended) : sign;
        return i < limb ? value[i] : above_or_there;
    };
    return {select(0), select(1), select(2), select(3)};
}

}  // namespace deed::instructions
