#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"

namespace deed::sema {
namespace {

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

void add(std::vector<StatementPtr>& target, StatementNode node, source::Span span) {
    target.push_back(std::make_unique<Statement>(Statement{std::move(node), span}));
}

}  // namespace

// Blocks and locals.

Block Checker::check_block(const syntax::BlockStatement& block) {
    here_.blocks.emplace_back();
    Block result = check_statements(block);
    here_.blocks.pop_back();
    return result;
}

Block Checker::check_statements(const syntax::BlockStatement& block) {
    Block result;
    result.span = block.span;
    for (const syntax::StatementPtr& statement : block.statements)
        check_statement(*statement, result.statements);
    return result;
}

void Checker::check_statement(const syntax::Statement& statement, Target& target) {
    std::visit([&](const auto& node) { check_node(node, statement.span, target); }, statement.node);
}

const Local* Checker::make_local(std::string name, const Type* type, syntax::Binding binding,
                                 source::Span span) {
    auto local = std::make_unique<Local>();
    local->name = std::move(name);
    local->type = type;
    local->is_mutable = binding == syntax::Binding::Var;
    local->index = static_cast<uint32_t>(here_.locals->size());
    local->span = span;
    here_.locals->push_back(std::move(local));
    return here_.locals->back().get();
}

void Checker::check_shadowing(const syntax::Identifier& name) {
    if (is_predeclared(name.text)) {
        report(Code::PredeclaredName, name.span, {name.text});
        return;
    }
    if (const Local* local = find_local(name.text)) {
        const bool is_same_block = here_.blocks.back().contains(name.text);
        report(is_same_block ? Code::DuplicateName : Code::Shadowing, name.span, {name.text})
            .note(local->span, "first here");
        return;
    }
    if (const Symbol* symbol = find_symbol(name.text);
        symbol != nullptr && !std::holds_alternative<BrokenSymbol>(symbol->entity))
        report(Code::Shadowing, name.span, {name.text})
            .note(symbol->span, "this is " + std::string{describe(symbol->entity)});
}

const Local* Checker::declare_local(const syntax::Identifier& name, const Type* type,
                                    syntax::Binding binding) {
    // What has been refused says nothing more.
    if (!name.text.empty() && !type->is(TypeKind::Error)) check_shadowing(name);
    const Local* local = make_local(name.text, type, binding, name.span);
    if (!name.text.empty()) here_.blocks.back().emplace(name.text, local);
    return local;
}

void Checker::check_node(const syntax::BlockStatement& node, source::Span span, Target& target) {
    add(target, check_block(node), span);
}

void Checker::check_node(const syntax::BrokenStatement&, source::Span, Target&) {
    ++here_.transactions;  // it may have been one
}

void Checker::check_node(const syntax::DeclareStatement& node, source::Span span, Target& target) {
    if (node.names.size() > 1) return check_declare_tuple(node, span, target);
    const bool is_var = node.binding == syntax::Binding::Var;
    const Type* const type = node.type == nullptr ? nullptr : resolve_type(*node.type, *here_.scope);
    ExpressionPtr value = check_value(*node.value, type);
    const Type* const result = type == nullptr ? value->type : type;
    if (result->is(TypeKind::Map)) report(Code::MapOutsideStorage, span);
    if (is_var && has_bare_slice(*result))
        report(Code::MutableSlice, node.names.front().span, {name_of(*result)});
    const Local* local = declare_local(node.names.front(), result, node.binding);
    add(target, Declare{local, std::move(value)}, span);
}

// Expressions as statements.

void Checker::check_node(const syntax::ExpressionStatement& node, source::Span span, Target& target) {
    if (check_list_update(*node.expression, span, target)) return;
    Operand operand = check_operand(*node.expression, nullptr);
    if (operand.number) {
        report(Code::NoEffect, span);
        return;
    }
    if (is_broken(operand.expression)) return;
    check_discarded(*node.expression, *operand.expression->type);
    const auto* otherwise = std::get_if<Otherwise>(&operand.expression->node);
    const ExpressionNode& checked =
        otherwise == nullptr ? operand.expression->node : otherwise->operation->node;
    const bool is_call =
        std::holds_alternative<Call>(checked) || std::holds_alternative<ExternalCall>(checked) ||
        std::holds_alternative<RawCall>(checked) || std::holds_alternative<MachineOp>(checked) ||
        std::holds_alternative<Deploy>(checked) || std::holds_alternative<TestCall>(checked) ||
        std::holds_alternative<TestDeploy>(checked) || std::holds_alternative<TestCheat>(checked) ||
        std::holds_alternative<HoldingChange>(checked) || std::holds_alternative<CoinLeave>(checked) ||
        std::holds_alternative<Transfer>(checked);
    if (is_call) add(target, Evaluate{std::move(operand.expression)}, span);
}

void Checker::check_discarded(const syntax::Expression& expression, const Type& type) {
    if (const auto* otherwise = std::get_if<syntax::ElseExpression>(&expression.node))
        return check_discarded(*otherwise->operation, type);
    const bool is_call = std::holds_alternative<syntax::CallExpression>(expression.node) ||
                         std::holds_alternative<syntax::DeployExpression>(expression.node) ||
                         std::holds_alternative<syntax::ExternalExpression>(expression.node);
    if (!is_call) {
        report(Code::NoEffect, expression.span);
        return;
    }
    if (type.is(TypeKind::Nothing) || here_.test != nullptr) return;
    if (holds_coin(type)) {
        report(Code::CoinDropped, expression.span).with_help("put it into a ledger or purse, or return it");
        return;
    }
    report(Code::UnusedResult, expression.span).with_help("`_ = …` drops it");
}

// Branches and loops.

void Checker::check_node(const syntax::IfStatement& node, source::Span span, Target& target) {
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    Block when_true = check_block(node.when_true);
    std::optional<Block> when_false;
    if (node.when_false) when_false = check_block(*node.when_false);
    add(target, If{std::move(condition), std::move(when_true), std::move(when_false)}, span);
}

std::optional<Uint256> Checker::check_maximum(const syntax::Expression& maximum, Code refusal) {
    Operand operand = check_operand(maximum, types().uint256());
    if (operand.expression != nullptr && is_broken(operand.expression)) return std::nullopt;
    std::optional<Integer> value;
    if (operand.number && is_whole(*operand.number)) value = floor_of(*operand.number);
    if (operand.expression != nullptr && operand.expression->type->is_integer())
        if (const Constant* constant = constant_of(*operand.expression))
            value = integer_of(std::get<Uint256>(constant->value), *operand.expression->type);
    if (!value || *value < 1 || !fits(*value, *types().unsigned_integer(64))) {
        report(refusal, maximum.span);
        return std::nullopt;
    }
    return word_of(*value);
}

Block Checker::check_loop_body(const syntax::BlockStatement& body, const Local* local) {
    ++here_.loops;
    Block result = check_block(body);
    --here_.loops;
    if (local != nullptr) here_.blocks.pop_back();
    return result;
}

void Checker::check_node(const syntax::WhileStatement& node, source::Span span, Target& target) {
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    const auto maximum = node.maximum == nullptr ? std::nullopt : check_maximum(*node.maximum);
    Block body = check_loop_body(node.body, nullptr);
    add(target, While{std::move(condition), maximum.value_or(1), std::move(body)}, span);
}

void Checker::check_node(const syntax::ForStatement& node, source::Span span, Target& target) {
    if (node.end == nullptr)
        check_for_each(node, span, target);
    else
        check_for_range(node, span, target);
}

void Checker::check_for_range(const syntax::ForStatement& node, source::Span span, Target& target) {
    std::vector<Operand> bounds;
    bounds.push_back(check_operand(*node.begin, nullptr));
    bounds.push_back(check_operand(*node.end, nullptr));
    const bool was_broken = std::any_of(bounds.begin(), bounds.end(), [](const Operand& bound) {
        return bound.expression != nullptr && is_broken(bound.expression);
    });
    const Type* type =
        was_broken ? nullptr : unify(bounds, nullptr, "..", source::join(node.begin->span, node.end->span));
    if (type != nullptr && !type->is_integer()) {
        report(Code::OperandType, source::join(node.begin->span, node.end->span), {"..", name_of(*type)});
        type = nullptr;
    }
    const auto maximum = node.maximum == nullptr ? std::nullopt : check_maximum(*node.maximum);
    if (type != nullptr && node.maximum == nullptr) {
        const bool are_constant =
            constant_of(*bounds[0].expression) != nullptr && constant_of(*bounds[1].expression) != nullptr;
        if (!are_constant)
            report(Code::UnboundedFor, source::join(node.begin->span, node.end->span))
                .with_help("write `for " + node.name.text + " in … max N`");
    }
    here_.blocks.emplace_back();
    const Local* local =
        declare_local(node.name, type == nullptr ? types().error() : type, syntax::Binding::Let);
    Block body = check_loop_body(node.body, local);
    if (type == nullptr) return;
    add(target,
        ForRange{local, std::move(bounds[0].expression), std::move(bounds[1].expression), maximum,
                 std::move(body)},
        span);
}

void Checker::check_for_each(const syntax::ForStatement& node, source::Span span, Target& target) {
    Operand array = check_operand(*node.begin, nullptr);
    const Type* type = array.number ? types().uint256() : array.expression->type;
    if (!type->is_sequence() && !type->is(TypeKind::Error)) {
        report(Code::TypeMismatch, node.begin->span, {"an array or a range", name_of(*type)});
        type = types().error();
    }
    if (type->is_sequence() && !is_copyable(*type->element)) {
        report(Code::NotCopyable, node.begin->span, {name_of(*type->element)});
        type = types().error();
    }
    if (node.maximum != nullptr)
        report(Code::MisplacedAttribute, node.maximum->span, {"max"})
            .with_help("an array has its bound already");
    here_.blocks.emplace_back();
    const Local* local =
        declare_local(node.name, type->is_sequence() ? type->element : types().error(), syntax::Binding::Let);
    Block body = check_loop_body(node.body, local);
    if (!type->is_sequence()) return;
    auto* const read = std::get_if<PlaceRead>(&array.expression->node);
    if (read != nullptr)
        add(target, ForEach{local, std::move(read->place), std::move(body)}, span);
    else
        add(target, ForEach{local, std::move(array.expression), std::move(body)}, span);
}

void Checker::check_node(const syntax::BreakStatement&, source::Span span, Target& target) {
    if (here_.loops == 0)
        report(Code::OutsideLoop, span, {"break"});
    else
        add(target, Break{}, span);
}

void Checker::check_node(const syntax::ContinueStatement&, source::Span span, Target& target) {
    if (here_.loops == 0)
        report(Code::OutsideLoop, span, {"continue"});
    else
        add(target, Continue{}, span);
}

// The ends of paths.

void Checker::check_node(const syntax::ReturnStatement& node, source::Span span, Target& target) {
    if (here_.test != nullptr) {
        report(Code::ReturnInTest, span);
        return;
    }
    const Type* const result =
        here_.function->kind <= FunctionKind::PartInit ? types().nothing() : here_.function->result;
    if (node.value == nullptr) {
        if (!result->is(TypeKind::Nothing) && !result->is(TypeKind::Error))
            report(Code::ReturnCount, span, {name_of(*result), "nothing"});
        add(target, Return{}, span);
        return;
    }
    if (result->is(TypeKind::Nothing)) {
        check_operand(*node.value, nullptr);
        report(Code::ReturnCount, node.value->span, {"nothing", "a value"});
        return;
    }
    ExpressionPtr value = check_value(*node.value, result);
    add(target, Return{std::move(value)}, span);
}

void Checker::check_node(const syntax::RequireStatement& node, source::Span span, Target& target) {
    if (here_.test != nullptr) {
        report(Code::RevertInTest, span, {"require"});
        return;
    }
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    auto otherwise = check_error(node.otherwise);
    if (otherwise && !is_broken(condition))
        add(target, Require{std::move(condition), std::move(*otherwise)}, span);
}

void Checker::check_node(const syntax::RevertStatement& node, source::Span span, Target& target) {
    if (here_.test != nullptr) {
        report(Code::RevertInTest, span, {"revert"});
        return;
    }
    auto error = check_error(node.error);
    // Without a known error it still ends its path, so nothing more is said about a missing `return`.
    add(target, Revert{error ? std::move(*error) : RevertWith{program_->unauthorized, {}}}, span);
}

void Checker::check_node(const syntax::AssertStatement& node, source::Span span, Target& target) {
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    if (!is_broken(condition)) add(target, Assert{std::move(condition)}, span);
}

void Checker::check_node(const syntax::EmitStatement& node, source::Span span, Target& target) {
    if (here_.test != nullptr) {
        report(Code::NotInTests, span, {"emit"}).with_help("`expect emit E(…) { … }` waits for an event");
        return;
    }
    auto event = check_event(node.event);
    if (event) add(target, Emit{event->first, std::move(event->second)}, span);
}

/// A name that is unknown, or stands for something else.
void Checker::report_unfit(Code code, const syntax::Path& path, const Symbol* symbol) {
    const std::string& name = path.parts.front().text;
    if (symbol == nullptr) return report_unknown(code, name, path.span, *here_.scope);
    auto& message = report(code, path.span, {std::string{sources_.text(path.span)}});
    if (path.parts.size() > 1) message.with_help("it is named alone: `" + path.parts.back().text + "(…)`");
    message.note(symbol->span, "this is " + std::string{describe(symbol->entity)});
}

std::optional<RevertWith> Checker::check_error(const syntax::Construction& construction) {
    const std::string& name = construction.path.parts.front().text;
    const Symbol* const symbol = find_symbol(name);
    auto* const* declared = symbol == nullptr ? nullptr : std::get_if<const ErrorType*>(&symbol->entity);
    const ErrorType* error = declared == nullptr ? nullptr : *declared;
    if (error == nullptr && here_.test != nullptr) error = find_error_of_contracts(name);
    if (error == nullptr && name == "Unauthorized") error = program_->unauthorized;
    if (error == nullptr && name == "SignatureExpired") error = program_->signature_expired;
    if (error == nullptr && name == "SignatureInvalid") error = program_->signature_invalid;
    if (error == nullptr && name == "GasTooLow" && here_.test != nullptr) error = program_->gas_too_low;
    if (error == nullptr && name == "Reentered" && here_.test != nullptr) error = program_->reentered;
    if (error == nullptr && name == "InsufficientBalance") error = program_->insufficient;
    if (error == nullptr && name == "Panic" && here_.test != nullptr) error = program_->panic;
    if (error == nullptr) {
        const bool is_silent = name.empty() ||
                               (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity)) ||
                               (here_.test != nullptr && has_broken_part());
        if (!is_silent) report_unfit(Code::UnknownError, construction.path, symbol);
        check_dropped_arguments(construction.arguments);
        return std::nullopt;
    }
    std::vector<ExpressionPtr> arguments =
        check_arguments(name, error->parameters, construction.arguments, construction.span);
    if (arguments.size() != error->parameters.size() ||
        std::any_of(arguments.begin(), arguments.end(), is_broken))
        return std::nullopt;
    return RevertWith{error, std::move(arguments)};
}

std::optional<std::pair<const Event*, std::vector<ExpressionPtr>>> Checker::check_event(
    const syntax::Construction& construction) {
    const std::string& name = construction.path.parts.front().text;
    const Symbol* const symbol = find_symbol(name);
    auto* const* declared = symbol == nullptr ? nullptr : std::get_if<const Event*>(&symbol->entity);
    const Event* event = declared == nullptr ? nullptr : *declared;
    if (event == nullptr && here_.test != nullptr) event = find_event_of_contracts(name);
    if (event == nullptr) {
        const bool is_silent = name.empty() ||
                               (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity)) ||
                               (here_.test != nullptr && has_broken_part());
        if (!is_silent) report_unfit(Code::UnknownEvent, construction.path, symbol);
        check_dropped_arguments(construction.arguments);
        return std::nullopt;
    }
    std::vector<Parameter> parameters;
    for (const EventParameter& parameter : event->parameters)
        parameters.push_back({parameter.name, parameter.type, parameter.span});
    std::vector<ExpressionPtr> arguments =
        check_arguments(name, parameters, construction.arguments, construction.span);
    if (arguments.size() != parameters.size() || std::any_of(arguments.begin(), arguments.end(), is_broken))
        return std::nullopt;
    return std::pair{event, std::move(arguments)};
}

}  // namespace deed::sema
