#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/map_keys.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {
namespace {

/// An operation as it is written, and where it applies.
struct OperationRow {
    std::string_view name;
    HoldingOperation operation;
    bool is_of_purses;
    bool is_of_families;
    bool is_of_self;  ///< only of it
};

constexpr OperationRow kOperations[] = {
    {"take", HoldingOperation::Take, true, false, false},
    {"takeAll", HoldingOperation::TakeAll, true, false, false},
    {"put", HoldingOperation::Put, true, false, false},
    {"move", HoldingOperation::Move, false, true, false},
    {"mint", HoldingOperation::Mint, false, true, true},
    {"burn", HoldingOperation::Burn, false, true, true},
};

bool applies(const OperationRow& row, const Field& holding) {
    if (holding.role == FieldRole::Purse) return row.is_of_purses;
    return holding.role == FieldRole::Ledger || row.is_of_families;
}

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

bool is_moving(HoldingOperation operation) {
    return operation == HoldingOperation::Move;
}

}  // namespace

bool takes_amount(HoldingOperation operation) {
    return operation == HoldingOperation::Take || operation == HoldingOperation::Move ||
           operation == HoldingOperation::Burn;
}

// Declarations.

Field* Checker::declare_holding(PendingContract& pending, const syntax::Identifier& name,
                                const syntax::Declaration& declaration, FieldRole role) {
    auto& field = pending.contract->fields.emplace_back(std::make_unique<Field>());
    field->name = name_in(pending, name.text);
    field->part = pending.part;
    field->role = role;
    field->span = name.span;
    field->type = types().error();
    field->documentation = declaration.documentation;
    field->index = static_cast<uint32_t>(pending.contract->fields.size() - 1);
    declare(*pending.scope, name, field.get());
    return field.get();
}

void Checker::declare_ledger(const syntax::Declaration& declaration, const syntax::LedgerDeclaration& node,
                             PendingContract& pending) {
    const bool is_family = std::holds_alternative<syntax::MapType>(node.key->node);
    const FieldRole role = is_family ? FieldRole::Family : FieldRole::Ledger;
    Field* const ledger = declare_holding(pending, node.name, declaration, role);
    Field* const total =
        node.total ? declare_holding(pending, *node.total, declaration, FieldRole::Total) : nullptr;
    pending.holdings.push_back({ledger, total, &node});
}

void Checker::declare_purse(const syntax::Declaration& declaration, const syntax::PurseDeclaration& node,
                            PendingContract& pending) {
    pending.holdings.push_back(
        {declare_holding(pending, node.name, declaration, FieldRole::Purse), nullptr, &node});
}

/// The contract or part whose names these are, or that surrounds them.
const PendingContract* Checker::find_contents(const Scope& scope) const {
    for (const Scope* one = &scope; one != nullptr; one = one->outer())
        for (const std::deque<PendingContract>* all : {&contracts_, &part_contents_})
            for (const PendingContract& pending : *all)
                if (pending.scope == one) return &pending;
    return nullptr;
}

std::optional<Asset> Checker::find_asset(const syntax::Identifier& name, const Scope& scope) {
    if (name.text.empty()) return std::nullopt;
    if (name.text == "ether") return Asset{.kind = AssetKind::Ether};
    if (name.text == "Self")
        if (const PendingContract* own = find_contents(scope))
            return Asset{.kind = AssetKind::Own, .issuer = own->contract, .part = own->part};
    const Symbol* const symbol = scope.find(name.text);
    auto* const* field = symbol == nullptr ? nullptr : std::get_if<Field*>(&symbol->entity);
    const bool is_token = field != nullptr && (*field)->kind == FieldKind::Immutable &&
                          (*field)->role == FieldRole::Plain && (*field)->type != nullptr &&
                          (*field)->type->is(TypeKind::Interface);
    if (is_token) {
        assets_.insert(*field);
        return Asset{.kind = AssetKind::Token, .token = *field};
    }
    const bool is_silent =
        symbol != nullptr &&
        (std::holds_alternative<BrokenSymbol>(symbol->entity) ||
         (field != nullptr && (*field)->type != nullptr && (*field)->type->is(TypeKind::Error)));
    if (!is_silent) report(Code::UnknownAsset, name.span, {name.text});
    return std::nullopt;
}

const Type* Checker::resolve_type(const syntax::CoinType& node, const Scope& scope) {
    const auto asset = find_asset(node.asset, scope);
    return asset ? types().coin_of(*asset) : types().error();
}

void Checker::resolve_holdings(PendingContract& pending) {
    for (PendingHolding& holding : pending.holdings) {
        if (const auto* const* ledger = std::get_if<const syntax::LedgerDeclaration*>(&holding.syntax)) {
            resolve_ledger(pending, holding, **ledger);
            continue;
        }
        const auto& purse = *std::get<const syntax::PurseDeclaration*>(holding.syntax);
        const auto asset = find_asset(purse.asset, *pending.scope);
        if (!asset) continue;
        holding.field->asset = *asset;
        holding.field->type = types().uint256();
    }
}

void Checker::resolve_ledger(PendingContract& pending, PendingHolding& holding,
                             const syntax::LedgerDeclaration& node) {
    Field& ledger = *holding.field;
    const Type* const keys = resolve_type(*node.key, *pending.scope);
    const auto asset = find_asset(node.asset, *pending.scope);
    if (!asset || keys->is(TypeKind::Error)) return;
    const bool is_family = ledger.role == FieldRole::Family;
    if (is_family && asset->kind != AssetKind::Own) {
        report(Code::FamilyNotOfSelf, node.asset.span);
        return;
    }
    if (asset->kind == AssetKind::Own && holding.total == nullptr) {
        report(Code::LedgerWithoutTotal, ledger.span, {node.name.text});
        return;
    }
    // A ledger is a map to what each key holds; so its key is checked as a map's.
    const Type* const holder = is_family ? keys->element : keys;
    if (!is_map_key(*holder)) {
        report(Code::InvalidMapKey, node.key->span, {name_of(*holder)});
        return;
    }
    ledger.asset = *asset;
    ledger.type = types().map(holder, types().uint256());
    if (is_family) ledger.type = types().map(keys->key, ledger.type);
    if (holding.total == nullptr) return;
    ledger.total = holding.total;
    holding.total->type = is_family ? types().map(keys->key, types().uint256()) : types().uint256();
}

void Checker::make_holding_getters(PendingContract& pending, const PendingHolding& holding) {
    const syntax::Visibility visibility =
        std::visit([](const auto* node) { return node->visibility; }, holding.syntax);
    if (visibility == syntax::Visibility::Private) return;
    make_field_getter(pending, *holding.field);
    if (holding.total != nullptr) make_field_getter(pending, *holding.total);
}

// Operations.

const Field* Checker::find_purse(const syntax::Expression& expression) const {
    const auto* name = std::get_if<syntax::NameUse>(&expression.node);
    if (name == nullptr || find_local(name->name) != nullptr || here_.contract == nullptr) return nullptr;
    const Symbol* const symbol = find_symbol(name->name);
    auto* const* field = symbol == nullptr ? nullptr : std::get_if<Field*>(&symbol->entity);
    const bool is_purse = field != nullptr && (*field)->role == FieldRole::Purse;
    return is_purse && (*field)->type->is(TypeKind::Unsigned) ? *field : nullptr;
}

std::optional<Operand> Checker::check_holding_call(const syntax::MemberAccess& callee,
                                                   const syntax::CallExpression& call, source::Span span) {
    if (const Field* purse = find_purse(*callee.base))
        return check_holding_operation(*purse, nullptr, callee, call, span);
    // `ledger.put(…)`, or `family[id].mint(…)`.
    const auto* const index = std::get_if<syntax::IndexAccess>(&callee.base->node);
    const auto* const name =
        std::get_if<syntax::NameUse>(index == nullptr ? &callee.base->node : &index->base->node);
    if (name == nullptr || find_local(name->name) != nullptr || here_.contract == nullptr)
        return std::nullopt;
    const Symbol* const symbol = find_symbol(name->name);
    auto* const* field = symbol == nullptr ? nullptr : std::get_if<Field*>(&symbol->entity);
    if (field == nullptr || (*field)->type->is(TypeKind::Error)) return std::nullopt;
    if ((*field)->role == FieldRole::Family && index == nullptr) {
        report(Code::UnknownMember, callee.member.span, {"`" + (*field)->name + "`", callee.member.text})
            .with_help("say of which id: `" + (*field)->name + "[id]." + callee.member.text + "(…)`");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    const bool is_ledger = (*field)->role == FieldRole::Ledger && index == nullptr;
    const bool is_family = (*field)->role == FieldRole::Family && index != nullptr;
    if (!is_ledger && !is_family) return std::nullopt;
    ExpressionPtr member = is_family ? check_value(*index->index, (*field)->type->key) : nullptr;
    return check_holding_operation(**field, std::move(member), callee, call, span);
}

Operand Checker::check_holding_operation(const Field& holding, ExpressionPtr member,
                                         const syntax::MemberAccess& callee,
                                         const syntax::CallExpression& call, source::Span span) {
    const std::string& name = callee.member.text;
    const auto* const row = std::find_if(std::begin(kOperations), std::end(kOperations),
                                         [&](const OperationRow& one) { return one.name == name; });
    if (row == std::end(kOperations) || !applies(*row, holding)) {
        std::vector<std::string> known;
        for (const OperationRow& one : kOperations)
            if (applies(one, holding)) known.emplace_back(one.name);
        auto& message = report(Code::UnknownMember, callee.member.span, {"`" + holding.name + "`", name});
        const bool is_of_family =
            holding.role == FieldRole::Family && (name == "take" || name == "takeAll" || name == "put");
        if (is_of_family)
            message.with_help("coins of different ids would have one type: `" + holding.name +
                              "[id].move(a, b, n)`");
        else if (const auto similar = nearest_name(name, known))
            message.with_help("did you mean `" + *similar + "`?");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    if (row->is_of_self && holding.asset.kind != AssetKind::Own) {
        report(Code::OperationOfSelf, callee.member.span, {name, name_of(holding.asset)});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    check_no_options(call);

    const HoldingOperation operation = row->operation;
    const Type* const coin = types().coin_of(holding.asset);
    const Type* const key = holding.role == FieldRole::Purse    ? nullptr
                            : holding.role == FieldRole::Family ? holding.type->element->key
                                                                : holding.type->key;
    std::vector<Parameter> parameters;
    if (key != nullptr) parameters.push_back({is_moving(operation) ? "from" : "key", key, span});
    if (is_moving(operation)) parameters.push_back({"to", key, span});
    const size_t key_count = parameters.size();
    if (operation == HoldingOperation::Put)
        parameters.push_back({"coin", coin, span});
    else if (operation != HoldingOperation::TakeAll)
        parameters.push_back({"amount", types().uint256(), span});
    std::vector<ExpressionPtr> arguments = check_arguments(name, parameters, call.arguments, span);
    if (arguments.size() != parameters.size() || std::any_of(arguments.begin(), arguments.end(), is_broken) ||
        (member != nullptr && is_broken(member)))
        return broken_operand(span);

    HoldingChange change{operation, &holding, std::move(member), {}, nullptr};
    if (arguments.size() > key_count) {
        change.amount = std::move(arguments.back());
        arguments.pop_back();
    }
    change.keys = std::move(arguments);
    const bool gives_coin = operation == HoldingOperation::Take || operation == HoldingOperation::TakeAll;
    return make_operand(std::move(change), gives_coin ? coin : types().nothing(), span);
}

// Coins.

Operand Checker::read_paid(source::Span span) {
    if (!require_contract("paid", span)) return broken_operand(span);
    if (here_.function == nullptr || here_.function->signature.mutability != Mutability::Payable) {
        report(Code::PaidOutsidePayable, span);
        if (here_.function != nullptr) unfinished_.insert(here_.function);
        return broken_operand(span);
    }
    return make_operand(EnvironmentRead{Environment::Paid}, types().coin_of({.kind = AssetKind::Ether}),
                        span);
}

Operand Checker::check_coin_call(ExpressionPtr coin, const syntax::MemberAccess& callee,
                                 const syntax::CallExpression& call, source::Span span) {
    const Type* const type = coin->type;
    const std::string& name = callee.member.text;
    check_no_options(call);
    std::vector<Parameter> parameters;
    if (name == "split") parameters.push_back({"amount", types().uint256(), span});
    if (name == "join") parameters.push_back({"coin", type, span});
    const bool is_leave = name == "leave" && type->asset.kind == AssetKind::Ether;
    if (parameters.empty() && !is_leave) {
        auto& message = report(Code::UnknownMember, callee.member.span, {name_of(*type), name});
        if (name == "leave") message.with_help("only ether can be left in the contract");
        if (name == "amount") message.with_help("it is no function: `.amount`");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> arguments = check_arguments(name, parameters, call.arguments, span);
    if (arguments.size() != parameters.size() || std::any_of(arguments.begin(), arguments.end(), is_broken))
        return broken_operand(span);
    if (is_leave) return make_operand(CoinLeave{std::move(coin)}, types().nothing(), span);
    if (name == "join")
        return make_operand(CoinJoin{std::move(coin), std::move(arguments.front())}, type, span);
    return make_operand(CoinSplit{std::move(coin), std::move(arguments.front())}, types().tuple({type, type}),
                        span);
}

}  // namespace deed::sema
