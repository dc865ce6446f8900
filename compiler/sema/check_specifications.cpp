#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/selectors.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

/// Two words hold a sign and so many bits.
constexpr unsigned kWholeBits = 510;
/// What a ledger can hold together: as many words as there can ever be keys in use.
constexpr unsigned kSumBits = 320;

/// What an expression does, when a specification must not do it; empty otherwise.
std::string_view deed_of(const Expression& expression) {
    if (const auto* call = std::get_if<Call>(&expression.node))
        return call->function->signature.mutability > Mutability::View ? "call what is no `view`" : "";
    if (const auto* call = std::get_if<ExternalCall>(&expression.node))
        return call->signature->mutability > Mutability::View ? "call what is no `view`" : "";
    if (std::holds_alternative<HoldingChange>(expression.node)) return "move an asset";
    if (std::holds_alternative<Transfer>(expression.node)) return "move an asset";
    const bool is_peek = std::holds_alternative<CoinAmount>(expression.node);
    bool uses_coin = false;
    for_each_operand(expression, [&](const Expression& operand) {
        uses_coin = uses_coin || (operand.type->is(TypeKind::Coin) && !is_peek);
    });
    return uses_coin ? "use a coin" : "";
}

std::optional<unsigned> bits_of(const Operand& operand) {
    if (operand.number) {
        unsigned bits = 1;
        for (Integer rest = abs(floor_of(*operand.number)); rest > 1; rest >>= 1) ++bits;
        return bits;
    }
    const Type& type = *operand.expression->type;
    const bool is_whole = type.is_integer() || type.is(TypeKind::Whole);
    return is_whole ? std::optional<unsigned>{type.bits} : std::nullopt;
}

}  // namespace

ExpressionPtr Checker::check_condition(const syntax::Expression& condition) {
    here_.is_specification = true;
    ExpressionPtr checked = check_value(condition, types().boolean());
    here_.is_specification = false;
    walk_expression(*checked, [&](const Expression& part) {
        if (const std::string_view deed = deed_of(part); !deed.empty())
            report(Code::SpecificationActs, part.span, {deed});
    });
    return checked;
}

std::vector<StatementPtr> Checker::check_requirements(const PendingFunction& pending) {
    std::vector<StatementPtr> statements;
    for (const syntax::Specification& node : pending.syntax->specifications) {
        if (node.form != syntax::SpecificationForm::Requires) continue;
        ExpressionPtr condition = check_condition(*node.condition);
        std::optional<RevertWith> otherwise;
        if (node.otherwise) otherwise = check_error(*node.otherwise);
        if (condition->type->is(TypeKind::Error) || (node.otherwise && !otherwise)) continue;
        StatementNode statement = Assert{nullptr};
        if (otherwise)
            statement = Require{std::move(condition), std::move(*otherwise)};
        else
            statement = Assert{std::move(condition)};
        statements.push_back(std::make_unique<Statement>(Statement{std::move(statement), node.span}));
    }
    return statements;
}

void Checker::check_ensures(const PendingFunction& pending) {
    for (const syntax::Specification& node : pending.syntax->specifications) {
        if (node.form != syntax::SpecificationForm::Ensures) continue;
        Ensures ensures;
        ensures.span = node.span;
        here_.ensures = &ensures;
        here_.has_whole_numbers = true;
        ensures.condition = check_condition(*node.condition);
        here_.has_whole_numbers = false;
        here_.ensures = nullptr;
        if (!ensures.condition->type->is(TypeKind::Error))
            pending.function->ensures.push_back(std::move(ensures));
    }
}

Operand Checker::check_old(const syntax::CallExpression& call, source::Span span) {
    Ensures* const ensures = std::exchange(here_.ensures, nullptr);
    if (ensures == nullptr || call.arguments.size() != 1 || call.arguments.front().name) {
        if (ensures == nullptr)
            report(Code::OldOutsideEnsures, call.callee->span);
        else
            report(Code::ArgumentCount, span, {"`old`", "1 argument", std::to_string(call.arguments.size())});
        check_dropped_arguments(call.arguments);
        here_.ensures = ensures;
        return broken_operand(span);
    }
    ExpressionPtr value = check_value(*call.arguments.front().value, nullptr);
    here_.ensures = ensures;
    const Type* const type = value->type;
    if (type->is(TypeKind::Error)) return broken_operand(span);
    const Local* const local = make_local("$old", type, syntax::Binding::Let, span);
    ensures->old.push_back({local, std::move(value)});
    return make_operand(PlaceRead{Place{local, {}, type, span}}, type, span);
}

Operand Checker::check_sum(const syntax::CallExpression& call, source::Span span) {
    const auto* name = call.arguments.size() == 1 && !call.arguments.front().name
                           ? std::get_if<syntax::NameUse>(&call.arguments.front().value->node)
                           : nullptr;
    const Symbol* const symbol = name == nullptr ? nullptr : find_symbol(name->name);
    auto* const* field = symbol == nullptr ? nullptr : std::get_if<Field*>(&symbol->entity);
    const bool is_silent = symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity);
    if (!here_.has_whole_numbers || field == nullptr || (*field)->role != FieldRole::Ledger) {
        if (!is_silent) report(Code::NotALedger, span);
        return broken_operand(span);
    }
    if ((*field)->type->is(TypeKind::Error)) return broken_operand(span);
    return make_operand(LedgerSum{*field}, types().whole_number(kSumBits), span);
}

std::optional<Operand> Checker::check_whole(BinaryOperator op, std::vector<Operand>& operands,
                                            source::Span span) {
    const auto left = bits_of(operands[0]);
    const auto right = bits_of(operands[1]);
    if (!left || !right) return std::nullopt;
    const bool is_comparison = op >= BinaryOperator::Equal;
    const bool is_product = op == BinaryOperator::Multiply;
    const bool is_sum = op == BinaryOperator::Add || op == BinaryOperator::Subtract;
    if (!is_comparison && !is_product && !is_sum) return std::nullopt;
    const unsigned bits = is_product ? *left + *right : std::max(*left, *right) + (is_sum ? 1 : 0);
    if (bits > kWholeBits) {
        report(Code::WholeTooLarge, span, {std::to_string(bits)});
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> values;
    for (Operand& operand : operands) {
        ExpressionPtr value =
            operand.number ? settle_number(operand, nullptr) : std::move(operand.expression);
        if (value->type->is(TypeKind::Error)) return broken_operand(span);
        const source::Span where = value->span;
        const Type* const whole = types().whole_number(value->type->bits);
        if (!value->type->is(TypeKind::Whole))
            value = make(Cast{CastKind::Widen, std::move(value)}, whole, where);
        values.push_back(std::move(value));
    }
    const Type* const type = is_comparison ? types().boolean() : types().whole_number(bits);
    return make_operand(Binary{op, std::move(values[0]), std::move(values[1])}, type, span);
}

// Invariants.

void Checker::declare_invariant(const syntax::Declaration& declaration,
                                const syntax::InvariantDeclaration& node, PendingContract& pending) {
    if (node.name.text.empty()) return;
    const std::string name = name_in(pending, node.name.text);
    auto& invariants = pending.contract->invariants;
    const auto first = std::find_if(invariants.begin(), invariants.end(),
                                    [&](const auto& one) { return one->name == name; });
    if (first != invariants.end()) {
        report(Code::DuplicateName, node.name.span, {node.name.text}).note((*first)->span, "first here");
        return;
    }
    auto& invariant = invariants.emplace_back(std::make_unique<Function>());
    invariant->kind = FunctionKind::Invariant;
    invariant->name = name;
    invariant->part = pending.part;
    invariant->contract = pending.contract;
    invariant->span = node.name.span;
    invariant->documentation = declaration.documentation;
    invariant->result = types().boolean();
    invariant->signature.name = "invariant " + name;
    invariant->signature.results.push_back({"", types().boolean(), node.name.span});
    invariant->signature.mutability = Mutability::View;
    invariant->signature.span = node.name.span;
    invariant->signature.selector = selector_of(canonical_form(invariant->signature));
    pending.invariants.emplace_back(invariant.get(), &node);
}

void Checker::check_invariants(PendingContract& pending) {
    for (const auto& [invariant, node] : pending.invariants) {
        here_ = {.scope = pending.scope,
                 .function = invariant,
                 .contract = pending.contract,
                 .locals = &invariant->locals,
                 .has_whole_numbers = true};
        here_.blocks.emplace_back();
        ExpressionPtr condition = check_condition(*node->condition);
        invariant->body.span = condition->span;
        const source::Span span = condition->span;
        invariant->body.statements.push_back(
            std::make_unique<Statement>(Statement{Return{std::move(condition)}, span}));
    }
}

// In tests.

void Checker::check_node(const syntax::AssumeStatement& node, source::Span span, Target& target) {
    if (!require_test("assume", source::Span{span.file, span.begin, span.begin + 6})) return;
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    if (!condition->type->is(TypeKind::Error))
        target.push_back(std::make_unique<Statement>(Statement{Assume{std::move(condition)}, span}));
}

}  // namespace deed::sema
