#pragma once

#include "compiler/lower/emitter.hpp"
#include "compiler/sema/expressions.hpp"

namespace deed::lower {

/// What the target machine offers beyond Cancun.
enum class LeadingZeros : uint8_t {
    Instruction,  ///< CLZ (EIP-7939)
    Search,       ///< found by comparisons
};

/// What becomes of `ensures` and invariants.
enum class Specifications : uint8_t {
    Dropped,  ///< they cost nothing
    Checked,  ///< code for tests: it computes them, and answers calls of the invariants
};

/// Arithmetic on words of a type, checked as the language says. Operands and results are in canonical form:
/// unused high bits are zero (or the sign), unused low bits of bytesN are zero.
class Arithmetic {
  public:
    Arithmetic(Emitter& emitter, LeadingZeros leading_zeros)
        : emit_(emitter), leading_zeros_(leading_zeros) {}

    ValueId unary(sema::UnaryOperator op, const sema::Type& type, ValueId operand);
    /// Not for Equal and NotEqual of slices. @p type is the operands' type (the left one's, for shifts and
    /// powers).
    ValueId binary(sema::BinaryOperator op, const sema::Type& type, ValueId left, ValueId right);
    ValueId cast(sema::CastKind kind, const sema::Type& from, const sema::Type& to, ValueId operand);
    /// left / divisor, rounded.
    ValueId divide(sema::Rounding rounding, const sema::Type& type, ValueId left, ValueId divisor);
    /// left · right / divisor with the product in 512 bits, rounded; unsigned.
    ValueId multiply_divide(sema::Rounding rounding, const sema::Type& type, ValueId left, ValueId right,
                            ValueId divisor);
    ValueId minimum(const sema::Type& type, ValueId a, ValueId b);
    ValueId maximum(const sema::Type& type, ValueId a, ValueId b);
    ValueId square_root(ValueId value);
    ValueId log2(ValueId value);

    /// Not zero when the word is no canonical value of @p type; nothing when every word is one.
    std::optional<ValueId> find_dirt(const sema::Type& type, ValueId word);
    /// The canonical value in the low bits (bytesN: the high ones) of a word.
    ValueId clean(const sema::Type& type, ValueId word);

  private:
    ValueId add(const sema::Type& type, ValueId a, ValueId b);
    ValueId subtract(const sema::Type& type, ValueId a, ValueId b);
    ValueId multiply(const sema::Type& type, ValueId a, ValueId b);
    ValueId multiply_unsigned(const sema::Type& type, ValueId a, ValueId b);
    ValueId multiply_signed(const sema::Type& type, ValueId a, ValueId b);
    ValueId power(const sema::Type& type, ValueId base, ValueId exponent);
    ValueId supplied_power(const sema::Type& type, ValueId base, ValueId exponent);
    ValueId shift_left(const sema::Type& type, ValueId value, ValueId count);
    ValueId shift_right(const sema::Type& type, ValueId value, ValueId count);
    ValueId remainder(ValueId value, ValueId divisor);
    ValueId compare(sema::BinaryOperator op, const sema::Type& type, ValueId left, ValueId right);
    ValueId cast_checked(const sema::Type& from, const sema::Type& to, ValueId operand);
    ValueId round(sema::Rounding rounding, ValueId quotient, ValueId remainder);
    ValueId divide_signed(sema::Rounding rounding, const sema::Type& type, ValueId left, ValueId divisor);
    void check_fits(const sema::Type& type, ValueId value, Check check);
    ValueId choose(ValueId condition, ValueId if_true, ValueId if_false);
    ValueId significant_bits(ValueId value);

    Emitter& emit_;
    LeadingZeros leading_zeros_;
};

}  // namespace deed::lower
