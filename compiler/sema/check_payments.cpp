#include <algorithm>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

struct TransferRow {
    std::string_view name;
    TransferKind kind;
    std::string_view account;  ///< the name of the first parameter
};

constexpr TransferRow kTokenTransfers[] = {
    {"pull", TransferKind::Pull, "from"},
    {"pullExact", TransferKind::PullExact, "from"},
    {"push", TransferKind::Push, "to"},
    {"allow", TransferKind::Allow, "spender"},
};

bool takes_number(TransferKind kind) {
    return kind == TransferKind::Pull || kind == TransferKind::PullExact;
}

}  // namespace

const Field* Checker::find_token(const syntax::Expression& expression) const {
    const auto* name = std::get_if<syntax::NameUse>(&expression.node);
    if (name == nullptr || find_local(name->name) != nullptr || here_.contract == nullptr) return nullptr;
    const Symbol* const symbol = find_symbol(name->name);
    auto* const* field = symbol == nullptr ? nullptr : std::get_if<Field*>(&symbol->entity);
    const bool is_token =
        field != nullptr && (*field)->kind == FieldKind::Immutable && (*field)->type->is(TypeKind::Interface);
    return is_token ? *field : nullptr;
}

std::optional<Operand> Checker::check_transfer_call(const syntax::CallExpression& call, source::Span span) {
    if (const auto* name = std::get_if<syntax::NameUse>(&call.callee->node);
        name != nullptr && name->name == "pay")
        return check_transfer(TransferKind::Pay, {.kind = AssetKind::Ether}, "to", call, span);
    const auto* callee = std::get_if<syntax::MemberAccess>(&call.callee->node);
    const Field* const token = callee == nullptr ? nullptr : find_token(*callee->base);
    if (token == nullptr) return std::nullopt;
    const auto* const row =
        std::find_if(std::begin(kTokenTransfers), std::end(kTokenTransfers),
                     [&](const TransferRow& one) { return one.name == callee->member.text; });
    if (row == std::end(kTokenTransfers)) return std::nullopt;
    // A contract that has a function of that name is asked itself.
    for (const Signature* signature : signatures_of(*token->type))
        if (signature->source_name == row->name) return std::nullopt;
    const Asset asset{.kind = AssetKind::Token, .token = token};
    assets_.insert(token);
    return check_transfer(row->kind, asset, std::string{row->account}, call, span);
}

Operand Checker::check_transfer(TransferKind kind, const Asset& asset, const std::string& account,
                                const syntax::CallExpression& call, source::Span span) {
    const Type* const coin = types().coin_of(asset);
    check_no_options(call);
    const bool is_number = takes_number(kind);
    const std::vector<Parameter> parameters{
        {account, types().address(), span},
        {is_number ? "amount" : "coin", is_number ? types().uint256() : coin, span}};
    std::vector<ExpressionPtr> arguments =
        check_arguments(std::string{sources_.text(call.callee->span)}, parameters, call.arguments, span);
    const bool is_broken = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& argument) {
        return argument->type->is(TypeKind::Error);
    });
    if (is_broken || arguments.size() != parameters.size()) return broken_operand(span);
    return make_operand(
        Transfer{kind, read_token(asset, span), std::move(arguments[0]), std::move(arguments[1])},
        is_number ? coin : types().nothing(), span);
}

ExpressionPtr Checker::read_token(const Asset& asset, source::Span span) {
    if (asset.kind != AssetKind::Token) return nullptr;
    const Type* const type = asset.token->type;
    return make(PlaceRead{Place{asset.token, {}, type, span}}, type, span);
}

Operand Checker::add_earning(Operand call, const syntax::Path& earned, source::Span span) {
    if (call.expression->type->is(TypeKind::Error)) return call;
    const auto asset = find_asset(earned.parts.front(), *here_.scope);
    if (!asset) return broken_operand(span);
    if (asset->kind == AssetKind::Own || earned.parts.size() > 1) {
        report(Code::UnknownAsset, earned.span, {sources_.text(earned.span)})
            .with_help("what a call brings is ether or a token");
        return broken_operand(span);
    }
    auto& external = std::get<ExternalCall>(call.expression->node);
    Types members;
    for (const Parameter& one : external.signature->results) members.push_back(one.type);
    const bool has_slice =
        std::any_of(members.begin(), members.end(), [](const Type* member) { return holds_slice(*member); });
    if (has_slice && asset->kind == AssetKind::Token) {
        report(Code::EarnedSlice, span, {name_of(*asset)});
        return broken_operand(span);
    }
    external.earned = Earning{read_token(*asset, span)};
    const Type* const coin = types().coin_of(*asset);
    members.push_back(coin);
    if (external.form == CallForm::Try) {
        call.expression->type = types().attempt(members);
        return call;
    }
    call.expression->type = members.size() == 1 ? coin : types().tuple(members);
    return call;
}

void Checker::check_token_calls(const Contract& contract) {
    constexpr std::string_view kMoving[] = {"transfer", "transferFrom", "approve"};
    const auto check = [&](const Expression& expression) {
        const auto* call = std::get_if<ExternalCall>(&expression.node);
        const auto* read = call == nullptr ? nullptr : std::get_if<PlaceRead>(&call->target->node);
        const auto* field = read == nullptr ? nullptr : std::get_if<const Field*>(&read->place.root);
        if (field == nullptr || !assets_.contains(*field)) return;
        const std::string& name = call->signature->name;
        if (std::find(std::begin(kMoving), std::end(kMoving), name) == std::end(kMoving)) return;
        const std::string& token = (*field)->name;
        report(Code::TokenMovedPlainly, expression.span, {token, name})
            .with_help("`" + token +
                       ".pull(from, n)`, `.push(to, coin)` and `.allow(spender, coin)` keep count");
    };
    if (contract.init != nullptr) walk_expressions(contract.init->body, check);
    for (const auto& function : contract.functions) walk_expressions(function->body, check);
}

}  // namespace deed::sema
