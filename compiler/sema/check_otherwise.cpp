#include "compiler/sema/checker.hpp"

namespace deed::sema {

bool is_fallible(const Expression& operation) {
    if (std::holds_alternative<CoinSplit>(operation.node)) return true;
    if (std::holds_alternative<Division>(operation.node)) return true;
    if (const auto* change = std::get_if<HoldingChange>(&operation.node))
        return takes_amount(change->operation);
    const auto* cast = std::get_if<Cast>(&operation.node);
    return cast != nullptr && (cast->kind == CastKind::Checked || cast->kind == CastKind::Bound);
}

std::optional<RevertWith> Checker::check_otherwise(const syntax::Construction& error) {
    if (here_.test == nullptr) return check_error(error);
    report(Code::RevertInTest, error.span, {"else"});
    return std::nullopt;
}

Operand Checker::check_node(const syntax::ElseExpression& node, source::Span span, const Type* expected) {
    Operand operation = check_operand(*node.operation, expected);
    auto with = check_otherwise(node.error);
    const bool is_number = operation.number.has_value();
    if (!with || (!is_number && operation.expression->type->is(TypeKind::Error))) return broken_operand(span);
    if (is_number || !is_fallible(*operation.expression)) {
        report(Code::NothingFails, node.error.span);
        return broken_operand(span);
    }
    const Type* const type = operation.expression->type;
    return make_operand(Otherwise{std::move(operation.expression), *std::move(with)}, type, span);
}

}  // namespace deed::sema
