#include "compiler/evaluator/arithmetic.hpp"

#include <algorithm>
#include <optional>

#include "vm/base/assert.hpp"

namespace deed::evaluator {

using sema::BinaryOperator;
using sema::CastKind;
using sema::Rounding;
using sema::Type;
using sema::TypeKind;
using sema::UnaryOperator;

namespace {

constexpr unsigned kWordBits = 256;

/// The result of a checked operation. In specifications numbers have no bounds.
Computed require_fit(const Integer& result, const Type& type) {
    if (!type.is(TypeKind::Whole) && !sema::fits(result, type)) return Failure{Panic::Overflow};
    return Value{result};
}

unsigned width_of(const Type& type) {
    return type.is(TypeKind::FixedBytes) ? 8 * static_cast<unsigned>(type.length) : type.bits;
}

/// base ** exponent, or nothing when it is beyond what any type holds.
std::optional<Integer> power_of(const Integer& base, const Integer& exponent) {
    if (exponent == 0 || base == 1) return 1;
    if (base == 0) return 0;
    if (base == -1) return exponent % 2 == 0 ? 1 : -1;
    if (exponent > kWordBits) return std::nullopt;
    return boost::multiprecision::pow(base, static_cast<unsigned>(exponent));
}

/// value * 2^count, or nothing when a one moves beyond what any type holds.
std::optional<Integer> shift_left(const Integer& value, const Integer& count) {
    if (value == 0) return 0;
    if (count >= kWordBits) return std::nullopt;
    return value << static_cast<unsigned>(count);
}

Integer floor_quotient(const Integer& numerator, const Integer& divisor) {
    Integer quotient = numerator / divisor;
    const bool is_inexact = quotient * divisor != numerator;
    if (is_inexact && (numerator < 0) != (divisor < 0)) --quotient;
    return quotient;
}

/// Rounded down, so that negative numbers become -1.
Integer shift_right(const Integer& value, const Integer& count) {
    if (count >= kWordBits) return value < 0 ? -1 : 0;
    return floor_quotient(value, Integer{1} << static_cast<unsigned>(count));
}

Computed compute_checked(BinaryOperator op, const Type& type, const Integer& a, const Integer& b) {
    if (op == BinaryOperator::Add) return require_fit(a + b, type);
    if (op == BinaryOperator::Subtract) return require_fit(a - b, type);
    if (op == BinaryOperator::Multiply) return require_fit(a * b, type);
    if (op == BinaryOperator::Remainder) {
        if (b == 0) return Failure{Panic::DivisionByZero};
        return Value{Integer{a % b}};
    }
    const auto result = op == BinaryOperator::Power ? power_of(a, b) : shift_left(a, b);
    if (!result) return Failure{Panic::Overflow};
    return require_fit(*result, type);
}

bool compare(BinaryOperator op, const Key& a, const Key& b) {
    if (op == BinaryOperator::Less) return a < b;
    if (op == BinaryOperator::LessEqual) return a <= b;
    if (op == BinaryOperator::Greater) return a > b;
    return a >= b;
}

/// On the bits, whatever they mean.
Integer compute_bits(BinaryOperator op, const Type& type, const Integer& a, const Integer& b) {
    if (op == BinaryOperator::And) return a & b;
    if (op == BinaryOperator::Or) return a | b;
    if (op == BinaryOperator::Exclusive) return a ^ b;
    DEED_ASSERT(op == BinaryOperator::WrappingShiftLeft);
    const Integer modulus = Integer{1} << width_of(type);
    return b >= width_of(type) ? Integer{0} : Integer{(a << static_cast<unsigned>(b)) % modulus};
}

}  // namespace

Computed compute(UnaryOperator op, const Type& type, const Value& operand) {
    switch (op) {
        case UnaryOperator::Not: return Value{!operand.boolean()};
        case UnaryOperator::Complement: {
            const Integer ones = (Integer{1} << width_of(type)) - 1;
            return value_of_bits(type, ones - bits_of(type, operand));
        }
        case UnaryOperator::Negate: return require_fit(-operand.integer(), type);
    }
    return operand;
}

Computed compute(BinaryOperator op, const Type& type, const Value& left, const Value& right) {
    switch (op) {
        case BinaryOperator::Add:
        case BinaryOperator::Subtract:
        case BinaryOperator::Multiply:
        case BinaryOperator::Power:
        case BinaryOperator::ShiftLeft:
        case BinaryOperator::Remainder: return compute_checked(op, type, left.integer(), right.integer());
        case BinaryOperator::WrappingAdd: return Value{sema::wrap(left.integer() + right.integer(), type)};
        case BinaryOperator::WrappingSubtract:
            return Value{sema::wrap(left.integer() - right.integer(), type)};
        case BinaryOperator::WrappingMultiply:
            return Value{sema::wrap(left.integer() * right.integer(), type)};
        case BinaryOperator::WrappingShiftLeft:
            return value_of_bits(type, compute_bits(op, type, bits_of(type, left), right.integer()));
        case BinaryOperator::ShiftRight:
            if (type.is(TypeKind::FixedBytes))
                return value_of_bits(type, shift_right(bits_of(type, left), right.integer()));
            return Value{shift_right(left.integer(), right.integer())};
        case BinaryOperator::And:
        case BinaryOperator::Or:
        case BinaryOperator::Exclusive:
            return value_of_bits(type, compute_bits(op, type, bits_of(type, left), bits_of(type, right)));
        case BinaryOperator::Equal: return Value{left == right};
        case BinaryOperator::NotEqual: return Value{!(left == right)};
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual: return Value{compare(op, key_of(left), key_of(right))};
    }
    return left;
}

Computed divide(Rounding rounding, const Type& type, const Integer& numerator, const Integer& divisor) {
    if (divisor == 0) return Failure{Panic::DivisionByZero};
    const Integer quotient = floor_quotient(numerator, divisor);
    const bool is_exact = quotient * divisor == numerator;
    switch (rounding) {
        case Rounding::Down: return require_fit(quotient, type);
        case Rounding::Up: return require_fit(is_exact ? quotient : Integer{quotient + 1}, type);
        case Rounding::Exact:
            if (!is_exact) return Failure{Panic::Overflow};
            return require_fit(quotient, type);
    }
    return Value{quotient};
}

Computed convert(CastKind kind, const Type& from, const Type& to, const Value& operand) {
    switch (kind) {
        case CastKind::Widen: return operand;
        case CastKind::Checked: return require_fit(operand.integer(), to);
        case CastKind::Truncate: return Value{sema::wrap(operand.integer(), to)};
        case CastKind::Reinterpret:
            // Between bytes and string there is nothing to do.
            return to.is_word() ? value_of_bits(to, bits_of(from, operand)) : operand;
        case CastKind::Bound:
            if (operand.bytes().size() > to.length) return Failure{Panic::TooMuch};
            return operand;
        case CastKind::Resize: {
            Bytes bytes = operand.bytes();
            bytes.resize(to.length);
            return Value{std::move(bytes)};
        }
    }
    return operand;
}

Integer square_root_of(const Integer& number) {
    return boost::multiprecision::sqrt(number);
}

Computed log2_of(const Integer& number) {
    if (number == 0) return Failure{Panic::DivisionByZero};
    return Value{Integer{boost::multiprecision::msb(number)}};
}

}  // namespace deed::evaluator
