#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

struct ListRow {
    std::string_view name;
    ListOperator op;
    size_t arguments;
};

constexpr ListRow kListRows[] = {
    {"push", ListOperator::Push, 1}, {"pop", ListOperator::Pop, 0}, {"clear", ListOperator::Clear, 0}};

/// A list that can be changed is reached by a name, members and indexes.
bool may_be_place(const syntax::Expression& expression) {
    if (const auto* member = std::get_if<syntax::MemberAccess>(&expression.node))
        return may_be_place(*member->base);
    if (const auto* index = std::get_if<syntax::IndexAccess>(&expression.node))
        return may_be_place(*index->base);
    return std::holds_alternative<syntax::NameUse>(expression.node);
}

}  // namespace

bool Checker::check_list_update(const syntax::Expression& expression, source::Span span, Target& target) {
    if (const auto* fallible = std::get_if<syntax::ElseExpression>(&expression.node)) {
        const size_t before = target.size();
        if (!check_list_update(*fallible->operation, span, target)) return false;
        auto otherwise = check_otherwise(fallible->error);
        if (!otherwise || target.size() == before) return true;
        auto& update = std::get<ListUpdate>(target.back()->node);
        if (update.op == ListOperator::Clear) report(Code::NothingFails, fallible->error.span);
        update.otherwise = std::move(otherwise);
        return true;
    }
    const auto* call = std::get_if<syntax::CallExpression>(&expression.node);
    const auto* callee = call == nullptr ? nullptr : std::get_if<syntax::MemberAccess>(&call->callee->node);
    if (callee == nullptr) return false;
    const auto* const row =
        std::find_if(std::begin(kListRows), std::end(kListRows),
                     [&](const ListRow& known) { return known.name == callee->member.text; });
    // A part may have functions of these names.
    const bool is_part = find_part(*callee->base) != nullptr;
    if (row == std::end(kListRows) || is_part || !may_be_place(*callee->base)) return false;

    Operand base = check_operand(*callee->base, nullptr);
    const Type* const type = base.number ? types().uint256() : base.expression->type;
    // A contract may have functions of these names.
    if (type->is(TypeKind::Instance) || type->is(TypeKind::Interface)) return false;
    const bool applies = type->is(TypeKind::List) || type->is_text();
    if (!applies || call->arguments.size() != row->arguments) {
        if (applies)
            report(Code::ArgumentCount, span,
                   {"`" + std::string{row->name} + "`", row->arguments == 0 ? "no arguments" : "1 argument",
                    std::to_string(call->arguments.size())});
        else if (!type->is(TypeKind::Error))
            report(Code::UnknownMember, callee->member.span, {name_of(*type), row->name});
        check_dropped_arguments(call->arguments);
        return true;
    }
    auto* const read = std::get_if<PlaceRead>(&base.expression->node);
    const bool is_writable = read != nullptr && check_writable(read->place);
    if (read == nullptr) report(Code::AssignToValue, callee->base->span);
    ExpressionPtr value;
    for (const syntax::Argument& argument : call->arguments)
        value = check_value(*argument.value, type->is_text() ? types().fixed_bytes(1) : type->element);
    const bool is_broken = value != nullptr && value->type->is(TypeKind::Error);
    if (!is_writable || is_broken) return true;
    target.push_back(std::make_unique<Statement>(
        Statement{ListUpdate{std::move(read->place), row->op, std::move(value)}, span}));
    return true;
}

}  // namespace deed::sema
