#include <algorithm>

#include "vm/base/uint256.hpp"

namespace deed {
namespace {

constexpr uint64_t kTenToThe19 = 10'000'000'000'000'000'000ULL;

std::optional<Uint256> from_hex_digits(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    Uint256 value;
    for (const char c : digits) {
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<unsigned>(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<unsigned>(c - 'A') + 10;
        else
            return std::nullopt;
        if (value[3] >> 60 != 0) return std::nullopt;
        value = value << 4 | Uint256{digit};
    }
    return value;
}

}  // namespace

std::string to_decimal(const Uint256& value) {
    if (!value) return "0";
    std::string reversed;
    for (Uint256 rest = value; rest;) {
        const auto [quotient, remainder] = divide(rest, kTenToThe19);
        uint64_t chunk = remainder[0];
        for (int i = 0; i < 19 && (quotient || chunk != 0); ++i, chunk /= 10)
            reversed.push_back(static_cast<char>('0' + chunk % 10));
        rest = quotient;
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
}

std::string to_quantity(const Uint256& value) {
    std::string text = "0x";
    const unsigned digits = std::max(1U, (value.bit_width() + 3) / 4);
    for (unsigned i = digits; i-- > 0;)
        text.push_back("0123456789abcdef"[value[i / 16] >> (i % 16 * 4) & 15]);
    return text;
}

std::optional<Uint256> from_decimal(std::string_view text) {
    if (text.empty()) return std::nullopt;
    Uint256 value;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto scaled = checked_multiply(value, 10);
        if (!scaled) return std::nullopt;
        const auto sum = checked_add(*scaled, static_cast<uint64_t>(c - '0'));
        if (!sum) return std::nullopt;
        value = *sum;
    }
    return value;
}

std::optional<Uint256> parse_uint256(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) return from_hex_digits(text.substr(2));
    return from_decimal(text);
}

}  // namespace deed
