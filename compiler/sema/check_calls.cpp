#include <algorithm>

#include "compiler/diagnostics/habits.hpp"
#include "compiler/sema/actors.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {
namespace {

std::string count_text(size_t count) {
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

/// `id: …, price: …`
std::string order_of(const std::vector<Parameter>& parameters) {
    std::string text;
    for (const Parameter& parameter : parameters) text += (text.empty() ? "" : ", ") + parameter.name + ": …";
    return text;
}

}  // namespace

// Arguments.

std::vector<ExpressionPtr> Checker::check_arguments(const std::string& callee,
                                                    const std::vector<Parameter>& parameters,
                                                    const std::vector<syntax::Argument>& arguments,
                                                    source::Span span, std::optional<size_t> absent) {
    std::vector<ExpressionPtr> values;
    const auto named = static_cast<size_t>(
        std::count_if(arguments.begin(), arguments.end(),
                      [](const syntax::Argument& argument) { return argument.name.has_value(); }));
    const bool is_mixed = named != 0 && named != arguments.size();
    if (is_mixed) report(Code::MixedArguments, span);
    const bool has_right_count = arguments.size() == parameters.size();
    if (!is_mixed && !has_right_count)
        report(Code::ArgumentCount, span,
               {"`" + callee + "`", count_text(parameters.size()), std::to_string(arguments.size())});

    bool is_broken = is_mixed || !has_right_count;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const syntax::Argument& argument = arguments[i];
        const Parameter* parameter = i < parameters.size() ? &parameters[i] : nullptr;
        if (!is_broken && argument.name && argument.name->text != parameter->name) {
            const bool exists = std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& p) {
                return p.name == argument.name->text;
            });
            if (exists)
                report(Code::ArgumentOrder, argument.name->span, {parameter->name})
                    .with_help("write `" + callee + "(" + order_of(parameters) + ")`");
            else
                report(Code::UnknownArgument, argument.name->span, {argument.name->text});
            is_broken = true;
        }
        if (absent == i) {
            values.push_back(nullptr);
            continue;
        }
        const Type* const type = is_broken || parameter == nullptr ? nullptr : parameter->type;
        if (type == nullptr) {
            // The argument itself may hold mistakes of its own.
            check_operand(*argument.value, nullptr);
            continue;
        }
        values.push_back(check_value(*argument.value, type));
    }
    if (is_broken) values.clear();
    return values;
}

void Checker::check_dropped_arguments(const std::vector<syntax::Argument>& arguments) {
    for (const syntax::Argument& argument : arguments) check_operand(*argument.value, nullptr);
}

bool Checker::check_no_options(const syntax::CallExpression& call) {
    if (call.options.empty()) return true;
    report(Code::MisplacedAttribute, call.options.front().name.span, {call.options.front().name.text});
    return false;
}

// Calls.

Operand Checker::check_node(const syntax::CallExpression& node, source::Span span, const Type* expected) {
    if (const auto* name = std::get_if<syntax::NameUse>(&node.callee->node))
        return check_named_call(*name, node, span, expected);
    if (const auto* member = std::get_if<syntax::MemberAccess>(&node.callee->node))
        return check_member_call(*member, node, span, expected);
    const Operand callee = check_operand(*node.callee, nullptr);
    check_dropped_arguments(node.arguments);
    const bool is_silent = callee.expression != nullptr && callee.expression->type->is(TypeKind::Error);
    if (!is_silent) report(Code::NotCallable, node.callee->span, {"this"});
    return broken_operand(span);
}

Operand Checker::check_named_call(const syntax::NameUse& name, const syntax::CallExpression& call,
                                  source::Span span, const Type* expected) {
    if (find_local(name.name) != nullptr) {
        report(Code::NotCallable, call.callee->span, {"`" + name.name + "`"});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    const Symbol* const symbol = find_symbol(name.name);
    if (symbol == nullptr) {
        if (auto result = check_builtin_call(name.name, call, span, expected)) return std::move(*result);
        if (!name.name.empty()) report_unknown(Code::UnknownName, name.name, call.callee->span, *here_.scope);
        // Another language's operation may take what is no value here: `type(uint256)`.
        if (!diagnostics::find_habit(Code::UnknownName, name.name)) check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    check_no_options(call);
    if (auto* const* function = std::get_if<Function*>(&symbol->entity))
        return check_function_call(**function, call, span);
    if (auto* const* generic = std::get_if<GenericSymbol*>(&symbol->entity))
        return check_generic_call(**generic, call, span, expected);
    if (auto* const* structure = std::get_if<Struct*>(&symbol->entity))
        return check_struct_literal(**structure, call, span);
    if (auto* const* interface = std::get_if<Interface*>(&symbol->entity))
        return check_conversion_call(types().of(**interface), call, span);
    check_dropped_arguments(call.arguments);
    if (std::holds_alternative<BrokenSymbol>(symbol->entity)) return broken_operand(span);
    auto& message = report(Code::NotCallable, call.callee->span,
                           {"`" + name.name + "`, " + std::string{describe(symbol->entity)} + ","});
    if (std::holds_alternative<Contract*>(symbol->entity))
        message.with_help("a contract is created by `deploy " + name.name +
                          "(…)`; one that is there is known by an interface");
    if (auto* const* field = std::get_if<Field*>(&symbol->entity); field != nullptr)
        message.with_help((*field)->type->is(TypeKind::Map)
                              ? "a map is read by `" + name.name + "[key]`"
                              : "inside its contract it is read by its name alone");
    if (std::holds_alternative<const Event*>(symbol->entity))
        message.with_help("an event is written by `emit " + name.name + "(…)`");
    if (std::holds_alternative<const ErrorType*>(symbol->entity))
        message.with_help("an error is raised by `revert " + name.name + "(…)`");
    return broken_operand(span);
}

Operand Checker::check_function_call(const Function& function, const syntax::CallExpression& call,
                                     source::Span span) {
    // Asked for by an array's length, before functions have their types.
    if (function.result == nullptr) {
        report(Code::NotConstant, span);
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> arguments =
        check_arguments(function.name, function.signature.parameters, call.arguments, span);
    const bool is_complete = arguments.size() == function.signature.parameters.size();
    const bool is_broken = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& argument) {
        return argument->type->is(TypeKind::Error);
    });
    const bool is_writer = function.signature.mutability >= Mutability::NonPayable;
    const Part* const here = here_.function == nullptr ? nullptr : here_.function->part;
    const bool is_of_part = function.part != here && function.signature.mutability != Mutability::Payable;
    if (function.kind == FunctionKind::Public && is_writer && !is_of_part) {
        report(Code::PublicCallFromInside, span, {function.name})
            .with_help("move its body into a `fn` and call that from both places");
        return broken_operand(span);
    }
    if (!is_complete || is_broken) return broken_operand(span);
    return evaluate_call(make_operand(Call{&function, std::move(arguments)}, function.result, span));
}

Operand Checker::check_struct_literal(const Struct& structure, const syntax::CallExpression& call,
                                      source::Span span) {
    std::vector<ExpressionPtr> members =
        check_arguments(structure.name, structure.members, call.arguments, span);
    const bool is_broken = std::any_of(members.begin(), members.end(), [](const ExpressionPtr& member) {
        return member->type->is(TypeKind::Error);
    });
    if (is_broken || members.size() != structure.members.size()) return broken_operand(span);
    return make_operand(StructLiteral{std::move(members)}, types().of(structure), span);
}

Operand Checker::check_conversion_call(const Type* target, const syntax::CallExpression& call,
                                       source::Span span) {
    if (call.arguments.size() != 1 || call.arguments.front().name) {
        report(Code::ArgumentCount, span,
               {"`" + name_of(*target) + "`", "1 argument", std::to_string(call.arguments.size())});
        return broken_operand(span);
    }
    Operand operand = check_operand(*call.arguments.front().value, nullptr);
    if (operand.expression != nullptr && operand.expression->type->is(TypeKind::Error))
        return broken_operand(span);
    if (operand.number && target->is(TypeKind::Address))
        return check_cast(settle_number(operand, types().unsigned_integer(160)), target,
                          syntax::CastForm::Checked, span);
    return check_cast(settle(std::move(operand), nullptr), target, syntax::CastForm::Checked, span);
}

std::optional<Operand> Checker::check_builtin_call(const std::string& name,
                                                   const syntax::CallExpression& call, source::Span span,
                                                   const Type* expected) {
    check_no_options(call);
    if (name == "down") return check_rounding(Rounding::Down, name, call, span, expected);
    if (name == "up") return check_rounding(Rounding::Up, name, call, span, expected);
    if (name == "exact") return check_rounding(Rounding::Exact, name, call, span, expected);
    if (name == "keccak256") return check_hash_call(Intrinsic::Keccak256, name, call, span);
    if (name == "sha256") return check_hash_call(Intrinsic::Sha256, name, call, span);
    if (name == "old") return check_old(call, span);
    if (name == "sum") return check_sum(call, span);
    if (name == "address") return check_conversion_call(types().address(), call, span);
    if (name == "warp") return check_cheat_call(WorldChange::Warp, name, call, span);
    if (name == "roll") return check_cheat_call(WorldChange::Roll, name, call, span);
    if (name == "deal") return check_cheat_call(WorldChange::Deal, name, call, span);
    if (const Type* type = find_builtin_type(name)) {
        report(Code::NotCallable, call.callee->span, {"`" + name + "`, a type,"})
            .with_help("convert by `x as " + name_of(*type) + "`");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    if (name == "recover") return check_recover(call, span);
    if (name == "abi" || name == "evm") {
        report(Code::NotCallable, call.callee->span, {"`" + name + "`"});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    return std::nullopt;
}

Operand Checker::check_hash_call(Intrinsic intrinsic, const std::string& name,
                                 const syntax::CallExpression& call, source::Span span) {
    if (call.arguments.size() != 1) {
        report(Code::ArgumentCount, span,
               {"`" + name + "`", "1 argument", std::to_string(call.arguments.size())})
            .with_help("values are hashed by their encoding: `" + name + "(abi.encode(…))`");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    ExpressionPtr operand = as_slice(check_value(*call.arguments.front().value, nullptr));
    if (operand->type->is(TypeKind::Error)) return broken_operand(span);
    if (!operand->type->is_slice() && !operand->type->is(TypeKind::FixedBytes)) {
        report(Code::OperandType, operand->span, {name, name_of(*operand->type)})
            .with_help("values are hashed by their encoding: `" + name + "(abi.encode(…))`");
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> operands;
    operands.push_back(std::move(operand));
    Operand result =
        make_operand(IntrinsicCall{intrinsic, std::move(operands)}, types().fixed_bytes(32), span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

// Tests.

Operand Checker::check_cheat_call(WorldChange change, const std::string& name,
                                  const syntax::CallExpression& call, source::Span span) {
    if (here_.test == nullptr) {
        report(Code::OnlyInTests, call.callee->span, {name});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<Parameter> parameters;
    if (change == WorldChange::Deal) parameters.push_back({"account", types().address(), span});
    parameters.push_back({"amount", types().uint256(), span});
    std::vector<ExpressionPtr> arguments = check_arguments(name, parameters, call.arguments, span);
    const bool is_broken = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& argument) {
        return argument->type->is(TypeKind::Error);
    });
    if (is_broken || arguments.size() != parameters.size()) return broken_operand(span);
    return make_operand(TestCheat{change, std::move(arguments)}, types().nothing(), span);
}

ExpressionPtr Checker::sender(source::Span span) {
    if (here_.from == nullptr) return make_constant(to_word(test_runner()), types().address(), span);
    return make(PlaceRead{Place{here_.from, {}, types().address(), span}}, types().address(), span);
}

ExpressionPtr Checker::check_value_option(const std::vector<syntax::Option>& options, Mutability receiver,
                                          source::Span span) {
    ExpressionPtr value;
    for (const syntax::Option& option : options) {
        if (option.name.text != "value") {
            report(Code::MisplacedAttribute, option.name.span, {option.name.text})
                .with_help("a transaction of a test takes only `value`");
            check_operand(*option.value, nullptr);
            continue;
        }
        if (value != nullptr) report(Code::RepeatedAttribute, option.name.span, {"value"});
        value = check_value(*option.value, types().uint256());
        if (receiver != Mutability::Payable && here_.test != nullptr && !value->type->is(TypeKind::Error)) {
            const Constant* constant = constant_of(*value);
            const bool is_zero = constant != nullptr && !std::get<Uint256>(constant->value);
            // A test may try what the contract refuses.
            if (is_zero) report(Code::NoEffect, option.value->span);
        }
    }
    return value == nullptr ? make_constant(0, types().uint256(), span) : std::move(value);
}

/// Behind the `as` of a deployment in a test stands an account, where elsewhere a type does.
ExpressionPtr Checker::check_deployer(const syntax::DeployExpression& node, source::Span span) {
    if (node.from == nullptr) return sender(span);
    const auto* const use = std::get_if<syntax::NameUse>(&node.from->node);
    const Symbol* const symbol = use == nullptr ? nullptr : find_symbol(use->name);
    if (symbol == nullptr || !std::holds_alternative<Interface*>(symbol->entity))
        return check_value(*node.from, types().address());
    report(Code::NotAValue, node.from->span, {use->name, "an interface"})
        .with_help("here stands who deploys; to convert, write `(deploy " + node.contract.parts.front().text +
                   "(…)) as " + use->name + "`");
    return make_broken(node.from->span);
}

Operand Checker::check_node(const syntax::DeployExpression& node, source::Span span, const Type*) {
    const std::string& name = node.contract.parts.front().text;
    const Symbol* const symbol = find_symbol(name);
    auto* const* contract = symbol == nullptr ? nullptr : std::get_if<Contract*>(&symbol->entity);
    if (contract == nullptr) {
        const bool is_silent =
            name.empty() || (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity));
        if (!is_silent) report_unknown(Code::UnknownContract, name, node.contract.span, *here_.scope);
        ++here_.transactions;
        check_dropped_arguments(node.arguments);
        return broken_operand(span);
    }
    if (here_.test == nullptr) return check_deploy(node, **contract, span);
    ExpressionPtr from = check_deployer(node, span);
    const Function* const init = (*contract)->init.get();
    const std::vector<Parameter> parameters =
        init == nullptr ? std::vector<Parameter>{} : init->signature.parameters;
    const Mutability receiver = init == nullptr ? Mutability::NonPayable : init->signature.mutability;
    ExpressionPtr value = check_value_option(node.options, receiver, span);
    std::vector<ExpressionPtr> arguments = check_arguments(name, parameters, node.arguments, span);
    ++here_.transactions;
    bool is_broken = from->type->is(TypeKind::Error);
    for (const ExpressionPtr& argument : arguments) is_broken |= argument->type->is(TypeKind::Error);
    if (is_broken || arguments.size() != parameters.size()) return broken_operand(span);
    return make_operand(TestDeploy{*contract, std::move(arguments), std::move(value), std::move(from)},
                        types().of(**contract), span);
}

std::vector<const Signature*> Checker::signatures_of(const Type& type) const {
    std::vector<const Signature*> signatures;
    if (type.is(TypeKind::Instance)) {
        for (const auto& function : type.contract->functions)
            if (has_selector(function->kind)) signatures.push_back(&function->signature);
        return signatures;
    }
    std::vector<const Interface*> open{type.interface};
    while (!open.empty()) {
        const Interface* const next = open.back();
        open.pop_back();
        for (const auto& function : next->functions) signatures.push_back(function.get());
        open.insert(open.end(), next->bases.begin(), next->bases.end());
    }
    return signatures;
}

bool Checker::declares_broken(const Type& type, std::string_view name) const {
    for (const PendingContract& pending : contracts_) {
        if (!type.is(TypeKind::Instance) || type.contract != pending.contract) continue;
        const Symbol* const symbol = pending.scope->find_here(name);
        if (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity)) return true;
        for (const PartSymbol* part : pending.parts)
            for (const syntax::Identifier& exposed : part->syntax->exposed)
                if (part->part == nullptr && exposed.text == name) return true;
    }
    return false;
}

const Signature* Checker::find_signature(const Type& type, const syntax::Identifier& name) {
    const std::vector<const Signature*> signatures = signatures_of(type);
    const auto found = std::find_if(signatures.begin(), signatures.end(), [&](const Signature* signature) {
        return signature->source_name == name.text;
    });
    if (found != signatures.end()) return *found;
    if (declares_broken(type, name.text)) return nullptr;
    std::vector<std::string> names;
    for (const Signature* signature : signatures) names.push_back(signature->source_name);
    auto& message = report(Code::UnknownMember, name.span, {name_of(type), name.text});
    const bool is_transfer =
        name.text == "pull" || name.text == "pullExact" || name.text == "push" || name.text == "allow";
    if (is_transfer)
        message.with_help(
            "it is for a `let` field of interface type; `collect` and `send` of std.erc20 take any token");
    if (const auto similar = nearest_name(name.text, names))
        message.with_help("did you mean `" + *similar + "`?");
    return nullptr;
}

const Type* Checker::result_type_of(const Signature& signature) {
    Types results;
    for (const Parameter& result : signature.results) results.push_back(result.type);
    if (results.empty()) return types().nothing();
    return results.size() == 1 ? results.front() : types().tuple(results);
}

/// What takes plain ether, or null.
const Signature* Checker::find_receive(const Type& type) const {
    if (!type.is(TypeKind::Instance)) return nullptr;
    for (const auto& function : type.contract->functions)
        if (function->kind == FunctionKind::Receive) return &function->signature;
    return nullptr;
}

Operand Checker::check_test_call(ExpressionPtr target, const syntax::MemberAccess& callee,
                                 const syntax::CallExpression& call, source::Span span) {
    ++here_.transactions;
    const Signature* const receive = callee.member.text == "receive" ? find_receive(*target->type) : nullptr;
    const Signature* const signature =
        receive != nullptr ? receive : find_signature(*target->type, callee.member);
    if (signature == nullptr) {
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    ExpressionPtr value = check_value_option(call.options, signature->mutability, span);
    std::vector<ExpressionPtr> arguments =
        check_arguments(signature->source_name, signature->parameters, call.arguments, span);
    const bool is_broken = std::any_of(arguments.begin(), arguments.end(), [](const ExpressionPtr& argument) {
        return argument->type->is(TypeKind::Error);
    });
    if (is_broken || arguments.size() != signature->parameters.size()) return broken_operand(span);
    const auto selector = receive == nullptr ? std::optional{signature->selector} : std::nullopt;
    return make_operand(TestCall{std::move(target), signature, selector, std::move(arguments),
                                 std::move(value), sender(span)},
                        result_type_of(*signature), span);
}

}  // namespace deed::sema
