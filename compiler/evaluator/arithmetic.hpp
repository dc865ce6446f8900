#pragma once

#include "compiler/evaluator/value.hpp"
#include "compiler/sema/expressions.hpp"
#include "vm/base/result.hpp"

/// The operators and built-in functions, on whole numbers of any size.
namespace deed::evaluator {

/// Why code stops with Solidity's Panic(code).
enum class Panic : uint8_t {
    Assertion = 0x01,
    Overflow = 0x11,
    DivisionByZero = 0x12,
    OutOfRange = 0x32,
    TooMuch = 0x41,
};

using Computed = Result<Value, Panic>;

[[nodiscard]] Computed compute(sema::UnaryOperator op, const sema::Type& type, const Value& operand);
/// @p type is the left operand's.
[[nodiscard]] Computed compute(sema::BinaryOperator op, const sema::Type& type, const Value& left,
                               const Value& right);
/// numerator / divisor; the numerator may be a product outside of @p type.
[[nodiscard]] Computed divide(sema::Rounding rounding, const sema::Type& type, const Integer& numerator,
                              const Integer& divisor);
[[nodiscard]] Computed convert(sema::CastKind kind, const sema::Type& from, const sema::Type& to,
                               const Value& operand);
/// The greatest number whose square is not above.
[[nodiscard]] Integer square_root_of(const Integer& number);
/// The position of the highest one; Panic for zero.
[[nodiscard]] Computed log2_of(const Integer& number);

}  // namespace deed::evaluator
