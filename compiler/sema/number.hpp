#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/multiprecision/cpp_int.hpp>

#include "compiler/sema/type.hpp"

/// Constant arithmetic: exact rational numbers, of any size up to a limit, until they get a type.
namespace deed::sema {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

/// Numbers with more bits than this in numerator or denominator are not computed.
inline constexpr unsigned kNumberBitLimit = 4096;

/// Whether @p number is within the limit.
[[nodiscard]] bool is_moderate(const Rational& number);
/// Reads a Number token: decimal, with fraction and exponent, or hexadecimal. Nothing when it is too large.
[[nodiscard]] std::optional<Rational> parse_number(std::string_view digits);
/// What a unit multiplies by: wei, seconds (1) … weeks, ether. Nothing when there is no such unit.
[[nodiscard]] std::optional<Integer> factor_of_unit(std::string_view unit);
/// base ** exponent; nothing when it is too large or undefined (0 to a negative power, a fractional
/// exponent).
[[nodiscard]] std::optional<Rational> power_of(const Rational& base, const Rational& exponent);
/// The greatest whole number that is not above.
[[nodiscard]] Integer floor_of(const Rational& number);
[[nodiscard]] bool is_whole(const Rational& number);
/// As messages show it: decimal digits, or a fraction.
[[nodiscard]] std::string text_of(const Rational& number);

/// The mathematical value of a word of an integer type.
[[nodiscard]] Integer integer_of(const Uint256& word, const Type& integer);
[[nodiscard]] bool fits(const Integer& value, const Type& integer);
/// The two's complement word of a value modulo 2^256.
[[nodiscard]] Uint256 word_of(const Integer& value);
/// The value modulo 2^bits, as the integer type reads it.
[[nodiscard]] Integer wrap(const Integer& value, const Type& integer);

}  // namespace deed::sema
