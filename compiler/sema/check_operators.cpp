#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"

namespace deed::sema {
namespace {

using syntax::TokenKind;

struct OperatorRow {
    TokenKind token;
    BinaryOperator op;
};

constexpr OperatorRow kOperators[] = {
    {TokenKind::Plus, BinaryOperator::Add},
    {TokenKind::Minus, BinaryOperator::Subtract},
    {TokenKind::Star, BinaryOperator::Multiply},
    {TokenKind::StarStar, BinaryOperator::Power},
    {TokenKind::Percent, BinaryOperator::Remainder},
    {TokenKind::PlusPercent, BinaryOperator::WrappingAdd},
    {TokenKind::MinusPercent, BinaryOperator::WrappingSubtract},
    {TokenKind::StarPercent, BinaryOperator::WrappingMultiply},
    {TokenKind::ShiftLeft, BinaryOperator::ShiftLeft},
    {TokenKind::ShiftLeftPercent, BinaryOperator::WrappingShiftLeft},
    {TokenKind::ShiftRight, BinaryOperator::ShiftRight},
    {TokenKind::Ampersand, BinaryOperator::And},
    {TokenKind::Bar, BinaryOperator::Or},
    {TokenKind::Caret, BinaryOperator::Exclusive},
    {TokenKind::EqualEqual, BinaryOperator::Equal},
    {TokenKind::NotEqual, BinaryOperator::NotEqual},
    {TokenKind::Less, BinaryOperator::Less},
    {TokenKind::LessEqual, BinaryOperator::LessEqual},
    {TokenKind::Greater, BinaryOperator::Greater},
    {TokenKind::GreaterEqual, BinaryOperator::GreaterEqual},
};

std::optional<BinaryOperator> operator_of(TokenKind token) {
    for (const OperatorRow& row : kOperators)
        if (row.token == token) return row.op;
    return std::nullopt;
}

bool is_shift_or_power(BinaryOperator op) {
    return op == BinaryOperator::Power || op == BinaryOperator::ShiftLeft ||
           op == BinaryOperator::WrappingShiftLeft || op == BinaryOperator::ShiftRight;
}

bool is_bitwise(BinaryOperator op) {
    return op == BinaryOperator::And || op == BinaryOperator::Or || op == BinaryOperator::Exclusive;
}

bool is_broken(const Operand& operand) {
    return operand.expression != nullptr && operand.expression->type->is(TypeKind::Error);
}

/// Whether two values can be compared for being the same.
bool has_equality(const Type& type) {
    if (type.is(TypeKind::Option)) return !type.element->is_slice() && has_equality(*type.element);
    return (type.is_word() && !type.is(TypeKind::Coin)) || type.is_slice();
}

std::string describe(const Operand& operand) {
    return operand.number ? "a number" : name_of(*operand.expression->type);
}

}  // namespace

// Unary.

Operand Checker::check_node(const syntax::UnaryExpression& node, source::Span span, const Type* expected) {
    if (node.op == TokenKind::Bang) {
        ExpressionPtr operand = check_value(*node.operand, types().boolean());
        if (operand->type->is(TypeKind::Error)) return broken_operand(span);
        Operand result = make_operand(Unary{UnaryOperator::Not, std::move(operand)}, types().boolean(), span);
        result.expression = fold_or_report(std::move(result.expression));
        return result;
    }
    Operand operand = check_operand(*node.operand, expected);
    if (is_broken(operand)) return broken_operand(span);
    const bool is_negation = node.op == TokenKind::Minus;
    if (is_negation && operand.number) return number_operand(-*operand.number, span);

    ExpressionPtr value = settle(std::move(operand), nullptr);
    if (value->type->is(TypeKind::Error)) return broken_operand(span);
    const Type* const type = value->type;
    const bool applies =
        is_negation ? type->is(TypeKind::Signed)
                    : (type->is_integer() && type->unit == nullptr) || type->is(TypeKind::FixedBytes);
    if (!applies) {
        report(Code::OperandType, span, {is_negation ? "-" : "~", name_of(*type)});
        return broken_operand(span);
    }
    const UnaryOperator op = is_negation ? UnaryOperator::Negate : UnaryOperator::Complement;
    Operand result = make_operand(Unary{op, std::move(value)}, type, span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

// Binary.

Operand Checker::check_node(const syntax::BinaryExpression& node, source::Span span, const Type* expected) {
    const bool is_logical =
        node.op == TokenKind::AndAnd || node.op == TokenKind::OrOr || node.op == TokenKind::FatArrow;
    if (is_logical) return check_logical(node, span);

    const bool keeps_product = std::exchange(here_.keeps_product, false);
    std::vector<Operand> operands;
    // What is expected of a comparison says nothing about what it compares.
    const bool is_comparison = operator_of(node.op).value_or(BinaryOperator::Add) >= BinaryOperator::Equal;
    operands.push_back(check_operand(*node.left, is_comparison ? nullptr : expected));
    const Type* const first = operands[0].expression == nullptr ? nullptr : operands[0].expression->type;
    const bool is_option = is_comparison && first != nullptr && first->is(TypeKind::Option);
    operands.push_back(check_operand(*node.right, is_option ? first : nullptr));
    if (is_broken(operands[0]) || is_broken(operands[1])) return broken_operand(span);

    const bool are_numbers = operands[0].number && operands[1].number;
    if (are_numbers &&
        (node.op == TokenKind::Slash || !is_bitwise(operator_of(node.op).value_or(BinaryOperator::Add))))
        return check_number_operator(node.op, operands[0], operands[1], span);
    if (node.op == TokenKind::Slash) {
        report(Code::DivisionOutsideRounding, node.op_span);
        return broken_operand(span);
    }
    const auto op = operator_of(node.op);
    if (!op) return broken_operand(span);
    if (here_.has_whole_numbers)
        if (auto whole = check_whole(*op, operands, span)) return std::move(*whole);
    if (*op >= BinaryOperator::Equal) return check_comparison(*op, std::move(operands), node, span);
    if (is_shift_or_power(*op))
        return check_shift(*op, std::move(operands[0]), std::move(operands[1]), expected, node, span);
    here_.keeps_product = keeps_product;
    Operand result = check_arithmetic(*op, std::move(operands), expected, node, span);
    here_.keeps_product = false;
    return result;
}

Operand Checker::check_logical(const syntax::BinaryExpression& node, source::Span span) {
    ExpressionPtr left = check_value(*node.left, types().boolean());
    ExpressionPtr right = check_value(*node.right, types().boolean());
    if (left->type->is(TypeKind::Error) || right->type->is(TypeKind::Error)) return broken_operand(span);
    if (node.op == TokenKind::FatArrow) {
        if (!here_.is_specification)
            report(Code::ImplicationOutside, node.op_span).with_help("write `!a || b`");
        left = fold_or_report(make(Unary{UnaryOperator::Not, std::move(left)}, types().boolean(), span));
    }
    const LogicalOperator op = node.op == TokenKind::AndAnd ? LogicalOperator::And : LogicalOperator::Or;
    Operand result = make_operand(Logical{op, std::move(left), std::move(right)}, types().boolean(), span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

Operand Checker::check_number_operator(TokenKind op, const Operand& left, const Operand& right,
                                       source::Span span) {
    const Rational& a = *left.number;
    const Rational& b = *right.number;
    const auto truth = [&](bool value) {
        return make_operand(Constant{Uint256{value ? 1u : 0u}}, types().boolean(), span);
    };
    if (op == TokenKind::EqualEqual) return truth(a == b);
    if (op == TokenKind::NotEqual) return truth(a != b);
    if (op == TokenKind::Less) return truth(a < b);
    if (op == TokenKind::LessEqual) return truth(a <= b);
    if (op == TokenKind::Greater) return truth(a > b);
    if (op == TokenKind::GreaterEqual) return truth(a >= b);
    if (op == TokenKind::Plus) return number_operand(a + b, span);
    if (op == TokenKind::Minus) return number_operand(a - b, span);
    if (op == TokenKind::Star) return number_operand(a * b, span);
    if ((op == TokenKind::Slash || op == TokenKind::Percent) && b == 0) {
        report(Code::ConstantFails, span, {"division by zero"});
        return broken_operand(span);
    }
    if (op == TokenKind::Slash) return number_operand(a / b, span);
    if (op == TokenKind::Percent && is_whole(a) && is_whole(b) && a >= 0 && b > 0)
        return number_operand(Rational{Integer{floor_of(a) % floor_of(b)}}, span);
    if (op == TokenKind::StarStar || op == TokenKind::ShiftLeft || op == TokenKind::ShiftRight) {
        const auto factor = power_of(op == TokenKind::StarStar ? a : Rational{2}, b);
        if (!factor || (op != TokenKind::StarStar && b < 0)) {
            report(Code::ConstantTooLarge, span);
            return broken_operand(span);
        }
        if (op == TokenKind::StarStar) return number_operand(*factor, span);
        if (op == TokenKind::ShiftLeft) return number_operand(a * *factor, span);
        return number_operand(Rational{floor_of(a / *factor)}, span);
    }
    const std::string quoted = syntax::describe(op);
    report(Code::OperandMismatch, span,
           {std::string_view{quoted}.substr(1, quoted.size() - 2), "a number without a type", "another"});
    return broken_operand(span);
}

const Type* Checker::unify(std::vector<Operand>& operands, const Type* expected, std::string_view op,
                           source::Span span) {
    const Type* type = nullptr;
    for (const Operand& operand : operands) {
        if (operand.number) continue;
        const Type* own = operand.expression->type;
        if (type == nullptr) {
            type = own;
            continue;
        }
        if (own == type) continue;
        const bool are_plain = own->unit == nullptr && type->unit == nullptr;
        if (are_plain && own->is_integer() && type->is_integer() && own->kind != type->kind) {
            report(Code::MixedSigns, span, {name_of(*type), name_of(*own)})
                .with_help("convert one side with `as`, which reverts when the value does not fit");
            return nullptr;
        }
        const bool are_slices = own->is_slice() && type->is_slice();
        const bool are_numbers = own->is_integer() && type->is_integer() && own->unit == type->unit;
        if (!are_numbers && !are_slices) {
            report(Code::OperandMismatch, span, {op, name_of(*type), name_of(*own)});
            return nullptr;
        }
        if (own->is_integer() && own->bits > type->bits) type = own;
    }
    if (type == nullptr) {
        const bool is_negative =
            std::any_of(operands.begin(), operands.end(), [](const Operand& o) { return *o.number < 0; });
        type = expected != nullptr && expected->is_integer() ? expected
               : is_negative                                 ? types().int256()
                                                             : types().uint256();
    }
    const bool takes_numbers = type->is_integer() || type->is(TypeKind::FixedBytes);
    for (Operand& operand : operands) {
        if (operand.number && !takes_numbers) {
            report(Code::OperandMismatch, span, {op, describe(operands.front()), describe(operands.back())});
            return nullptr;
        }
        ExpressionPtr value = settle(std::move(operand), type);
        if (value->type->is(TypeKind::Error)) return nullptr;
        operand = {std::nullopt, 0, std::move(value), span};
    }
    return type;
}

ExpressionPtr Checker::make_binary(BinaryOperator op, ExpressionPtr left, ExpressionPtr right,
                                   const Type* type, source::Span span) {
    ExpressionPtr result = make(Binary{op, std::move(left), std::move(right)}, type, span);
    const bool is_wide =
        here_.keeps_product && op == BinaryOperator::Multiply && type->is(TypeKind::Unsigned);
    return is_wide ? std::move(result) : fold_or_report(std::move(result));
}

bool Checker::check_operator_type(BinaryOperator op, const Type& type, const syntax::BinaryExpression& node) {
    const std::string_view text = sources_.text(node.op_span);
    const bool is_whole_word = is_bitwise(op) && type.is(TypeKind::FixedBytes);
    if (!type.is_integer() && !is_whole_word) {
        auto& message = report(Code::OperandType, node.op_span, {text, name_of(type)});
        if (type.is(TypeKind::Bool) && is_bitwise(op)) message.with_help("for bool use `&&`, `||`, `!=`");
        return false;
    }
    if (op == BinaryOperator::Remainder && type.is(TypeKind::Signed)) {
        report(Code::SignedRemainder, node.op_span);
        return false;
    }
    return true;
}

ExpressionPtr Checker::settle_scale(Operand number, const Type* type) {
    const source::Span span = number.span;
    ExpressionPtr value = settle(std::move(number), types().plain(*type));
    if (value->type->is(TypeKind::Error)) return value;
    return fold_or_report(make(Cast{CastKind::Widen, std::move(value)}, type, span));
}

bool Checker::check_units(BinaryOperator op, std::vector<Operand>& operands,
                          const syntax::BinaryExpression& node) {
    const auto unit_of = [](const Operand& operand) {
        return operand.expression == nullptr ? nullptr : operand.expression->type->unit;
    };
    const size_t counted = unit_of(operands[0]) != nullptr ? 0 : 1;
    if (unit_of(operands[counted]) == nullptr) return true;
    const bool is_sum = op == BinaryOperator::Add || op == BinaryOperator::Subtract ||
                        op == BinaryOperator::WrappingAdd || op == BinaryOperator::WrappingSubtract;
    if (is_sum) return true;
    Operand& other = operands[1 - counted];
    const Type* const type = operands[counted].expression->type;
    const bool is_product = op == BinaryOperator::Multiply || op == BinaryOperator::WrappingMultiply;
    const bool is_plain = other.number || (other.expression->type->is_integer() && unit_of(other) == nullptr);
    if (!is_product || !is_plain) {
        report(Code::UnitOperator, node.op_span,
               {sources_.text(node.op_span), name_of(*type), describe(other)})
            .with_help("compute with the plain number: `x as " + name_of(*types().plain(*type)) + "`");
        return false;
    }
    const source::Span span = other.span;
    other = {std::nullopt, 0, settle_scale(std::move(other), type), span};
    return !other.expression->type->is(TypeKind::Error);
}

Operand Checker::check_arithmetic(BinaryOperator op, std::vector<Operand> operands, const Type* expected,
                                  const syntax::BinaryExpression& node, source::Span span) {
    if (!check_units(op, operands, node)) return broken_operand(span);
    const Type* const type = unify(operands, expected, sources_.text(node.op_span), span);
    if (type == nullptr || !check_operator_type(op, *type, node)) return broken_operand(span);
    ExpressionPtr result =
        make_binary(op, std::move(operands[0].expression), std::move(operands[1].expression), type, span);
    return {std::nullopt, 0, std::move(result), span};
}

Operand Checker::check_shift(BinaryOperator op, Operand left, Operand count, const Type* expected,
                             const syntax::BinaryExpression& node, source::Span span) {
    const bool takes_expected = left.number && expected != nullptr && expected->is_integer();
    ExpressionPtr base = settle(std::move(left), takes_expected ? expected : nullptr);
    if (count.number && *count.number < 0) {
        report(Code::SignedCount, count.span);
        return broken_operand(span);
    }
    ExpressionPtr amount = settle(std::move(count), nullptr);
    if (base->type->is(TypeKind::Error) || amount->type->is(TypeKind::Error)) return broken_operand(span);
    const Type* const type = base->type;
    const bool is_shift = op != BinaryOperator::Power;
    const bool shifts_bytes = type->is(TypeKind::FixedBytes) && is_shift && op != BinaryOperator::ShiftLeft;
    if ((!type->is_integer() || type->unit != nullptr) && !shifts_bytes) {
        report(Code::OperandType, node.op_span, {sources_.text(node.op_span), name_of(*type)});
        return broken_operand(span);
    }
    const bool is_left = op == BinaryOperator::ShiftLeft || op == BinaryOperator::WrappingShiftLeft;
    if (is_left && type->is(TypeKind::Signed)) {
        report(Code::SignedShift, node.op_span);
        return broken_operand(span);
    }
    if (!amount->type->is_count()) {
        report(Code::SignedCount, amount->span);
        return broken_operand(span);
    }
    return {std::nullopt, 0, make_binary(op, std::move(base), std::move(amount), type, span), span};
}

Operand Checker::check_comparison(BinaryOperator op, std::vector<Operand> operands,
                                  const syntax::BinaryExpression& node, source::Span span) {
    const std::string_view text = sources_.text(node.op_span);
    for (Operand& operand : operands) {
        if (operand.expression == nullptr || !operand.expression->type->is_text()) continue;
        const source::Span place = operand.span;
        operand = {std::nullopt, 0, as_slice(settle(std::move(operand), nullptr)), place};
    }
    const Type* const type = unify(operands, nullptr, text, span);
    if (type == nullptr) return broken_operand(span);
    const bool is_equality = op == BinaryOperator::Equal || op == BinaryOperator::NotEqual;
    const bool is_ordered =
        type->is_integer() || type->is(TypeKind::FixedBytes) || type->is(TypeKind::Address);
    const bool is_comparable = is_equality ? has_equality(*type) : is_ordered;
    if (!is_comparable) {
        report(Code::OperandType, node.op_span, {text, name_of(*type)});
        return broken_operand(span);
    }
    ExpressionPtr result = make_binary(op, std::move(operands[0].expression),
                                       std::move(operands[1].expression), types().boolean(), span);
    return {std::nullopt, 0, std::move(result), span};
}

// Division.

Operand Checker::round_number(Rounding rounding, const Operand& quotient) {
    if (!quotient.number) return broken_operand(quotient.span);
    const bool is_exact = is_whole(*quotient.number);
    if (rounding == Rounding::Exact && !is_exact) {
        report(Code::ConstantFails, quotient.span, {"the division leaves a remainder"});
        return broken_operand(quotient.span);
    }
    const Integer down = floor_of(*quotient.number);
    return number_operand(Rational{rounding == Rounding::Up && !is_exact ? Integer{down + 1} : down},
                          quotient.span);
}

Operand Checker::check_rounding(Rounding rounding, std::string_view name, const syntax::CallExpression& call,
                                source::Span span, const Type* expected) {
    const auto* division = call.arguments.size() == 1 && !call.arguments.front().name
                               ? std::get_if<syntax::BinaryExpression>(&call.arguments.front().value->node)
                               : nullptr;
    if (division == nullptr || division->op != TokenKind::Slash) {
        const bool was_refused =
            call.arguments.size() == 1 &&
            std::holds_alternative<syntax::BrokenExpression>(call.arguments.front().value->node);
        if (!was_refused) report(Code::RoundingWithoutDivision, span, {name, name});
        return broken_operand(span);
    }
    here_.keeps_product = std::holds_alternative<syntax::BinaryExpression>(division->left->node);
    Operand numerator = check_operand(*division->left, expected);
    here_.keeps_product = false;
    Operand divisor = check_operand(*division->right, nullptr);
    if (is_broken(numerator) || is_broken(divisor)) return broken_operand(span);
    if (numerator.number && divisor.number)
        return round_number(rounding, check_number_operator(TokenKind::Slash, numerator, divisor, span));
    // The outermost product of an unsigned numerator keeps its 512 bits.
    std::vector<Operand> operands;
    auto* const product =
        numerator.expression == nullptr ? nullptr : std::get_if<Binary>(&numerator.expression->node);
    const bool is_wide = product != nullptr && product->op == BinaryOperator::Multiply &&
                         numerator.expression->type->is(TypeKind::Unsigned);
    if (is_wide) {
        operands.push_back({std::nullopt, 0, std::move(product->left), numerator.span});
        operands.push_back({std::nullopt, 0, std::move(product->right), numerator.span});
    } else {
        operands.push_back(std::move(numerator));
    }
    const Type* const counted =
        operands.front().expression == nullptr ? nullptr : operands.front().expression->type;
    const bool is_scaled = counted != nullptr && counted->unit != nullptr;
    const bool is_by_unit = divisor.expression != nullptr && divisor.expression->type->unit != nullptr;
    if (is_by_unit) {
        report(Code::UnitOperator, division->op_span,
               {"/", name_of(*divisor.expression->type), "what it divides"})
            .with_help("compute with the plain number: `x as " +
                       name_of(*types().plain(*divisor.expression->type)) + "`");
        return broken_operand(span);
    }
    const source::Span divisor_span = divisor.span;
    if (is_scaled) divisor = {std::nullopt, 0, settle_scale(std::move(divisor), counted), divisor_span};
    operands.push_back(std::move(divisor));
    const Type* const type = unify(operands, expected, "/", division->op_span);
    if (type == nullptr) return broken_operand(span);
    if (!type->is_integer()) {
        report(Code::OperandType, division->op_span, {"/", name_of(*type)});
        return broken_operand(span);
    }
    ExpressionPtr right = is_wide ? std::move(operands[1].expression) : nullptr;
    Operand result = make_operand(Division{rounding, std::move(operands.front().expression), std::move(right),
                                           std::move(operands.back().expression)},
                                  type, span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

}  // namespace deed::sema
