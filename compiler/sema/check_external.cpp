#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

struct OptionRow {
    std::string_view name;
    CallOptionKind kind;
};
constexpr OptionRow kOptions[] = {{"value", CallOptionKind::Value}, {"gas", CallOptionKind::Gas}};

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
    if (node.form == syntax::ExternalForm::Try) {
        refuse(word, "`try call`");
        return broken_operand(span);
    }
    if (call != nullptr && !node.earned)
        if (auto transfer = check_transfer_call(*call, span)) return std::move(*transfer);
    if (callee == nullptr) {
        const bool is_silent = std::holds_alternative<syntax::BrokenExpression>(node.call->node);
        if (!is_silent) report(Code::NotAnExternalCall, node.call->span);
        return broken_operand(span);
    }
    Operand base = check_operand(*callee->base, nullptr);
    const bool is_broken = base.expression != nullptr && base.expression->type->is(TypeKind::Error);
    if (is_broken || callee->member.text.empty()) {
        check_dropped_arguments(call->arguments);
        return broken_operand(span);
    }
    const bool is_contract = base.expression != nullptr && (base.expression->type->is(TypeKind::Instance) ||
                                                            base.expression->type->is(TypeKind::Interface));
    if (is_contract) {
        Operand result = check_external_call(std::move(base.expression), *callee, *call, span);
        return node.earned ? add_earning(std::move(result), *node.earned, span) : std::move(result);
    }
    auto& message = report(Code::NotAnExternalCall, node.call->span);
    if (base.expression != nullptr && base.expression->type->is(TypeKind::Address))
        message.with_help("convert the address to an interface: `call IERC20(a).transfer(…)`");
    check_dropped_arguments(call->arguments);
    return broken_operand(span);
}

Operand Checker::check_external_call(ExpressionPtr target, const syntax::MemberAccess& callee,
                                     const syntax::CallExpression& call, source::Span span) {
    const Signature* const signature = find_signature(*target->type, callee.member);
    if (signature == nullptr) {
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<CallOption> options = check_call_options(call.options, *signature);
    std::vector<ExpressionPtr> arguments =
        check_arguments(signature->source_name, signature->parameters, call.arguments, span);
    const auto is_broken = [](const ExpressionPtr& value) { return value->type->is(TypeKind::Error); };
    const bool has_broken_option = std::any_of(
        options.begin(), options.end(), [&](const CallOption& option) { return is_broken(option.value); });
    if (has_broken_option || arguments.size() != signature->parameters.size() ||
        std::any_of(arguments.begin(), arguments.end(), is_broken))
        return broken_operand(span);
    return make_operand(ExternalCall{std::move(target), signature, std::move(options), std::move(arguments)},
                        result_type_of(*signature), span);
}

std::vector<CallOption> Checker::check_call_options(const std::vector<syntax::Option>& options,
                                                    const Signature& signature) {
    std::vector<CallOption> checked;
    for (const syntax::Option& option : options) {
        const auto* const row = std::find_if(std::begin(kOptions), std::end(kOptions),
                                             [&](const OptionRow& r) { return r.name == option.name.text; });
        if (row == std::end(kOptions)) {
            report(Code::MisplacedAttribute, option.name.span, {option.name.text});
            check_operand(*option.value, nullptr);
            continue;
        }
        const bool is_repeated = std::any_of(checked.begin(), checked.end(), [&](const CallOption& earlier) {
            return earlier.kind == row->kind;
        });
        if (is_repeated) report(Code::RepeatedAttribute, option.name.span, {option.name.text});
        if (row->kind == CallOptionKind::Gas) {
            checked.push_back({row->kind, check_value(*option.value, types().uint256())});
            continue;
        }
        if (signature.mutability != Mutability::Payable)
            report(Code::NotPayable, option.name.span, {signature.name});
        checked.push_back(
            {row->kind, check_value(*option.value, types().coin_of({.kind = AssetKind::Ether}))});
    }
    return checked;
}

}  // namespace deed::sema
