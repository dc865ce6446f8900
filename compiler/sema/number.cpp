#include "compiler/sema/number.hpp"

#include "vm/base/assert.hpp"

namespace deed::sema {
namespace {

using boost::multiprecision::abs;
using boost::multiprecision::denominator;
using boost::multiprecision::msb;
using boost::multiprecision::numerator;

/// More digits than a number within the limit can have.
constexpr size_t kDigitLimit = 1300;

unsigned bits_of(const Integer& value) {
    return value == 0 ? 0 : static_cast<unsigned>(msb(abs(value))) + 1;
}

Integer power_of_two(unsigned exponent) {
    return Integer{1} << exponent;
}

}  // namespace

bool is_moderate(const Rational& number) {
    return bits_of(numerator(number)) <= kNumberBitLimit && bits_of(denominator(number)) <= kNumberBitLimit;
}

std::optional<Rational> parse_number(std::string_view digits) {
    if (digits.size() > kDigitLimit) return std::nullopt;
    const bool is_hexadecimal = digits.starts_with("0x");
    Integer mantissa = 0;
    int64_t scale = 0;
    bool is_fraction = false;
    for (size_t i = is_hexadecimal ? 2 : 0; i < digits.size(); ++i) {
        const char c = digits[i];
        if (c == '_') continue;
        if (c == '.') {
            is_fraction = true;
            continue;
        }
        if (!is_hexadecimal && c == 'e') {
            const std::string exponent{digits.substr(i + 1)};
            if (exponent.size() > 5) return std::nullopt;
            scale += std::stol(exponent);
            break;
        }
        const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        mantissa = mantissa * (is_hexadecimal ? 16 : 10) + value;
        if (is_fraction) --scale;
    }
    const auto factor = power_of(Rational{10}, Rational{scale});
    if (!factor) return std::nullopt;
    const Rational result = Rational{mantissa} * *factor;
    return is_moderate(result) ? std::optional{result} : std::nullopt;
}

std::optional<Integer> factor_of_unit(std::string_view unit) {
    struct Row {
        std::string_view unit;
        uint64_t factor;
    };
    constexpr Row kUnits[] = {{"wei", 1},      {"gwei", 1'000'000'000}, {"ether", 1'000'000'000'000'000'000},
                              {"seconds", 1},  {"minutes", 60},         {"hours", 3600},
                              {"days", 86400}, {"weeks", 604800}};
    for (const Row& row : kUnits)
        if (row.unit == unit) return Integer{row.factor};
    return std::nullopt;
}

std::optional<Rational> power_of(const Rational& base, const Rational& exponent) {
    if (!is_whole(exponent)) return std::nullopt;
    const Integer whole = numerator(exponent);
    if (whole < 0 && base == 0) return std::nullopt;
    const bool is_trivial = base == 0 || base == 1 || base == -1;
    if (is_trivial) return whole == 0 || (base == -1 && whole % 2 == 0) ? Rational{1} : base;

    const unsigned bits = std::max(bits_of(numerator(base)), bits_of(denominator(base)));
    if (abs(whole) > kNumberBitLimit || static_cast<unsigned>(abs(whole)) * (bits - 1) > kNumberBitLimit)
        return std::nullopt;
    const auto count = static_cast<unsigned>(abs(whole));
    const Rational result{boost::multiprecision::pow(numerator(base), count),
                          boost::multiprecision::pow(denominator(base), count)};
    return whole < 0 ? Rational{1} / result : result;
}

Integer floor_of(const Rational& number) {
    const Integer n = numerator(number);
    const Integer d = denominator(number);
    Integer quotient = n / d;
    if (n < 0 && quotient * d != n) --quotient;
    return quotient;
}

bool is_whole(const Rational& number) {
    return denominator(number) == 1;
}

std::string text_of(const Rational& number) {
    constexpr size_t kShownDigits = 80;
    const std::string text = number.str();
    return text.size() <= kShownDigits ? text : text.substr(0, kShownDigits) + "…";
}

Integer integer_of(const Uint256& word, const Type& integer) {
    Integer value = 0;
    for (size_t i = 4; i-- > 0;) value = (value << 64) | Integer{word[i]};
    if (integer.is(TypeKind::Signed) && word.is_negative()) value -= power_of_two(256);
    return value;
}

bool fits(const Integer& value, const Type& integer) {
    DEED_ASSERT(integer.is_integer());
    if (integer.is(TypeKind::Unsigned)) return value >= 0 && value < power_of_two(integer.bits);
    const Integer half = power_of_two(integer.bits - 1u);
    return value >= -half && value < half;
}

Uint256 word_of(const Integer& value) {
    Integer rest = value % power_of_two(256);
    if (rest < 0) rest += power_of_two(256);
    Uint256 word;
    for (size_t i = 0; i < 4; ++i) {
        word[i] = static_cast<uint64_t>(rest & Integer{~uint64_t{0}});
        rest >>= 64;
    }
    return word;
}

Integer wrap(const Integer& value, const Type& integer) {
    const Integer modulus = power_of_two(integer.bits);
    Integer rest = value % modulus;
    if (rest < 0) rest += modulus;
    if (integer.is(TypeKind::Signed) && rest >= modulus / 2) rest -= modulus;
    return rest;
}

}  // namespace deed::sema
