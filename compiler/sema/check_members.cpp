#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "compiler/sema/hints.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {
namespace {

/// What `block.time` and its like read.
struct NamespaceMember {
    std::string_view base;
    std::string_view member;
    Environment what;
    uint16_t bits;
};

constexpr NamespaceMember kNamespaceMembers[] = {
    {"block", "time", Environment::BlockTime, 64},        {"block", "number", Environment::BlockNumber, 64},
    {"block", "basefee", Environment::BlockBaseFee, 256}, {"chain", "id", Environment::ChainId, 64},
    {"gas", "left", Environment::GasLeft, 256},           {"paid", "amount", Environment::PaidAmount, 256},
    {"self", "balance", Environment::SelfBalance, 256},
};

bool is_namespace(std::string_view name) {
    return std::any_of(std::begin(kNamespaceMembers), std::end(kNamespaceMembers),
                       [&](const NamespaceMember& row) { return row.base == name; });
}

}  // namespace

Operand Checker::check_node(const syntax::MemberAccess& node, source::Span span, const Type*) {
    if (auto result = check_interface_member(node, span)) return std::move(*result);
    if (auto result = check_namespace_member(node, span)) return std::move(*result);
    if (const Field* purse = find_purse(*node.base); purse != nullptr && node.member.text == "amount")
        return make_operand(PlaceRead{Place{purse, {}, purse->type, span}}, purse->type, span);
    Operand base = check_operand(*node.base, nullptr);
    if (base.number) base = {std::nullopt, 0, settle_number(base, nullptr), base.span};
    if (base.expression->type->is(TypeKind::Error) || node.member.text.empty()) return broken_operand(span);
    return check_value_member(std::move(base), node, span);
}

/// Members of words that are no values: `block.time`, `uint8.max`, `abi.encode`.
std::optional<Operand> Checker::check_namespace_member(const syntax::MemberAccess& node, source::Span span) {
    const auto* name = std::get_if<syntax::NameUse>(&node.base->node);
    if (name == nullptr || find_local(name->name) != nullptr) return std::nullopt;
    if (const Symbol* symbol = find_symbol(name->name)) {
        if (auto* const* type = std::get_if<const Type*>(&symbol->entity))
            return check_type_member(**type, node, span);
        auto* const* enumeration = std::get_if<Enum*>(&symbol->entity);
        if (enumeration == nullptr) return std::nullopt;
        return check_plain_variant(**enumeration, node.member, span);
    }
    if (name->name == "abi" || name->name == "evm") {
        report(Code::NotAValue, span, {name->name + "." + node.member.text, "a function"});
        return broken_operand(span);
    }
    for (const NamespaceMember& row : kNamespaceMembers) {
        if (row.base != name->name || row.member != node.member.text) continue;
        const bool is_payable =
            here_.function != nullptr && here_.function->signature.mutability == Mutability::Payable;
        if (row.what == Environment::PaidAmount && here_.test == nullptr && !is_payable) {
            report(Code::PaidOutsidePayable, span);
            return broken_operand(span);
        }
        if (!require_contract(std::string{row.base} + "." + std::string{row.member}, span))
            return broken_operand(span);
        return make_operand(EnvironmentRead{row.what}, types().unsigned_integer(row.bits), span);
    }
    if (is_namespace(name->name) && name->name != "self") {
        report(Code::UnknownMember, node.member.span, {"`" + name->name + "`", node.member.text});
        return broken_operand(span);
    }
    const Type* const type = find_builtin_type(name->name);
    if (type == nullptr) return std::nullopt;
    return check_type_member(*type, node, span);
}

/// `uint8.max`.
Operand Checker::check_type_member(const Type& type, const syntax::MemberAccess& node, source::Span span) {
    if (type.is_integer() && node.member.text == "max")
        return {std::nullopt, 0, make_constant(maximum_of(type), &type, span), span};
    if (type.is_integer() && node.member.text == "min")
        return {std::nullopt, 0, make_constant(minimum_of(type), &type, span), span};
    report(Code::UnknownMember, node.member.span, {"`" + name_of(type) + "`", node.member.text});
    return broken_operand(span);
}

Operand Checker::check_value_member(Operand base, const syntax::MemberAccess& node, source::Span span) {
    const Type* const type = base.expression->type;
    const std::string& member = node.member.text;
    if (type->is(TypeKind::Struct)) {
        const std::vector<Parameter>& members = type->structure->members;
        for (uint32_t i = 0; i < members.size(); ++i) {
            if (members[i].name != member) continue;
            if (members[i].type->is(TypeKind::Error)) return broken_operand(span);
            return project(std::move(base), StructMember{i}, members[i].type, span);
        }
    }
    if (type->is(TypeKind::Coin) && member == "amount")
        return make_operand(CoinAmount{std::move(base.expression)}, types().uint256(), span);
    if (type->is(TypeKind::Array) && member == "len") {
        const auto* read = std::get_if<PlaceRead>(&base.expression->node);
        const auto* const* local = read == nullptr ? nullptr : std::get_if<const Local*>(&read->place.root);
        if (local != nullptr) (*here_.locals)[(*local)->index]->is_measured = true;
        return {std::nullopt, 0, make_constant(type->length, types().uint256(), span), span};
    }

    struct Row {
        bool applies;
        std::string_view member;
        Intrinsic intrinsic;
        const Type* result;
    };
    const bool is_address = type->is(TypeKind::Address);
    const bool has_length = type->is_slice() || type->is_text() || type->is(TypeKind::List);
    const Row rows[] = {{has_length, "len", Intrinsic::Length, types().uint256()},
                        {is_address, "balance", Intrinsic::AccountBalance, types().uint256()},
                        {is_address, "codehash", Intrinsic::AccountCodeHash, types().fixed_bytes(32)},
                        {is_address, "hasCode", Intrinsic::AccountHasCode, types().boolean()}};
    for (const Row& row : rows) {
        if (!row.applies || row.member != member) continue;
        std::vector<ExpressionPtr> operands;
        operands.push_back(std::move(base.expression));
        Operand result = make_operand(IntrinsicCall{row.intrinsic, std::move(operands)}, row.result, span);
        result.expression = fold_or_report(std::move(result.expression));
        return result;
    }
    auto& message = report(Code::UnknownMember, node.member.span, {name_of(*type), member});
    std::vector<std::string> names;
    if (type->is(TypeKind::Struct))
        for (const Parameter& known : type->structure->members) names.push_back(known.name);
    if (const auto similar = nearest_name(member, names))
        message.with_help("did you mean `" + *similar + "`?");
    else if (std::string help = help_for_own_member(node); !help.empty())
        message.with_help(std::move(help));
    else if (type->is(TypeKind::Instance) &&
             std::ranges::count(signatures_of(*type), member, &Signature::source_name) > 0)
        message.with_help("it is called: `" + member + "(…)`");
    else if (std::string other = help_for_member(*type, member); !other.empty())
        message.with_help(std::move(other));
    return broken_operand(span);
}

/// `self.count`: what the contract declares is named without `self`.
std::string Checker::help_for_own_member(const syntax::MemberAccess& node) const {
    const auto* name = std::get_if<syntax::NameUse>(&node.base->node);
    const bool is_own = name != nullptr && name->name == "self" && find_symbol(node.member.text) != nullptr;
    return is_own ? "fields and functions are named without it: `" + node.member.text + "`" : std::string{};
}

Operand Checker::check_member_call(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                                   source::Span span, const Type* expected) {
    const auto* name = std::get_if<syntax::NameUse>(&callee.base->node);
    const Symbol* const symbol =
        name == nullptr || find_local(name->name) != nullptr ? nullptr : find_symbol(name->name);
    if (symbol != nullptr)
        if (auto* const* enumeration = std::get_if<Enum*>(&symbol->entity))
            return check_variant_call(**enumeration, callee.member, call, span);
    const bool is_plain_word =
        name != nullptr && find_local(name->name) == nullptr && find_symbol(name->name) == nullptr;
    if (is_plain_word && name->name == "abi") return check_abi_call(callee, call, span, expected);
    if (is_plain_word && name->name == "evm") return check_machine_op(callee, call, span);
    if (auto result = check_holding_call(callee, call, span)) return std::move(*result);
    if (const PartSymbol* part = find_part(*callee.base))
        return check_part_call(*part, callee.member, call, span);
    Operand base = check_operand(*callee.base, nullptr);
    const bool is_broken = base.expression != nullptr && base.expression->type->is(TypeKind::Error);
    if (is_broken || callee.member.text.empty()) {
        ++here_.transactions;  // it may have been one
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    const bool is_contract = base.expression != nullptr && (base.expression->type->is(TypeKind::Instance) ||
                                                            base.expression->type->is(TypeKind::Interface));
    if (is_contract && here_.test != nullptr)
        return check_test_call(std::move(base.expression), callee, call, span);
    if (is_contract) {
        report(Code::MissingCall, span, {callee.member.text})
            .with_help("`call` marks what leaves the contract: `call x." + callee.member.text + "(…)`");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    if (base.expression != nullptr && base.expression->type->is(TypeKind::Coin))
        return check_coin_call(std::move(base.expression), callee, call, span);
    return check_number_method(std::move(base), callee, call, span, expected);
}

Operand Checker::check_number_method(Operand base, const syntax::MemberAccess& callee,
                                     const syntax::CallExpression& call, source::Span span,
                                     const Type* expected) {
    struct Row {
        std::string_view name;
        Intrinsic intrinsic;
        size_t arguments;
    };
    constexpr Row kMethods[] = {{"min", Intrinsic::Minimum, 1},
                                {"max", Intrinsic::Maximum, 1},
                                {"sqrt", Intrinsic::SquareRoot, 0},
                                {"log2", Intrinsic::Log2, 0}};
    const auto* const method = std::find_if(std::begin(kMethods), std::end(kMethods),
                                            [&](const Row& row) { return row.name == callee.member.text; });
    const bool is_number = base.number || base.expression->type->is_integer();
    if (method == std::end(kMethods) || !is_number) {
        const std::string type = base.number ? "a number" : name_of(*base.expression->type);
        auto& message = report(Code::UnknownMember, callee.member.span, {type, callee.member.text});
        if (std::string help = help_for_own_member(callee); !help.empty())
            message.with_help(std::move(help));
        else if (!base.number)
            message.with_help(help_for_member(*base.expression->type, callee.member.text));
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    check_no_options(call);
    if (call.arguments.size() != method->arguments) {
        report(Code::ArgumentCount, span,
               {"`" + std::string{method->name} + "`", method->arguments == 0 ? "no arguments" : "1 argument",
                std::to_string(call.arguments.size())});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<Operand> operands;
    operands.push_back(std::move(base));
    for (const syntax::Argument& argument : call.arguments)
        operands.push_back(check_operand(*argument.value, nullptr));
    if (operands.back().expression != nullptr && operands.back().expression->type->is(TypeKind::Error))
        return broken_operand(span);
    const Type* const type = unify(operands, expected, method->name, span);
    if (type == nullptr) return broken_operand(span);
    const bool is_unary = method->arguments == 0;
    if (!type->is_integer() || (is_unary && !type->is_count())) {
        report(Code::OperandType, callee.member.span, {method->name, name_of(*type)});
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> values;
    for (Operand& operand : operands) values.push_back(std::move(operand.expression));
    Operand result = make_operand(IntrinsicCall{method->intrinsic, std::move(values)}, type, span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

}  // namespace deed::sema
