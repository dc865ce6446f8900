#pragma once

#include "vm/base/uint256.hpp"

/// Word instructions: words in, word out. The first parameter was the top of the stack.
namespace deed::instructions {

constexpr Uint256 LT(const Uint256& a, const Uint256& b) noexcept {
    return uint64_t{a < b};
}
constexpr Uint256 GT(const Uint256& a, const Uint256& b) noexcept {
    return uint64_t{b < a};
}
constexpr Uint256 SLT(const Uint256& a, const Uint256& b) noexcept {
    return uint64_t{less_signed(a, b)};
}
constexpr Uint256 SGT(const Uint256& a, const Uint256& b) noexcept {
    return uint64_t{less_signed(b, a)};
}
constexpr Uint256 EQ(const Uint256& a, const Uint256& b) noexcept {
    return uint64_t{a == b};
}
constexpr Uint256 ISZERO(const Uint256& a) noexcept {
    return uint64_t{!a};
}

constexpr Uint256 AND(const Uint256& a, const Uint256& b) noexcept {
    return a & b;
}
constexpr Uint256 OR(const Uint256& a, const Uint256& b) noexcept {
    return a | b;
}
constexpr Uint256 XOR(const Uint256& a, const Uint256& b) noexcept {
    return a ^ b;
}
constexpr Uint256 NOT(const Uint256& a) noexcept {
    return ~a;
}

/// Byte number @p index, counted from the highest; zero past the end.
constexpr Uint256 BYTE(const Uint256& index, const Uint256& value) noexcept {
    if (!index.fits_uint64() || index[0] >= 32) return 0;
    const uint64_t from_lowest = 31 - index[0];
    return value[from_lowest / 8] >> (from_lowest % 8 * 8) & 0xff;
}

/// EIP-145.
constexpr Uint256 SHL(const Uint256& bits, const Uint256& value) noexcept {
    return bits.fits_uint64() ? value << bits[0] : Uint256{};
}
constexpr Uint256 SHR(const Uint256& bits, const Uint256& value) noexcept {
    return bits.fits_uint64() ? value >> bits[0] : Uint256{};
}
[[gnu::always_inline]] constexpr Uint256 SAR(const Uint256& bits, const Uint256& value) noexcept {
    if (!value.is_negative()) return SHR(bits, value);
    return ~SHR(bits, ~value);
}

/// EIP-7939: how many leading bits are zero; 256 for zero.
constexpr Uint256 CLZ(const Uint256& value) noexcept {
    return 256 - value.bit_width();
}

}  // namespace deed::instructions
