#include "vm/base/uint256.hpp"

#include "vm/base/long_division.hpp"

namespace deed {
namespace {

/// base², with fewer products than base * base.
Uint256 square(const Uint256& base) {
    using Wide = unsigned __int128;
    const Wide p01 = static_cast<Wide>(base[0]) * base[1];
    const Wide p02 = static_cast<Wide>(base[0]) * base[2];
    const uint64_t p03 = base[0] * base[3] + base[1] * base[2];
    // The products of different limbs, which count twice.
    const Wide at_2 = (p01 >> 64) + static_cast<uint64_t>(p02);
    const uint64_t at_3 = static_cast<uint64_t>(p02 >> 64) + p03 + static_cast<uint64_t>(at_2 >> 64);
    const Uint256 mixed{0, static_cast<uint64_t>(p01), static_cast<uint64_t>(at_2), at_3};
    const Wide p00 = static_cast<Wide>(base[0]) * base[0];
    const Wide p11 = static_cast<Wide>(base[1]) * base[1];
    const Uint256 pure{static_cast<uint64_t>(p00), static_cast<uint64_t>(p00 >> 64),
                       static_cast<uint64_t>(p11), static_cast<uint64_t>(p11 >> 64)};
    return mixed + mixed + pure;
}

Uint256 power_bit_by_bit(Uint256 base, uint64_t exponent) {
    Uint256 result = 1;
    for (;; base = square(base)) {
        if ((exponent & 1) != 0) result = result * base;
        exponent >>= 1;
        if (exponent == 0) return result;
    }
}

/// Four bits of the exponent at a time, highest first; no branch depends on them.
Uint256 power_by_windows(const Uint256& base, const Uint256& exponent) {
    Uint256 powers[16];
    powers[0] = 1;
    for (size_t i = 1; i < 16; ++i) powers[i] = powers[i - 1] * base;
    Uint256 result = 1;
    for (unsigned window = (exponent.bit_width() + 3) / 4; window-- > 0;) {
        result = square(square(square(square(result))));
        result = result * powers[exponent[window / 16] >> (window % 16 * 4) & 15];
    }
    return result;
}

}  // namespace

Division divide(const Uint256& dividend, const Uint256& divisor) noexcept {
    if ((dividend[1] | dividend[2] | dividend[3] | divisor[1] | divisor[2] | divisor[3]) == 0) {
        if (divisor[0] == 0) return {};
        return {dividend[0] / divisor[0], dividend[0] % divisor[0]};
    }
    const size_t n = long_division::limb_count(divisor.limbs, 4);
    if (n == 0) return {};
    if (dividend < divisor) return {0, dividend};

    const size_t m = long_division::limb_count(dividend.limbs, 4);
    Division result;
    if (n == 1) {
        uint64_t rest = 0;
        for (size_t i = m; i-- > 0;)
            result.quotient[i] = long_division::divide_2by1(rest, dividend[i], divisor[0], rest);
        result.remainder = rest;
        return result;
    }
    uint64_t u[5]{dividend[0], dividend[1], dividend[2], dividend[3], 0};
    long_division::divide(u, m, divisor.limbs, n, result.quotient.limbs);
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

Uint256 power(Uint256 base, const Uint256& exponent) noexcept {
    const unsigned bits = exponent.bit_width();
    const unsigned width = base.bit_width();
    // A power of two, as contracts take for masks and shifts.
    if (width > 0 && base == Uint256{1} << (width - 1))
        return bits <= 8 || width == 1 ? Uint256{1} << (width - 1) * exponent[0] : Uint256{};
    constexpr unsigned kShortExponent = 24;
    return bits <= kShortExponent ? power_bit_by_bit(base, exponent[0]) : power_by_windows(base, exponent);
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
