#include <algorithm>
#include <set>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "compiler/sema/selectors.hpp"
#include "compiler/sema/walk.hpp"
#include "vm/base/hex.hpp"

namespace deed::sema {

Checker::Checker(const std::vector<syntax::Module>& modules, const source::Sources& sources,
                 diagnostics::Diagnostics& diagnostics, Locks locks)
    : modules_(modules), sources_(sources), diagnostics_(diagnostics), locks_(locks) {}

std::unique_ptr<Program> Checker::check() {
    declare_builtin_errors();

    for (size_t i = 0; i < modules_.size(); ++i) {
        scopes_.push_back(std::make_unique<Scope>(nullptr));
        module_scopes_.push_back(scopes_.back().get());
        // Before the names inside a contract, so that those are held against the imported ones as well.
        import_names(i);
        declare_names(i);
    }
    for (PendingContract& pending : contracts_) {
        std::vector<const ComponentSymbol*> around;
        make_parts(pending, around);
    }
    make_samples();
    make_generic_samples();
    resolve_structs();
    resolve_events_and_errors();
    resolve_messages();
    resolve_interfaces();
    for (PendingContract& pending : contracts_) {
        if (pending.syntax != nullptr) resolve_bases(pending);
        resolve_fields(pending);
    }
    for (PendingContract& pending : part_contents_) resolve_fields(pending);
    for (PendingFunction& pending : functions_) resolve_function(pending);
    for (ConstantSymbol& constant : constants_) evaluate_constant(constant);
    for (std::deque<PendingContract>* all : {&contracts_, &part_contents_})
        for (PendingContract& pending : *all) make_getters(pending);
    check_bodies();
    for (PendingContract& pending : contracts_) finish_messages(pending);
    expose_parts();
    for (PendingContract& pending : part_contents_) check_initializers(pending);
    for (PendingContract& pending : contracts_) check_contract(pending);
    for (std::deque<PendingContract>* all : {&contracts_, &part_contents_})
        for (PendingContract& pending : *all) check_invariants(pending);
    for (const auto& contract : program_->contracts) check_token_calls(*contract);
    for (PendingTest& pending : tests_) check_test(pending);
    check_bodies();
    collect_callees(*program_);
    for (PendingContract& pending : contracts_) collect_abi(pending);
    for (const PendingFunction& pending : functions_)
        if (pending.syntax->has_mistakes) unfinished_.insert(pending.function);
    refused_.insert(unfinished_.begin(), unfinished_.end());
    check_effects(*program_, diagnostics_);
    check_flow(*program_, unfinished_, diagnostics_);
    check_return_data(*program_, diagnostics_);
    check_coins(*program_, refused_, diagnostics_);
    if (diagnostics_.has_errors()) return std::move(program_);
    infer_effects(*program_);
    warn_of_reentrant(*program_, diagnostics_);
    if (locks_ == Locks::Inferred) assign_locks(*program_);
    return std::move(program_);
}

void Checker::declare_builtin_errors() {
    const auto add = [&](const char* name, std::vector<Parameter> parameters) {
        auto error = std::make_unique<ErrorType>();
        error->name = name;
        error->selector = selector_of(canonical_form(Signature{.name = name, .parameters = parameters}));
        error->parameters = std::move(parameters);
        program_->errors.push_back(std::move(error));
        return program_->errors.back().get();
    };
    program_->unauthorized = add("Unauthorized", {{"caller", types().address(), {}}});
    program_->gas_too_low = add("GasTooLow", {});
    program_->reentered = add("Reentered", {});
    program_->insufficient =
        add("InsufficientBalance", {{"available", types().uint256(), {}}, {"needed", types().uint256(), {}}});
    program_->panic = add("Panic", {{"code", types().uint256(), {}}});
    program_->signature_expired = add("SignatureExpired", {{"deadline", types().uint256(), {}}});
    program_->signature_invalid = add("SignatureInvalid", {{"signer", types().address(), {}}});
}

void Checker::check_body(PendingFunction& pending) {
    Function& function = *pending.function;
    if (pending.state != PendingFunction::State::Waiting) return;
    pending.state = PendingFunction::State::Open;
    here_ = {.scope = pending.scope,
             .function = &function,
             .contract = pending.contract,
             .locals = &function.locals};
    here_.blocks.emplace_back();
    for (size_t i = 0; i < function.signature.parameters.size(); ++i) {
        const Parameter& parameter = function.signature.parameters[i];
        function.parameters.push_back(
            declare_local(pending.syntax->parameters[i].name, parameter.type, syntax::Binding::Let));
    }
    const size_t errors = diagnostics_.error_count();
    if (!pending.syntax->guard.empty()) check_guard(pending);
    if (pending.syntax->gas_limit != nullptr) check_gas_limit(pending);
    std::vector<StatementPtr> requirements = check_requirements(pending);
    function.body = check_statements(pending.syntax->body);
    function.body.statements.insert(function.body.statements.begin(),
                                    std::make_move_iterator(requirements.begin()),
                                    std::make_move_iterator(requirements.end()));
    check_ensures(pending);
    if (diagnostics_.error_count() != errors) refused_.insert(&function);
    pending.state = PendingFunction::State::Done;
}

bool Checker::prepare_body(const Function& function) {
    const auto pending = std::find_if(functions_.begin(), functions_.end(),
                                      [&](const PendingFunction& one) { return one.function == &function; });
    if (pending == functions_.end() || function.signature.mutability != Mutability::Pure) return false;
    if (pending->state == PendingFunction::State::Waiting) {
        Surroundings outside = std::exchange(here_, Surroundings{});
        check_body(*pending);
        here_ = std::move(outside);
    }
    return pending->state == PendingFunction::State::Done && !refused_.contains(&function);
}

Operand Checker::evaluate_call(Operand operand) {
    const bool is_constant = here_.function == nullptr && here_.test == nullptr && here_.contract == nullptr;
    const auto* call = std::get_if<Call>(&operand.expression->node);
    if (!is_constant || call == nullptr) return operand;
    std::vector<Constant> arguments;
    for (const ExpressionPtr& argument : call->arguments) {
        const Constant* const value = constant_of(*argument);
        if (value == nullptr) return operand;
        arguments.push_back(*value);
    }
    const PureOutcome outcome = evaluate_pure(
        *call->function, std::move(arguments), [this](const Function& one) { return prepare_body(one); },
        pure_steps_left_);
    if (outcome.value) return make_operand(*outcome.value, operand.expression->type, operand.span);
    if (refused_.contains(call->function)) return broken_operand(operand.span);
    if (!outcome.failure) return operand;
    report(Code::ConstantFails, operand.span, {*outcome.failure});
    return broken_operand(operand.span);
}

void Checker::check_gas_limit(PendingFunction& pending) {
    const syntax::Expression& node = *pending.syntax->gas_limit;
    if (pending.function->kind != FunctionKind::Public) {
        report(Code::MisplacedAttribute, node.span, {"gas <="})
            .with_help("it bounds a `pub fn` with all that it calls");
        return;
    }
    if (const auto gas = check_maximum(node, Code::InvalidGasLimit))
        pending.function->gas_limit = GasLimit{(*gas)[0], node.span};
}

void Checker::check_guard(PendingFunction& pending) {
    Guard guard;
    for (const syntax::GuardAtom& node : pending.syntax->guard) {
        GuardAtom atom{GuardKind::Anyone, std::string{sources_.text(node.span)}, node.span};
        ExpressionPtr condition = check_guard_atom(node, atom);
        const bool is_first = guard.atoms.empty();
        const bool is_open = !is_first && guard.condition == nullptr;
        if (is_open || condition == nullptr)
            guard.condition = nullptr;
        else if (is_first)
            guard.condition = std::move(condition);
        else
            guard.condition =
                make(Logical{LogicalOperator::Or, std::move(guard.condition), std::move(condition)},
                     types().boolean(), node.span);
        guard.atoms.push_back(std::move(atom));
    }
    pending.function->guard = std::move(guard);
}

ExpressionPtr Checker::check_guard_atom(const syntax::GuardAtom& node, GuardAtom& atom) {
    const std::string& name = node.path.parts.front().text;
    const source::Span span = node.span;
    const auto caller = [&] { return make(EnvironmentRead{Environment::Caller}, types().address(), span); };
    const auto equals = [&](ExpressionPtr address) {
        return make(Binary{BinaryOperator::Equal, caller(), std::move(address)}, types().boolean(), span);
    };
    if (name == "anyone" && node.path.parts.size() == 1 && node.keys.empty()) return nullptr;
    if (name == "self" && node.path.parts.size() == 1 && node.keys.empty()) {
        atom.kind = GuardKind::Self;
        return equals(make(EnvironmentRead{Environment::Self}, types().address(), span));
    }

    if (const auto constant = find_guard_constant(node)) {
        ExpressionPtr address = settle(read_constant(**constant, span), nullptr);
        if (address->type->is(TypeKind::Address)) {
            atom.kind = GuardKind::Address;
            return equals(std::move(address));
        }
        if (!address->type->is(TypeKind::Error)) report(Code::InvalidGuard, span, {name_of(*address->type)});
        return make_broken(span);
    }
    std::optional<Place> place = find_guard_place(node);
    if (!place || place->type->is(TypeKind::Error)) return make_broken(span);
    const Type* const type = place->type;
    const bool uses_all_keys = place->path.size() == node.keys.size();
    if (uses_all_keys && type->is(TypeKind::Address)) {
        atom.kind = GuardKind::Address;
        return equals(make(PlaceRead{std::move(*place)}, type, span));
    }
    if (uses_all_keys && type->is(TypeKind::Interface)) {
        atom.kind = GuardKind::Address;
        ExpressionPtr contract = make(PlaceRead{std::move(*place)}, type, span);
        return equals(make(Cast{CastKind::Reinterpret, std::move(contract)}, types().address(), span));
    }
    const bool is_members =
        type->is(TypeKind::Map) && type->key->is(TypeKind::Address) && type->element->is(TypeKind::Bool);
    if (!uses_all_keys || !is_members) {
        auto& message = report(Code::InvalidGuard, span, {name_of(*type)});
        if (type->is(TypeKind::Map))
            message.with_help("say which: `by " + name + "[id]`, by a parameter of the function");
        return make_broken(span);
    }
    atom.kind = GuardKind::Member;
    place->path.push_back({MapKey{caller()}, type->element, span});
    place->type = type->element;
    return make(PlaceRead{std::move(*place)}, type->element, span);
}

/// The constant that a guard names, when it is one.
std::optional<ConstantSymbol*> Checker::find_guard_constant(const syntax::GuardAtom& node) const {
    const std::string& name = node.path.parts.front().text;
    const bool is_plain = node.path.parts.size() == 1 && node.keys.empty() && find_local(name) == nullptr;
    const Symbol* const symbol = is_plain ? find_symbol(name) : nullptr;
    auto* const* constant = symbol == nullptr ? nullptr : std::get_if<ConstantSymbol*>(&symbol->entity);
    return constant == nullptr ? std::nullopt : std::optional{*constant};
}

/// The field that a guard names, with as many of the keys as lead into maps and lists.
std::optional<Place> Checker::find_guard_place(const syntax::GuardAtom& node) {
    const std::string& name = node.path.parts.front().text;
    const bool is_local = find_local(name) != nullptr;
    const Symbol* const symbol = is_local ? nullptr : find_symbol(name);
    if (name.empty() || (symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity)))
        return std::nullopt;
    if (symbol == nullptr && !is_local && is_predeclared(name)) {
        report(Code::InvalidGuard, node.span, {"`" + name + "`"}).with_help("everyone may call: `by anyone`");
        return std::nullopt;
    }
    if (symbol == nullptr && !is_local) {
        report_unknown(Code::UnknownName, name, node.span, *here_.scope);
        return std::nullopt;
    }
    const Symbol* leaf = symbol;
    size_t depth = 1;
    for (; leaf != nullptr && depth < node.path.parts.size(); ++depth) {
        auto* const* part = std::get_if<PartSymbol*>(&leaf->entity);
        if (part == nullptr) break;
        if ((*part)->part == nullptr) return std::nullopt;
        leaf = (*part)->scope->find_here(node.path.parts[depth].text);
    }
    auto* const* field = leaf == nullptr ? nullptr : std::get_if<Field*>(&leaf->entity);
    if (field == nullptr || depth < node.path.parts.size()) {
        report(Code::InvalidGuard, node.span, {"`" + std::string{sources_.text(node.span)} + "`"});
        return std::nullopt;
    }
    Place place{*field, {}, (*field)->type, node.span};
    for (const syntax::ExpressionPtr& key : node.keys) {
        if (place.type->is_sequence()) {
            ArrayIndex index{check_value(*key, types().uint256())};
            place.path.push_back({std::move(index), place.type->element, node.span});
        } else if (place.type->is(TypeKind::Map) && place.type->members.empty()) {
            MapKey step{check_value(*key, place.type->key)};
            place.path.push_back({std::move(step), place.type->element, node.span});
        } else {
            break;
        }
        place.type = place.type->element;
    }
    return place;
}

void Checker::make_getters(PendingContract& pending) {
    for (const auto& [field, node] : pending.fields)
        if (node->visibility == syntax::Visibility::Public) make_field_getter(pending, *field);
    for (const PendingHolding& holding : pending.holdings) make_holding_getters(pending, holding);
    for (const auto& [constant, declaration] : pending.constants)
        if (constant->syntax->visibility == syntax::Visibility::Public)
            make_constant_getter(pending, *constant, *declaration);
}

void Checker::check_initializers(PendingContract& pending) {
    here_ = {.scope = pending.scope, .contract = pending.contract};
    for (const auto& [field, node] : pending.fields) {
        if (node->initializer == nullptr || field->kind == FieldKind::Transient) continue;
        here_.locals = &field->locals;
        if (!is_copyable(*field->type))
            report(Code::MapOutsideStorage, node->initializer->span);
        else
            field->initializer = check_value(*node->initializer, field->type);
    }
}

void Checker::check_contract(PendingContract& pending) {
    Contract& contract = *pending.contract;
    check_initializers(pending);
    check_selectors(contract);
    for (const Interface* interface : contract.interfaces) check_interface(contract, *interface);
}

void Checker::check_selectors(const Contract& contract) {
    std::map<Selector, const Function*> seen;
    for (const auto& function : contract.functions) {
        if (!has_selector(function->kind) || function->result->is(TypeKind::Error)) continue;
        const auto [earlier, is_new] = seen.emplace(function->signature.selector, function.get());
        // Equal names have been reported already.
        if (is_new || earlier->second->name == function->name) continue;
        report(Code::SameSelector, function->span,
               {earlier->second->name, function->name, to_hex_prefixed(function->signature.selector)})
            .note(earlier->second->span, "the other one");
    }
}

void Checker::check_interface(const Contract& contract, const Interface& interface) {
    for (const Interface* base : interface.bases) check_interface(contract, *base);
    for (const auto& wanted : interface.functions) check_interface_function(contract, interface, *wanted);
}

void Checker::check_interface_function(const Contract& contract, const Interface& interface,
                                       const Signature& wanted) {
    const Function* found = nullptr;
    for (const auto& function : contract.functions)
        if (has_selector(function->kind) && function->signature.selector == wanted.selector)
            found = function.get();
    if (found == nullptr) {
        for (const auto& function : contract.functions)
            if (has_selector(function->kind) && function->signature.name == wanted.name)
                found = function.get();
        // A broken parameter or result has been reported, and makes another selector.
        const auto is_broken = [](const Parameter& parameter) { return parameter.type->is(TypeKind::Error); };
        if (found != nullptr &&
            std::any_of(found->signature.parameters.begin(), found->signature.parameters.end(), is_broken))
            return;
        const Symbol* broken = nullptr;
        for (const PendingContract& pending : contracts_)
            if (pending.contract == &contract) broken = pending.scope->find_here(wanted.name);
        if (broken != nullptr && std::holds_alternative<BrokenSymbol>(broken->entity)) return;
        if (found == nullptr)
            report(Code::MissingInterfaceFunction, contract.span,
                   {contract.name, interface.name, canonical_form(wanted)})
                .note(wanted.span, "declared here");
        else
            report(Code::DifferentInterfaceFunction, found->span,
                   {found->name, interface.name, "other parameters"})
                .note(wanted.span, "declared here");
        return;
    }
    const auto has_same_type = [](const Parameter& a, const Parameter& b) {
        return a.type->is(TypeKind::Error) || b.type->is(TypeKind::Error) ||
               abi_name_of(*a.type) == abi_name_of(*b.type);
    };
    const Signature& actual = found->signature;
    const bool has_same_results = std::equal(actual.results.begin(), actual.results.end(),
                                             wanted.results.begin(), wanted.results.end(), has_same_type);
    // What promises less may stand for what promises more, but ether is taken by both or by none.
    const bool is_payable = actual.mutability == Mutability::Payable;
    const bool fits =
        is_payable == (wanted.mutability == Mutability::Payable) && actual.mutability <= wanted.mutability;
    if (has_same_results && fits) return;
    report(Code::DifferentInterfaceFunction, found->span,
           {found->name, interface.name, has_same_results ? "its mutability" : "other results"})
        .note(wanted.span, "declared here");
}

void Checker::collect_abi(PendingContract& pending) {
    Contract& contract = *pending.contract;
    // Two parts of one component each declare its events and errors: in the ABI they are one.
    const auto add_once = [](auto& list, const auto* item) {
        const auto is_same = [&](const auto* other) {
            if constexpr (std::is_same_v<decltype(item), const Event*>)
                return other->name == item->name && other->topic == item->topic;
            else
                return other->name == item->name && other->selector == item->selector;
        };
        if (std::none_of(list.begin(), list.end(), is_same)) list.push_back(item);
    };
    const auto is_own = [&](const auto* item) {
        using Item = std::remove_const_t<std::remove_pointer_t<decltype(item)>>;
        const Symbol* const symbol = pending.scope->find_here(item->name);
        auto* const* known = symbol == nullptr ? nullptr : std::get_if<const Item*>(&symbol->entity);
        return known != nullptr && *known == item;
    };
    for (const auto& event : program_->events)
        if (is_own(event.get())) add_once(contract.events, event.get());
    for (const auto& error : program_->errors)
        if (is_own(error.get())) add_once(contract.errors, error.get());
    for (const Function* function : reachable_functions(contract)) {
        if (function->guard && function->guard->condition != nullptr)
            add_once(contract.errors, program_->unauthorized);
        walk_expressions(function->body, [&](const Expression& expression) {
            const auto* change = std::get_if<HoldingChange>(&expression.node);
            const bool takes = change != nullptr && takes_amount(change->operation);
            if (takes || std::holds_alternative<CoinSplit>(expression.node))
                add_once(contract.errors, program_->insufficient);
            const auto* call = std::get_if<ExternalCall>(&expression.node);
            const auto* raw = std::get_if<RawCall>(&expression.node);
            const bool is_try = (call != nullptr && call->form == CallForm::Try) ||
                                (raw != nullptr && raw->form == CallForm::Try);
            if (is_try) add_once(contract.errors, program_->gas_too_low);
        });
        walk_statements(function->body, [&](const Statement& statement) {
            if (const auto* emit = std::get_if<Emit>(&statement.node)) add_once(contract.events, emit->event);
            if (const auto* revert = std::get_if<Revert>(&statement.node))
                add_once(contract.errors, revert->with.error);
            if (const auto* require = std::get_if<Require>(&statement.node))
                add_once(contract.errors, require->otherwise.error);
            const auto* verify = std::get_if<Verify>(&statement.node);
            if (verify != nullptr && verify->message->find(SignedRole::Until))
                add_once(contract.errors, program_->signature_expired);
            if (verify != nullptr) add_once(contract.errors, program_->signature_invalid);
        });
    }
}

std::unique_ptr<const Program> check(const std::vector<syntax::Module>& modules,
                                     const source::Sources& sources, diagnostics::Diagnostics& diagnostics,
                                     Locks locks) {
    return Checker{modules, sources, diagnostics, locks}.check();
}

}  // namespace deed::sema
