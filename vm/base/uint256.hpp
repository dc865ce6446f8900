#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "vm/base/bytes.hpp"

namespace deed {

/// The machine's word: an unsigned 256-bit integer, wrapping modulo 2^256. Four limbs, least significant
/// first.
struct Uint256 {
    uint64_t limbs[4]{};

    constexpr Uint256() = default;
    constexpr Uint256(uint64_t value)
        : limbs{value, 0, 0, 0} {}  // NOLINT(google-explicit-constructor): a number is a word
    constexpr Uint256(uint64_t l0, uint64_t l1, uint64_t l2, uint64_t l3) : limbs{l0, l1, l2, l3} {}

    /// 2^256 - 1.
    [[nodiscard]] static constexpr Uint256 max() { return {~0ULL, ~0ULL, ~0ULL, ~0ULL}; }

    constexpr uint64_t& operator[](size_t i) { return limbs[i]; }
    constexpr uint64_t operator[](size_t i) const { return limbs[i]; }
    constexpr explicit operator bool() const { return (limbs[0] | limbs[1] | limbs[2] | limbs[3]) != 0; }
    /// The lowest 64 bits.
    constexpr explicit operator uint64_t() const { return limbs[0]; }

    /// Whether the value is below 2^64.
    [[nodiscard]] constexpr bool fits_uint64() const { return (limbs[1] | limbs[2] | limbs[3]) == 0; }
    /// The sign bit of the two's complement reading.
    [[nodiscard]] constexpr bool is_negative() const { return static_cast<int64_t>(limbs[3]) < 0; }
    /// The number of bits needed to write the value; 0 for 0.
    [[nodiscard]] constexpr unsigned bit_width() const {
        for (unsigned i = 4; i-- > 0;)
            if (limbs[i] != 0) return i * 64 + static_cast<unsigned>(std::bit_width(limbs[i]));
        return 0;
    }
    /// The number of bytes needed to write the value; 0 for 0.
    [[nodiscard]] constexpr unsigned byte_width() const { return (bit_width() + 7) / 8; }

    friend constexpr bool operator==(const Uint256& a, const Uint256& b) {
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
    }
    // Written with limbs, comparisons become chains of condition codes; as a wide integer, one chain of
    // borrows.
    friend constexpr bool operator<(const Uint256& a, const Uint256& b) { return a.wide() < b.wide(); }
    friend constexpr bool operator>(const Uint256& a, const Uint256& b) { return b.wide() < a.wide(); }
    friend constexpr bool operator<=(const Uint256& a, const Uint256& b) { return a.wide() <= b.wide(); }
    friend constexpr bool operator>=(const Uint256& a, const Uint256& b) { return b.wide() <= a.wide(); }
    friend constexpr std::strong_ordering operator<=>(const Uint256& a, const Uint256& b) {
        if (a == b) return std::strong_ordering::equal;
        return a < b ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    /// Two's complement comparison.
    [[nodiscard]] friend constexpr bool less_signed(const Uint256& a, const Uint256& b) {
        return static_cast<signed _BitInt(256)>(a.wide()) < static_cast<signed _BitInt(256)>(b.wide());
    }

    friend constexpr Uint256 operator+(const Uint256& a, const Uint256& b) {
        Uint256 r;
        unsigned long long carry = 0;
        for (size_t i = 0; i < 4; ++i) r[i] = __builtin_addcll(a[i], b[i], carry, &carry);
        return r;
    }
    friend constexpr Uint256 operator-(const Uint256& a, const Uint256& b) {
        Uint256 r;
        unsigned long long borrow = 0;
        for (size_t i = 0; i < 4; ++i) r[i] = __builtin_subcll(a[i], b[i], borrow, &borrow);
        return r;
    }
    friend constexpr Uint256 operator-(const Uint256& a) { return Uint256{} - a; }
    friend constexpr Uint256 operator*(const Uint256& a, const Uint256& b) {
        using Wide = unsigned __int128;
        Uint256 r;
        for (size_t i = 0; i < 4; ++i) {
            uint64_t carry = 0;
            for (size_t j = 0; i + j < 4; ++j) {
                const Wide t = static_cast<Wide>(a[i]) * b[j] + r[i + j] + carry;
                r[i + j] = static_cast<uint64_t>(t);
                carry = static_cast<uint64_t>(t >> 64);
            }
        }
        return r;
    }

    friend constexpr Uint256 operator&(const Uint256& a, const Uint256& b) {
        return {a[0] & b[0], a[1] & b[1], a[2] & b[2], a[3] & b[3]};
    }
    friend constexpr Uint256 operator|(const Uint256& a, const Uint256& b) {
        return {a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]};
    }
    friend constexpr Uint256 operator^(const Uint256& a, const Uint256& b) {
        return {a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]};
    }
    friend constexpr Uint256 operator~(const Uint256& a) { return {~a[0], ~a[1], ~a[2], ~a[3]}; }
    /// Zero for shifts of 256 bits or more.
    friend constexpr Uint256 operator<<(const Uint256& a, uint64_t bits) {
        if (bits >= 256) return {};
        const unsigned part = bits % 64;
        uint64_t r0 = a[0] << part;
        uint64_t r1 = a[1] << part | a[0] >> 1 >> (63 - part);
        uint64_t r2 = a[2] << part | a[1] >> 1 >> (63 - part);
        uint64_t r3 = a[3] << part | a[2] >> 1 >> (63 - part);
        if ((bits & 64) != 0) {
            r3 = r2;
            r2 = r1;
            r1 = r0;
            r0 = 0;
        }
        if ((bits & 128) != 0) return {0, 0, r0, r1};
        return {r0, r1, r2, r3};
    }
    /// Zero for shifts of 256 bits or more.
    friend constexpr Uint256 operator>>(const Uint256& a, uint64_t bits) {
        if (bits >= 256) return {};
        const unsigned part = bits % 64;
        uint64_t r0 = a[0] >> part | a[1] << 1 << (63 - part);
        uint64_t r1 = a[1] >> part | a[2] << 1 << (63 - part);
        uint64_t r2 = a[2] >> part | a[3] << 1 << (63 - part);
        uint64_t r3 = a[3] >> part;
        if ((bits & 64) != 0) {
            r0 = r1;
            r1 = r2;
            r2 = r3;
            r3 = 0;
        }
        if ((bits & 128) != 0) return {r2, r3, 0, 0};
        return {r0, r1, r2, r3};
    }

    constexpr Uint256& operator+=(const Uint256& b) { return *this = *this + b; }
    constexpr Uint256& operator-=(const Uint256& b) { return *this = *this - b; }
    constexpr Uint256& operator*=(const Uint256& b) { return *this = *this * b; }
    constexpr Uint256& operator|=(const Uint256& b) { return *this = *this | b; }
    constexpr Uint256& operator&=(const Uint256& b) { return *this = *this & b; }

  private:
    [[nodiscard]] constexpr unsigned _BitInt(256) wide() const {
        using Wide = unsigned _BitInt(256);
        return Wide{limbs[3]} << 192 | Wide{limbs[2]} << 128 | Wide{limbs[1]} << 64 | Wide{limbs[0]};
    }
};

/// A quotient and what is left.
struct Division {
    Uint256 quotient;
    Uint256 remainder;
};

/// Divides; both results are zero when @p divisor is zero (the EVM's rule).
[[nodiscard]] Division divide(const Uint256& dividend, const Uint256& divisor) noexcept;
/// Divides two's complement numbers, truncating; min / -1 wraps to min; zero by zero divisor (SDIV and SMOD).
[[nodiscard]] Division divide_signed(const Uint256& dividend, const Uint256& divisor) noexcept;
/// (a + b) mod m without losing the carry; 0 when m is 0.
[[nodiscard]] Uint256 add_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept;
/// (a · b) mod m on the 512-bit product; 0 when m is 0.
[[nodiscard]] Uint256 multiply_modulo(const Uint256& a, const Uint256& b, const Uint256& m) noexcept;
/// base^exponent modulo 2^256.
[[nodiscard]] Uint256 power(Uint256 base, const Uint256& exponent) noexcept;

[[nodiscard]] inline Uint256 operator/(const Uint256& a, const Uint256& b) {
    return divide(a, b).quotient;
}
[[nodiscard]] inline Uint256 operator%(const Uint256& a, const Uint256& b) {
    return divide(a, b).remainder;
}

/// a + b, or nothing when it does not fit 256 bits.
[[nodiscard]] std::optional<Uint256> checked_add(const Uint256& a, const Uint256& b) noexcept;
/// a · b, or nothing when it does not fit 256 bits.
[[nodiscard]] std::optional<Uint256> checked_multiply(const Uint256& a, const Uint256& b) noexcept;

/// Reads 32 big-endian bytes.
[[nodiscard]] inline Uint256 load_be(const uint8_t* bytes) {
    Uint256 r;
    for (size_t i = 0; i < 4; ++i) {
        uint64_t limb;
        std::memcpy(&limb, bytes + (3 - i) * 8, 8);
        r[i] = __builtin_bswap64(limb);
    }
    return r;
}
/// Writes 32 big-endian bytes.
inline void store_be(uint8_t* bytes, const Uint256& value) {
    for (size_t i = 0; i < 4; ++i) {
        const uint64_t limb = __builtin_bswap64(value[3 - i]);
        std::memcpy(bytes + i * 8, &limb, 8);
    }
}

/// Reads up to 32 big-endian bytes as a number.
[[nodiscard]] Uint256 word_from(BytesView big_endian);
/// The digest's 32 bytes read as a big-endian number.
[[nodiscard]] inline Uint256 to_word(const Hash& hash) {
    return load_be(hash.data());
}
/// The address as the low 160 bits.
[[nodiscard]] inline Uint256 to_word(const Address& address) {
    uint32_t high;
    uint64_t middle;
    uint64_t low;
    std::memcpy(&high, address.data(), 4);
    std::memcpy(&middle, address.data() + 4, 8);
    std::memcpy(&low, address.data() + 12, 8);
    return {__builtin_bswap64(low), __builtin_bswap64(middle), __builtin_bswap32(high), 0};
}
/// The 32 big-endian bytes.
[[nodiscard]] inline Hash to_hash(const Uint256& value) {
    Hash hash;
    store_be(hash.data(), value);
    return hash;
}
/// The low 160 bits.
[[nodiscard]] inline Address to_address(const Uint256& value) {
    const uint32_t high = __builtin_bswap32(static_cast<uint32_t>(value[2]));
    const uint64_t middle = __builtin_bswap64(value[1]);
    const uint64_t low = __builtin_bswap64(value[0]);
    Address address;
    std::memcpy(address.data(), &high, 4);
    std::memcpy(address.data() + 4, &middle, 8);
    std::memcpy(address.data() + 12, &low, 8);
    return address;
}

/// Decimal digits.
[[nodiscard]] std::string to_decimal(const Uint256& value);
/// "0x" and the shortest hexadecimal form ("0x0" for zero), as JSON-RPC quantities are written.
[[nodiscard]] std::string to_quantity(const Uint256& value);
/// Reads decimal digits; nothing when empty, foreign or 2^256 and above.
[[nodiscard]] std::optional<Uint256> from_decimal(std::string_view text);
/// Reads "0x…" hexadecimal (any length that fits 256 bits, odd counts too) or decimal digits.
[[nodiscard]] std::optional<Uint256> parse_uint256(std::string_view text);

}  // namespace deed

template <>
struct std::hash<deed::Uint256> {
    size_t operator()(const deed::Uint256& value) const noexcept {
        return std::hash<deed::Hash>{}(std::bit_cast<deed::Hash>(value));
    }
};
