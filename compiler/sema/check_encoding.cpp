#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

}  // namespace

Operand Checker::check_abi_call(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                                source::Span span, const Type* expected) {
    check_no_options(call);
    const std::string& name = callee.member.text;
    if (name == "encode") return check_encode(EncodingForm::Standard, call, span);
    if (name == "packed") return check_encode(EncodingForm::Packed, call, span);
    if (name == "call") return check_encoded_call(call, span);
    if (name == "decode") return check_decode(call, span, expected);
    if (!name.empty()) report(Code::UnknownMember, callee.member.span, {"`abi`", name});
    check_dropped_arguments(call.arguments);
    return broken_operand(span);
}

Operand Checker::check_encode(EncodingForm form, const syntax::CallExpression& call, source::Span span) {
    std::vector<ExpressionPtr> arguments;
    bool has_mistake = false;
    for (const syntax::Argument& argument : call.arguments) {
        if (argument.name) report(Code::UnknownArgument, argument.name->span, {argument.name->text});
        arguments.push_back(check_value(*argument.value, nullptr));
        const bool fits = !is_broken(arguments.back()) &&
                          check_abi(*arguments.back()->type, argument.value->span, "encoded");
        has_mistake = has_mistake || !fits || argument.name;
    }
    if (has_mistake) return broken_operand(span);
    if (form == EncodingForm::Packed && !check_packed(arguments, span)) return broken_operand(span);
    return make_operand(AbiEncode{form, std::nullopt, std::move(arguments)}, types().bytes(), span);
}

bool Checker::check_packed(const std::vector<ExpressionPtr>& arguments, source::Span span) {
    size_t slices = 0;
    for (const ExpressionPtr& argument : arguments) {
        if (argument->type->is_slice()) ++slices;
        if (argument->type->is_slice() || argument->type->is_word()) continue;
        report(Code::NotPackable, argument->span, {name_of(*argument->type)});
        return false;
    }
    if (slices <= 1) return true;
    report(Code::AmbiguousPacking, span).with_help("hash each, or use `abi.encode`");
    return false;
}

const Signature* Checker::find_interface_function(const syntax::Expression& expression) {
    const auto* member = std::get_if<syntax::MemberAccess>(&expression.node);
    const auto* name = member == nullptr ? nullptr : std::get_if<syntax::NameUse>(&member->base->node);
    const Symbol* const symbol =
        name == nullptr || find_local(name->name) != nullptr ? nullptr : find_symbol(name->name);
    auto* const* interface = symbol == nullptr ? nullptr : std::get_if<Interface*>(&symbol->entity);
    if (interface != nullptr) return find_signature(*types().of(**interface), member->member);
    const bool is_silent = std::holds_alternative<syntax::BrokenExpression>(expression.node) ||
                           (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity));
    if (!is_silent) report(Code::NotAFunctionName, expression.span);
    return nullptr;
}

Operand Checker::check_encoded_call(const syntax::CallExpression& call, source::Span span) {
    if (call.arguments.empty()) {
        report(Code::NotAFunctionName, span);
        return broken_operand(span);
    }
    const Signature* const signature = find_interface_function(*call.arguments.front().value);
    const size_t given = call.arguments.size() - 1;
    const bool has_right_count = signature != nullptr && given == signature->parameters.size();
    if (signature != nullptr && !has_right_count) {
        const size_t wanted = signature->parameters.size();
        report(Code::ArgumentCount, span,
               {"`" + signature->source_name + "`",
                std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments"), std::to_string(given)});
    }
    std::vector<ExpressionPtr> arguments;
    for (size_t i = 0; i < given; ++i)
        arguments.push_back(check_value(*call.arguments[i + 1].value,
                                        has_right_count ? signature->parameters[i].type : nullptr));
    if (!has_right_count || std::any_of(arguments.begin(), arguments.end(), is_broken))
        return broken_operand(span);
    return make_operand(AbiEncode{EncodingForm::Standard, signature->selector, std::move(arguments)},
                        types().bytes(), span);
}

Operand Checker::check_decode(const syntax::CallExpression& call, source::Span span, const Type* expected) {
    std::vector<ExpressionPtr> arguments =
        check_arguments("abi.decode", {{"data", types().bytes(), span}}, call.arguments, span);
    if (arguments.size() != 1 || is_broken(arguments[0])) return broken_operand(span);
    if (expected == nullptr) {
        report(Code::UntypedDecode, span);
        return broken_operand(span);
    }
    if (expected->is(TypeKind::Error)) return broken_operand(span);
    const bool is_tuple = expected->is(TypeKind::Tuple);
    const Types parts = is_tuple ? expected->members : Types{expected};
    for (const Type* part : parts)
        if (!check_abi(*part, span, "decoded")) return broken_operand(span);
    return make_operand(AbiDecode{std::move(arguments[0])}, expected, span);
}

}  // namespace deed::sema
