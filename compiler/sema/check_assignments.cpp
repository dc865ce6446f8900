#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

using syntax::TokenKind;

struct UpdateRow {
    TokenKind token;
    BinaryOperator op;
    std::string_view text;
};

constexpr UpdateRow kUpdates[] = {
    {TokenKind::PlusAssign, BinaryOperator::Add, "+"},
    {TokenKind::MinusAssign, BinaryOperator::Subtract, "-"},
    {TokenKind::StarAssign, BinaryOperator::Multiply, "*"},
    {TokenKind::PercentAssign, BinaryOperator::Remainder, "%"},
    {TokenKind::PlusPercentAssign, BinaryOperator::WrappingAdd, "+%"},
    {TokenKind::MinusPercentAssign, BinaryOperator::WrappingSubtract, "-%"},
    {TokenKind::StarPercentAssign, BinaryOperator::WrappingMultiply, "*%"},
    {TokenKind::ShiftLeftAssign, BinaryOperator::ShiftLeft, "<<"},
    {TokenKind::ShiftLeftPercentAssign, BinaryOperator::WrappingShiftLeft, "<<%"},
    {TokenKind::ShiftRightAssign, BinaryOperator::ShiftRight, ">>"},
    {TokenKind::AmpersandAssign, BinaryOperator::And, "&"},
    {TokenKind::BarAssign, BinaryOperator::Or, "|"},
    {TokenKind::CaretAssign, BinaryOperator::Exclusive, "^"},
};

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

void add(std::vector<StatementPtr>& target, StatementNode node, source::Span span) {
    target.push_back(std::make_unique<Statement>(Statement{std::move(node), span}));
}

}  // namespace

void Checker::check_node(const syntax::AssignStatement& node, source::Span span, Target& target) {
    const auto* name = std::get_if<syntax::NameUse>(&node.target->node);
    if (name != nullptr && name->name == "_" && node.op == TokenKind::Assign) {
        Operand operand = check_operand(*node.value, nullptr);
        if (operand.number) operand.expression = settle_number(operand, nullptr);
        if (operand.expression->type->is(TypeKind::Nothing))
            report(Code::NoResult, node.value->span);
        else if (holds_coin(*operand.expression->type))
            report(Code::CoinDropped, node.value->span)
                .with_help("put it into a ledger or purse, or return it");
        else if (!is_broken(operand.expression))
            add(target, Evaluate{std::move(operand.expression)}, span);
        return;
    }
    std::optional<Place> place = check_target(*node.target);
    if (!place) {
        check_operand(*node.value, nullptr);
        return;
    }
    if (node.op != TokenKind::Assign) return check_update(node, std::move(*place), span, target);
    if (!is_copyable(*place->type)) {
        report(Code::NotCopyable, node.target->span, {name_of(*place->type)});
        check_operand(*node.value, nullptr);
        return;
    }
    ExpressionPtr value = check_value(*node.value, place->type);
    add(target, Assign{std::move(*place), std::move(value)}, span);
}

std::optional<Place> Checker::check_target(const syntax::Expression& expression) {
    // Constants are no places, but deserve a word of their own.
    if (const auto* name = std::get_if<syntax::NameUse>(&expression.node);
        name != nullptr && find_local(name->name) == nullptr)
        if (const Symbol* symbol = find_symbol(name->name))
            if (std::holds_alternative<ConstantSymbol*>(symbol->entity)) {
                report(Code::AssignToConstant, expression.span, {name->name})
                    .note(symbol->span, "declared here");
                return std::nullopt;
            }
    if (std::holds_alternative<syntax::TupleExpression>(expression.node)) {
        report(Code::NotAssignable, expression.span)
            .with_help("names for several values are declared together: `let (a, b) = …`");
        return std::nullopt;
    }
    Operand operand = check_operand(expression, nullptr);
    if (operand.expression != nullptr && is_broken(operand.expression)) return std::nullopt;
    auto* const read =
        operand.expression == nullptr ? nullptr : std::get_if<PlaceRead>(&operand.expression->node);
    if (read == nullptr) {
        const bool is_part =
            operand.expression != nullptr && (std::holds_alternative<MemberOf>(operand.expression->node) ||
                                              std::holds_alternative<ElementOf>(operand.expression->node));
        report(is_part ? Code::AssignToValue : Code::NotAssignable, expression.span);
        return std::nullopt;
    }
    if (!check_writable(read->place)) return std::nullopt;
    return std::move(read->place);
}

bool Checker::check_writable(const Place& place) {
    if (const auto* const* local = std::get_if<const Local*>(&place.root)) {
        if ((*local)->is_mutable) return true;
        const bool is_parameter =
            here_.function != nullptr && (*local)->index < here_.function->signature.parameters.size();
        auto& message =
            report(is_parameter ? Code::AssignToParameter : Code::AssignToLet, place.span, {(*local)->name});
        message.note((*local)->span, "declared here");
        message.with_help(
            is_parameter ? "change a copy: `var changed = " + (*local)->name + "`"
                         : "declare it with `var`, or change a copy: `var changed = " + (*local)->name + "`");
        return false;
    }
    const Field& field = *std::get<const Field*>(place.root);
    if (field.role != FieldRole::Plain) {
        report(Code::HoldingAssigned, place.span, {field.name})
            .note(field.span, "declared here")
            .with_help("they are `mint` and `burn` of Self, `take`, `put` and `move`");
        return false;
    }
    if (field.kind != FieldKind::Immutable) return true;
    const bool is_init = here_.function != nullptr && (here_.function->kind == FunctionKind::Init ||
                                                       here_.function->kind == FunctionKind::PartInit);
    if (is_init && place.path.empty()) return true;
    report(Code::AssignToImmutable, place.span, {field.name}).note(field.span, "declared here");
    return false;
}

void Checker::check_update(const syntax::AssignStatement& node, Place place, source::Span span,
                           Target& target) {
    if (node.op == TokenKind::SlashAssign) {
        report(Code::DivisionOutsideRounding, node.op_span);
        check_operand(*node.value, nullptr);
        return;
    }
    const auto* const row = std::find_if(std::begin(kUpdates), std::end(kUpdates),
                                         [&](const UpdateRow& update) { return update.token == node.op; });
    const bool is_shift = row->op == BinaryOperator::ShiftLeft ||
                          row->op == BinaryOperator::WrappingShiftLeft ||
                          row->op == BinaryOperator::ShiftRight;
    const bool is_bitwise = row->op == BinaryOperator::And || row->op == BinaryOperator::Or ||
                            row->op == BinaryOperator::Exclusive;
    const Type* const type = place.type;
    const bool applies = type->is_integer() || (type->is(TypeKind::FixedBytes) && is_bitwise);
    if (!applies) {
        report(Code::OperandType, node.op_span, {row->text, name_of(*type)});
        check_operand(*node.value, nullptr);
        return;
    }
    if (type->is(TypeKind::Signed) && row->op == BinaryOperator::Remainder)
        report(Code::SignedRemainder, node.op_span);
    if (type->is(TypeKind::Signed) && is_shift && row->op != BinaryOperator::ShiftRight)
        report(Code::SignedShift, node.op_span);
    const bool is_sum = row->op == BinaryOperator::Add || row->op == BinaryOperator::Subtract ||
                        row->op == BinaryOperator::WrappingAdd || row->op == BinaryOperator::WrappingSubtract;
    const bool is_product =
        row->op == BinaryOperator::Multiply || row->op == BinaryOperator::WrappingMultiply;
    if (type->unit != nullptr && !is_sum && !is_product) {
        report(Code::UnitOperator, node.op_span, {row->text, name_of(*type), "anything"});
        check_operand(*node.value, nullptr);
        return;
    }
    const bool is_scaled = type->unit != nullptr && is_product;
    ExpressionPtr value = is_scaled ? settle_scale(check_operand(*node.value, nullptr), type)
                                    : check_value(*node.value, is_shift ? nullptr : type);
    if (is_broken(value)) return;
    if (is_shift && !value->type->is_count()) report(Code::SignedCount, node.value->span);
    add(target, Update{std::move(place), row->op, std::move(value)}, span);
}

}  // namespace deed::sema
