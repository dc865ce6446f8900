#include <algorithm>
#include <utility>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

struct OptionRow {
    std::string_view name;
    CallOptionKind kind;
};
constexpr OptionRow kOptions[] = {
    {"value", CallOptionKind::Value}, {"gas", CallOptionKind::Gas}, {"salt", CallOptionKind::Salt}};

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

bool is_broken(const std::vector<CallOption>& options) {
    return std::any_of(options.begin(), options.end(),
                       [](const CallOption& option) { return is_broken(option.value); });
}

}  // namespace

Operand Checker::check_node(const syntax::ExternalExpression& node, source::Span span, const Type*) {
    const auto* call = std::get_if<syntax::CallExpression>(&node.call->node);
    const auto* callee = call == nullptr ? nullptr : std::get_if<syntax::MemberAccess>(&call->callee->node);
    const source::Span word{span.file, span.begin, span.begin + 4};
    if (here_.test != nullptr) {
        report(Code::NotInTests, word, {"call"}).with_help("a test calls plainly: `x.f(…)`");
        return broken_operand(span);
    }
    if (here_.function == nullptr) {
        report(Code::CallOutsideFunction, word);
        return broken_operand(span);
    }
    const bool is_subject = std::exchange(here_.takes_attempt, false);
    const CallForm form = node.form == syntax::ExternalForm::Try ? CallForm::Try : CallForm::Call;
    if (form == CallForm::Try && !is_subject) {
        report(Code::AttemptAsValue, span);
        return broken_operand(span);
    }
    const bool may_transfer = call != nullptr && !node.earned && form == CallForm::Call;
    if (may_transfer)
        if (auto transfer = check_transfer_call(*call, span)) return std::move(*transfer);
    if (callee == nullptr) {
        const bool is_silent = std::holds_alternative<syntax::BrokenExpression>(node.call->node);
        if (!is_silent) report(Code::NotAnExternalCall, node.call->span);
        return broken_operand(span);
    }
    Operand base = check_operand(*callee->base, nullptr);
    if ((base.expression != nullptr && is_broken(base.expression)) || callee->member.text.empty()) {
        check_dropped_arguments(call->arguments);
        return broken_operand(span);
    }
    const bool is_contract = base.expression != nullptr && (base.expression->type->is(TypeKind::Instance) ||
                                                            base.expression->type->is(TypeKind::Interface));
    if (is_contract) {
        Operand result = check_external_call(std::move(base.expression), *callee, *call, form, span);
        return node.earned ? add_earning(std::move(result), *node.earned, span) : std::move(result);
    }
    const bool is_address = base.expression != nullptr && base.expression->type->is(TypeKind::Address);
    if (is_address && callee->member.text == "raw")
        return check_raw_call(std::move(base.expression), *call, form, span);
    auto& message = report(Code::NotAnExternalCall, node.call->span);
    if (is_address) message.with_help("convert the address to an interface: `call IERC20(a).transfer(…)`");
    check_dropped_arguments(call->arguments);
    return broken_operand(span);
}

Operand Checker::check_external_call(ExpressionPtr target, const syntax::MemberAccess& callee,
                                     const syntax::CallExpression& call, CallForm form, source::Span span) {
    const Signature* const signature = find_signature(*target->type, callee.member);
    if (signature == nullptr) {
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<CallOption> options =
        check_call_options(call.options, signature->source_name, signature->mutability, CallOptionKind::Gas);
    std::vector<ExpressionPtr> arguments =
        check_arguments(signature->source_name, signature->parameters, call.arguments, span);
    const bool has_gas = check_attempt(options, form, span);
    const bool has_broken_argument = std::any_of(arguments.begin(), arguments.end(),
                                                 [](const ExpressionPtr& one) { return is_broken(one); });
    if (!has_gas || is_broken(options) || has_broken_argument ||
        arguments.size() != signature->parameters.size())
        return broken_operand(span);
    Types results;
    for (const Parameter& result : signature->results) results.push_back(result.type);
    const Type* const type = form == CallForm::Try ? types().attempt(results) : result_type_of(*signature);
    return make_operand(ExternalCall{std::move(target), signature, std::move(options), std::move(arguments),
                                     std::nullopt, form},
                        type, span);
}

Operand Checker::check_raw_call(ExpressionPtr target, const syntax::CallExpression& call, CallForm form,
                                source::Span span) {
    std::vector<CallOption> options =
        check_call_options(call.options, "raw", Mutability::Payable, CallOptionKind::Gas);
    std::vector<ExpressionPtr> arguments =
        check_arguments("raw", {{"data", types().bytes(), span}}, call.arguments, span);
    const bool has_gas = check_attempt(options, form, span);
    if (!has_gas || is_broken(options) || arguments.size() != 1 || is_broken(arguments[0]))
        return broken_operand(span);
    const Type* const type = form == CallForm::Try ? types().attempt({types().bytes()}) : types().bytes();
    return make_operand(RawCall{std::move(target), std::move(options), std::move(arguments[0]), form}, type,
                        span);
}

bool Checker::check_attempt(const std::vector<CallOption>& options, CallForm form, source::Span span) {
    const bool has_gas = std::any_of(options.begin(), options.end(), [](const CallOption& option) {
        return option.kind == CallOptionKind::Gas;
    });
    if (form != CallForm::Try) return true;
    if (has_gas) return true;
    report(Code::MissingGas, span);
    return false;
}

std::vector<CallOption> Checker::check_call_options(const std::vector<syntax::Option>& options,
                                                    const std::string& receiver, Mutability mutability,
                                                    CallOptionKind other) {
    std::vector<CallOption> checked;
    for (const syntax::Option& option : options) {
        const auto* const row = std::find_if(std::begin(kOptions), std::end(kOptions),
                                             [&](const OptionRow& r) { return r.name == option.name.text; });
        const bool is_allowed = row->kind == CallOptionKind::Value || row->kind == other;
        if (!is_allowed) {
            report(Code::MisplacedAttribute, option.name.span, {option.name.text});
            check_operand(*option.value, nullptr);
            continue;
        }
        const bool is_repeated = std::any_of(checked.begin(), checked.end(), [&](const CallOption& earlier) {
            return earlier.kind == row->kind;
        });
        if (is_repeated) report(Code::RepeatedAttribute, option.name.span, {option.name.text});
        if (row->kind != CallOptionKind::Value) {
            const Type* const type =
                row->kind == CallOptionKind::Gas ? types().uint256() : types().fixed_bytes(32);
            checked.push_back({row->kind, check_value(*option.value, type)});
            continue;
        }
        if (mutability != Mutability::Payable) {
            report(Code::NotPayable, option.name.span, {receiver});
            check_operand(*option.value, nullptr);
            checked.push_back({row->kind, make_broken(option.value->span)});
            continue;
        }
        checked.push_back(
            {row->kind, check_value(*option.value, types().coin_of({.kind = AssetKind::Ether}))});
    }
    return checked;
}

// Creation.

Operand Checker::check_deploy(const syntax::DeployExpression& node, const Contract& contract,
                              source::Span span) {
    if (const Type* const target = find_conversion(node)) {
        // `deploy C() as address`: where nobody is named who creates, it is a conversion.
        Operand created = check_creation(node, contract, span);
        if (created.expression->type->is(TypeKind::Error)) return created;
        return check_cast(std::move(created.expression), target, syntax::CastForm::Checked, span);
    }
    if (node.from != nullptr) {
        report(Code::OnlyInTests, node.from->span, {"as"}).with_help("a contract creates in its own name");
        return broken_operand(span);
    }
    return check_creation(node, contract, span);
}

/// The type behind the `as` of a creation.
const Type* Checker::find_conversion(const syntax::DeployExpression& node) {
    const auto* name = node.from == nullptr ? nullptr : std::get_if<syntax::NameUse>(&node.from->node);
    if (name == nullptr) return nullptr;
    if (const Type* const type = find_builtin_type(name->name)) return type;
    const Symbol* const symbol = find_symbol(name->name);
    auto* const* interface = symbol == nullptr ? nullptr : std::get_if<Interface*>(&symbol->entity);
    return interface == nullptr ? nullptr : types().of(**interface);
}

Operand Checker::check_creation(const syntax::DeployExpression& node, const Contract& contract,
                                source::Span span) {
    if (here_.function == nullptr) {
        report(Code::CallOutsideFunction, source::Span{span.file, span.begin, span.begin + 6});
        return broken_operand(span);
    }
    const Function* const init = contract.init.get();
    const std::vector<Parameter> parameters =
        init == nullptr ? std::vector<Parameter>{} : init->signature.parameters;
    const Mutability mutability = init == nullptr ? Mutability::NonPayable : init->signature.mutability;
    std::vector<CallOption> options =
        check_call_options(node.options, contract.name, mutability, CallOptionKind::Salt);
    std::vector<ExpressionPtr> arguments = check_arguments(contract.name, parameters, node.arguments, span);
    const bool has_broken_argument = std::any_of(arguments.begin(), arguments.end(),
                                                 [](const ExpressionPtr& one) { return is_broken(one); });
    if (is_broken(options) || has_broken_argument || arguments.size() != parameters.size())
        return broken_operand(span);
    return make_operand(Deploy{&contract, std::move(options), std::move(arguments)}, types().of(contract),
                        span);
}

// Signatures and selectors.

Operand Checker::check_recover(const syntax::CallExpression& call, source::Span span) {
    const Type* const word = types().fixed_bytes(32);
    const std::vector<Parameter> parameters{
        {"hash", word, span}, {"v", types().unsigned_integer(8), span}, {"r", word, span}, {"s", word, span}};
    std::vector<ExpressionPtr> arguments = check_arguments("recover", parameters, call.arguments, span);
    const bool has_broken_argument = std::any_of(arguments.begin(), arguments.end(),
                                                 [](const ExpressionPtr& one) { return is_broken(one); });
    if (has_broken_argument || arguments.size() != parameters.size()) return broken_operand(span);
    return make_operand(IntrinsicCall{Intrinsic::Recover, std::move(arguments)},
                        types().option(types().address()), span);
}

std::optional<Operand> Checker::check_interface_member(const syntax::MemberAccess& node, source::Span span) {
    const auto find_interface = [&](const syntax::Expression& base) -> const Interface* {
        const auto* name = std::get_if<syntax::NameUse>(&base.node);
        if (name == nullptr || find_local(name->name) != nullptr) return nullptr;
        const Symbol* const symbol = find_symbol(name->name);
        auto* const* interface = symbol == nullptr ? nullptr : std::get_if<Interface*>(&symbol->entity);
        return interface == nullptr ? nullptr : *interface;
    };
    const auto make_selector = [&](const Selector& selector) {
        const Uint256 word = word_from(BytesView{selector}) << 224;
        return make_operand(Constant{word}, types().fixed_bytes(4), span);
    };
    if (const Interface* const interface = find_interface(*node.base)) {
        if (node.member.text == "id") {
            // ERC-165: the selectors of its own functions, joined by exclusive or.
            Selector id{};
            for (const auto& function : interface->functions)
                for (size_t i = 0; i < id.size(); ++i) id[i] ^= function->selector[i];
            return make_selector(id);
        }
        if (find_signature(*types().of(*interface), node.member) != nullptr)
            report(Code::NotAValue, span, {node.member.text, "a function"})
                .with_help("its selector is `" + interface->name + "." + node.member.text + ".selector`");
        return broken_operand(span);
    }
    const auto* function = std::get_if<syntax::MemberAccess>(&node.base->node);
    const Interface* const interface = function == nullptr ? nullptr : find_interface(*function->base);
    if (interface == nullptr) return std::nullopt;
    const Signature* const signature = find_signature(*types().of(*interface), function->member);
    if (signature == nullptr) return broken_operand(span);
    if (node.member.text == "selector") return make_selector(signature->selector);
    report(Code::UnknownMember, node.member.span, {"`" + signature->source_name + "`", node.member.text});
    return broken_operand(span);
}

}  // namespace deed::sema
