#include "compiler/lower/arithmetic.hpp"

#include "compiler/lower/shapes.hpp"
#include "compiler/lower/supplied.hpp"

namespace deed::lower {

using sema::BinaryOperator;
using sema::CastKind;
using sema::Rounding;
using sema::Type;
using sema::TypeKind;
using sema::UnaryOperator;

namespace {

bool is_signed(const Type& type) {
    return type.is(TypeKind::Signed);
}

Uint256 low_bits(unsigned count) {
    return count >= 256 ? Uint256::max() : (Uint256{1} << count) - 1;
}

}  // namespace

// Canonical form.

std::optional<ValueId> Arithmetic::find_dirt(const Type& type, ValueId word) {
    const unsigned bits = bits_of(type);
    if (bits == 256) return std::nullopt;
    if (type.is(TypeKind::Enum))
        return emit_.op(Op::GT, {word, emit_.word(type.enumeration->variants.size() - 1)});
    if (type.is(TypeKind::FixedBytes)) return emit_.op(Op::SHL, {emit_.word(bits), word});
    if (is_signed(type)) {
        const ValueId extended = emit_.op(Op::SIGNEXTEND, {emit_.word(bits / 8 - 1), word});
        return emit_.op(Op::XOR, {extended, word});
    }
    return emit_.op(Op::SHR, {emit_.word(bits), word});
}

ValueId Arithmetic::clean(const Type& type, ValueId word) {
    const unsigned bits = bits_of(type);
    if (bits == 256) return word;
    if (is_signed(type)) return emit_.op(Op::SIGNEXTEND, {emit_.word(bits / 8 - 1), word});
    const Uint256 mask = type.is(TypeKind::FixedBytes) ? low_bits(bits) << (256 - bits) : low_bits(bits);
    return emit_.op(Op::AND, {word, emit_.word(mask)});
}

void Arithmetic::check_fits(const Type& type, ValueId value, Check check) {
    if (const auto dirt = find_dirt(type, value)) emit_.panic_if(*dirt, Panic::Overflow, check);
}

/// One of two words without a jump.
ValueId Arithmetic::choose(ValueId condition, ValueId if_true, ValueId if_false) {
    const ValueId difference = emit_.op(Op::XOR, {if_true, if_false});
    return emit_.op(Op::XOR, {if_false, emit_.op(Op::MUL, {difference, condition})});
}

// Operators.

ValueId Arithmetic::unary(UnaryOperator op, const Type& type, ValueId operand) {
    switch (op) {
        case UnaryOperator::Not: return emit_.is_zero(operand);
        case UnaryOperator::Complement:
            if (is_signed(type)) return emit_.op(Op::NOT, {operand});
            return clean(type, emit_.op(Op::NOT, {operand}));
        case UnaryOperator::Negate: {
            const ValueId is_least = emit_.op(Op::EQ, {operand, emit_.word(sema::minimum_of(type))});
            emit_.panic_if(is_least, Panic::Overflow, Check::Negation);
            return emit_.sub(emit_.word(0), operand);
        }
    }
    return operand;
}

ValueId Arithmetic::binary(BinaryOperator op, const Type& type, ValueId left, ValueId right) {
    switch (op) {
        case BinaryOperator::Add: return add(type, left, right);
        case BinaryOperator::Subtract: return subtract(type, left, right);
        case BinaryOperator::Multiply: return multiply(type, left, right);
        case BinaryOperator::Power: return power(type, left, right);
        case BinaryOperator::ShiftLeft: return shift_left(type, left, right);
        case BinaryOperator::Remainder: return remainder(left, right);
        case BinaryOperator::WrappingAdd: return clean(type, emit_.add(left, right));
        case BinaryOperator::WrappingSubtract: return clean(type, emit_.sub(left, right));
        case BinaryOperator::WrappingMultiply: return clean(type, emit_.op(Op::MUL, {left, right}));
        case BinaryOperator::WrappingShiftLeft: return clean(type, emit_.op(Op::SHL, {right, left}));
        case BinaryOperator::ShiftRight: return shift_right(type, left, right);
        case BinaryOperator::And: return emit_.op(Op::AND, {left, right});
        case BinaryOperator::Or: return emit_.op(Op::OR, {left, right});
        case BinaryOperator::Exclusive: return emit_.op(Op::XOR, {left, right});
        case BinaryOperator::Equal:
        case BinaryOperator::NotEqual:
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual: return compare(op, type, left, right);
    }
    return left;
}

ValueId Arithmetic::compare(BinaryOperator op, const Type& type, ValueId left, ValueId right) {
    const Op less = is_signed(type) ? Op::SLT : Op::LT;
    const Op greater = is_signed(type) ? Op::SGT : Op::GT;
    if (op == BinaryOperator::Equal) return emit_.op(Op::EQ, {left, right});
    if (op == BinaryOperator::NotEqual) return emit_.is_zero(emit_.op(Op::EQ, {left, right}));
    if (op == BinaryOperator::Less) return emit_.op(less, {left, right});
    if (op == BinaryOperator::Greater) return emit_.op(greater, {left, right});
    if (op == BinaryOperator::LessEqual) return emit_.is_zero(emit_.op(greater, {left, right}));
    return emit_.is_zero(emit_.op(less, {left, right}));
}

ValueId Arithmetic::add(const Type& type, ValueId a, ValueId b) {
    const ValueId sum = emit_.add(a, b);
    if (bits_of(type) < 256) {
        check_fits(type, sum, Check::Addition);
    } else if (is_signed(type)) {
        // Both signs differ from the sum's.
        const ValueId changed = emit_.op(Op::AND, {emit_.op(Op::XOR, {a, sum}), emit_.op(Op::XOR, {b, sum})});
        emit_.panic_if(emit_.op(Op::SLT, {changed, emit_.word(0)}), Panic::Overflow, Check::Addition);
    } else {
        emit_.panic_if(emit_.op(Op::LT, {sum, a}), Panic::Overflow, Check::Addition);
    }
    return sum;
}

ValueId Arithmetic::subtract(const Type& type, ValueId a, ValueId b) {
    if (!is_signed(type)) {
        emit_.panic_if(emit_.op(Op::LT, {a, b}), Panic::Overflow, Check::Subtraction);
        return emit_.sub(a, b);
    }
    const ValueId difference = emit_.sub(a, b);
    if (bits_of(type) < 256) {
        check_fits(type, difference, Check::Subtraction);
        return difference;
    }
    const ValueId changed =
        emit_.op(Op::AND, {emit_.op(Op::XOR, {a, b}), emit_.op(Op::XOR, {a, difference})});
    emit_.panic_if(emit_.op(Op::SLT, {changed, emit_.word(0)}), Panic::Overflow, Check::Subtraction);
    return difference;
}

ValueId Arithmetic::multiply(const Type& type, ValueId a, ValueId b) {
    return is_signed(type) ? multiply_signed(type, a, b) : multiply_unsigned(type, a, b);
}

ValueId Arithmetic::multiply_unsigned(const Type& type, ValueId a, ValueId b) {
    const ValueId product = emit_.op(Op::MUL, {a, b});
    if (bits_of(type) <= 128) {
        check_fits(type, product, Check::Multiplication);
        return product;
    }
    const ValueId known = emit_.constant_of(a) ? a : b;
    const ValueId other = known == a ? b : a;
    if (const auto factor = emit_.constant_of(known); factor && *factor != Uint256{}) {
        const ValueId limit = emit_.word(sema::maximum_of(type) / *factor);
        emit_.panic_if(emit_.op(Op::GT, {other, limit}), Panic::Overflow, Check::Multiplication);
        return product;
    }
    const ValueId is_whole = emit_.op(Op::EQ, {emit_.op(Op::DIV, {product, a}), b});
    const ValueId is_right = emit_.either(is_whole, emit_.is_zero(a));
    emit_.panic_if(emit_.is_zero(is_right), Panic::Overflow, Check::Multiplication);
    check_fits(type, product, Check::Multiplication);
    return product;
}

ValueId Arithmetic::multiply_signed(const Type& type, ValueId a, ValueId b) {
    const ValueId product = emit_.op(Op::MUL, {a, b});
    if (bits_of(type) > 128) {
        // -1 · min wraps to min, which the division below cannot tell.
        const ValueId is_minus_one = emit_.op(Op::EQ, {a, emit_.word(Uint256::max())});
        const ValueId is_least = emit_.op(Op::EQ, {b, emit_.word(Uint256{1} << 255)});
        emit_.panic_if(emit_.op(Op::AND, {is_minus_one, is_least}), Panic::Overflow, Check::Multiplication);
        const ValueId is_whole = emit_.op(Op::EQ, {emit_.op(Op::SDIV, {product, a}), b});
        const ValueId is_right = emit_.either(is_whole, emit_.is_zero(a));
        emit_.panic_if(emit_.is_zero(is_right), Panic::Overflow, Check::Multiplication);
    }
    check_fits(type, product, Check::Multiplication);
    return product;
}

ValueId Arithmetic::power(const Type& type, ValueId base, ValueId exponent) {
    constexpr uint64_t kMostProducts = 8;
    const auto count = emit_.constant_of(exponent);
    if (count && *count != Uint256{} && *count <= Uint256{kMostProducts}) {
        ValueId product = base;
        for (uint64_t i = 1; i < static_cast<uint64_t>(*count); ++i) product = multiply(type, product, base);
        return product;
    }
    const auto known = emit_.constant_of(base);
    if (!known || is_signed(type)) return supplied_power(type, base, exponent);
    if (*known <= Uint256{1}) return emit_.op(Op::EXP, {base, exponent});
    // The largest exponent whose power still fits.
    uint64_t limit = 0;
    for (Uint256 power{1}; power <= sema::maximum_of(type) / *known; power *= *known) ++limit;
    emit_.panic_if(emit_.op(Op::GT, {exponent, emit_.word(limit)}), Panic::Overflow, Check::Power);
    return emit_.op(Op::EXP, {base, exponent});
}

/// base ** exponent by squaring, in a function that all powers of one type share.
ValueId Arithmetic::supplied_power(const Type& type, ValueId base, ValueId exponent) {
    const uint32_t function = emit_.module().supply("power_" + sema::name_of(type), [&] {
        const uint32_t number =
            emit_.module().add_function("power_" + sema::name_of(type), ir::FunctionKind::Internal, 1);
        Emitter inner{emit_.module(), number, 2};
        inner.set_span(emit_.span());
        build_power(inner, [&](Emitter& body, ValueId a, ValueId b) {
            return Arithmetic{body, leading_zeros_}.multiply(type, a, b);
        });
        return number;
    });
    return emit_.invoke(function, {base, exponent}, 1)[0];
}

ValueId Arithmetic::shift_left(const Type& type, ValueId value, ValueId count) {
    const ValueId shifted = emit_.op(Op::SHL, {count, value});
    ValueId lost = emit_.op(Op::XOR, {emit_.op(Op::SHR, {count, shifted}), value});
    if (const auto dirt = find_dirt(type, shifted)) lost = emit_.either(lost, *dirt);
    emit_.panic_if(lost, Panic::Overflow, Check::Shift);
    return shifted;
}

ValueId Arithmetic::shift_right(const Type& type, ValueId value, ValueId count) {
    if (is_signed(type)) return emit_.op(Op::SAR, {count, value});
    const ValueId shifted = emit_.op(Op::SHR, {count, value});
    return type.is(TypeKind::FixedBytes) ? clean(type, shifted) : shifted;
}

ValueId Arithmetic::remainder(ValueId value, ValueId divisor) {
    emit_.panic_if(emit_.is_zero(divisor), Panic::DivisionByZero, Check::Division);
    return emit_.op(Op::MOD, {value, divisor});
}

// Conversions.

ValueId Arithmetic::cast(CastKind kind, const Type& from, const Type& to, ValueId operand) {
    switch (kind) {
        case CastKind::Widen: return operand;
        case CastKind::Checked: return cast_checked(from, to, operand);
        case CastKind::Truncate: return clean(to, operand);
        case CastKind::Resize: return to.length < from.length ? clean(to, operand) : operand;
        case CastKind::Bound:  // not of words
        case CastKind::Reinterpret: break;
    }
    const bool was_high = from.is(TypeKind::FixedBytes);
    const bool is_high = to.is(TypeKind::FixedBytes);
    const ValueId unused = emit_.word(256 - bits_of(from));
    if (was_high && is_high) return operand;
    if (is_high) return emit_.op(Op::SHL, {unused, operand});
    if (was_high) return emit_.op(is_signed(to) ? Op::SAR : Op::SHR, {unused, operand});
    return is_signed(from) || is_signed(to) ? clean(to, operand) : operand;
}

ValueId Arithmetic::cast_checked(const Type& from, const Type& to, ValueId operand) {
    const unsigned wanted = bits_of(to);
    if (is_signed(to) && !is_signed(from)) {
        // The sign bit must stay free.
        if (bits_of(from) < wanted) return operand;
        emit_.panic_if(emit_.op(Op::SHR, {emit_.word(wanted - 1), operand}), Panic::Overflow,
                       Check::Conversion);
        return operand;
    }
    if (is_signed(from) && !is_signed(to)) {
        const ValueId lost = wanted == 256 || wanted >= bits_of(from)
                                 ? emit_.op(Op::SLT, {operand, emit_.word(0)})
                                 : emit_.op(Op::SHR, {emit_.word(wanted), operand});
        emit_.panic_if(lost, Panic::Overflow, Check::Conversion);
        return operand;
    }
    if (wanted < bits_of(from)) check_fits(to, operand, Check::Conversion);
    return operand;
}

// Division.

/// The quotient, rounded down so far, as the remainder says.
ValueId Arithmetic::round(Rounding rounding, ValueId quotient, ValueId remainder) {
    switch (rounding) {
        case Rounding::Down: return quotient;
        case Rounding::Up: return emit_.add(quotient, emit_.op(Op::GT, {remainder, emit_.word(0)}));
        case Rounding::Exact: emit_.panic_if(remainder, Panic::Overflow, Check::Exactness); return quotient;
    }
    return quotient;
}

ValueId Arithmetic::divide(Rounding rounding, const Type& type, ValueId left, ValueId divisor) {
    emit_.panic_if(emit_.is_zero(divisor), Panic::DivisionByZero, Check::Division);
    if (is_signed(type)) return divide_signed(rounding, type, left, divisor);
    const ValueId quotient = emit_.op(Op::DIV, {left, divisor});
    if (rounding == Rounding::Down) return quotient;
    return round(rounding, quotient, emit_.op(Op::MOD, {left, divisor}));
}

ValueId Arithmetic::divide_signed(Rounding rounding, const Type& type, ValueId left, ValueId divisor) {
    const ValueId is_minus_one = emit_.op(Op::EQ, {divisor, emit_.word(Uint256::max())});
    const ValueId is_least = emit_.op(Op::EQ, {left, emit_.word(sema::minimum_of(type))});
    emit_.panic_if(emit_.op(Op::AND, {is_minus_one, is_least}), Panic::Overflow, Check::Quotient);

    const ValueId quotient = emit_.op(Op::SDIV, {left, divisor});
    const ValueId remainder = emit_.op(Op::SMOD, {left, divisor});
    if (rounding == Rounding::Exact) return round(rounding, quotient, remainder);
    // SDIV truncates: the true quotient is below where the signs differ, above where they agree.
    const ValueId is_inexact = emit_.is_zero(emit_.is_zero(remainder));
    const ValueId signs_differ = emit_.op(Op::SHR, {emit_.word(255), emit_.op(Op::XOR, {left, divisor})});
    if (rounding == Rounding::Down) return emit_.sub(quotient, emit_.op(Op::AND, {is_inexact, signs_differ}));
    return emit_.add(quotient, emit_.op(Op::GT, {is_inexact, signs_differ}));
}

ValueId Arithmetic::multiply_divide(Rounding rounding, const Type& type, ValueId left, ValueId right,
                                    ValueId divisor) {
    emit_.panic_if(emit_.is_zero(divisor), Panic::DivisionByZero, Check::Division);
    ValueId quotient;
    if (bits_of(type) <= 128) {
        const ValueId product = emit_.op(Op::MUL, {left, right});
        const bool needs_remainder = rounding != Rounding::Down;
        quotient = emit_.op(Op::DIV, {product, divisor});
        if (needs_remainder) quotient = round(rounding, quotient, emit_.op(Op::MOD, {product, divisor}));
    } else {
        if (emit_.are_panics_redirected()) {
            // The shared function could only panic.
            const ValueId fits = emit_.op(Op::GT, {divisor, high_product(emit_, left, right)});
            emit_.panic_if(emit_.is_zero(fits), Panic::Overflow, Check::Quotient);
        }
        const uint32_t function = supply_wide_division(emit_);
        quotient = emit_.invoke(function, {left, right, divisor}, 1)[0];
        if (rounding != Rounding::Down) {
            const ValueId down = quotient;
            quotient = round(rounding, down, emit_.op(Op::MULMOD, {left, right, divisor}));
            if (rounding == Rounding::Up)
                emit_.panic_if(emit_.op(Op::LT, {quotient, down}), Panic::Overflow, Check::Quotient);
        }
    }
    check_fits(type, quotient, Check::Quotient);
    return quotient;
}

// Built-in functions.

ValueId Arithmetic::minimum(const Type& type, ValueId a, ValueId b) {
    return choose(emit_.op(is_signed(type) ? Op::SLT : Op::LT, {a, b}), a, b);
}

ValueId Arithmetic::maximum(const Type& type, ValueId a, ValueId b) {
    return choose(emit_.op(is_signed(type) ? Op::SGT : Op::GT, {a, b}), a, b);
}

/// The number of bits needed to write a word; 0 for 0.
ValueId Arithmetic::significant_bits(ValueId value) {
    if (leading_zeros_ == LeadingZeros::Instruction)
        return emit_.sub(emit_.word(256), emit_.op(Op::CLZ, {value}));
    return emit_.invoke(supply_bit_search(emit_), {value}, 1)[0];
}

ValueId Arithmetic::square_root(ValueId value) {
    // Newton's method from a power of two that is at most a factor of two above the root.
    ValueId root = emit_.op(
        Op::SHL, {emit_.op(Op::SHR, {emit_.word(1), emit_.add(significant_bits(value), 1)}), emit_.word(1)});
    constexpr int kSteps = 7;
    for (int i = 0; i < kSteps; ++i)
        root = emit_.op(Op::SHR, {emit_.word(1), emit_.add(root, emit_.op(Op::DIV, {value, root}))});
    return emit_.sub(root, emit_.op(Op::LT, {emit_.op(Op::DIV, {value, root}), root}));
}

ValueId Arithmetic::log2(ValueId value) {
    emit_.panic_if(emit_.is_zero(value), Panic::DivisionByZero, Check::Division);
    return emit_.sub(significant_bits(value), emit_.word(1));
}

}  // namespace deed::lower
