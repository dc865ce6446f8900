#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {

/// First every name of every file is declared, so that the order of declarations means nothing; then what the
/// names stand for is resolved (check_signatures.cpp); then bodies are checked.
void Checker::declare_names(size_t index) {
    const syntax::Module& module = modules_[index];
    Scope& scope = *module_scopes_[index];
    for (const syntax::Declaration& declaration : module.tree.declarations) {
        std::visit(
            [&]<typename Node>(const Node& node) {
                if constexpr (std::is_same_v<Node, syntax::ContractDeclaration>)
                    declare_contract(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::InterfaceDeclaration>)
                    declare_interface(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::StructDeclaration>)
                    declare_struct(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::EnumDeclaration>)
                    declare_enum(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::UnitDeclaration>)
                    declare_unit(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::EventDeclaration>)
                    declare_event(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::ErrorDeclaration>)
                    declare_error(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::ComponentDeclaration>)
                    declare_component(node, scope);
                if constexpr (std::is_same_v<Node, syntax::SignedDeclaration>)
                    declare_message(declaration, node, scope);
                if constexpr (std::is_same_v<Node, syntax::ConstDeclaration>) declare_constant(node, scope);
                if constexpr (std::is_same_v<Node, syntax::FunctionDeclaration>)
                    declare_function(declaration, node, nullptr, scope);
                if constexpr (std::is_same_v<Node, syntax::BrokenDeclaration>)
                    for (const syntax::Identifier& name : node.names) declare(scope, name, BrokenSymbol{});
            },
            declaration.node);
    }
    if (module.origin != syntax::ModuleOrigin::Entry) return;
    for (const syntax::Declaration& declaration : module.tree.declarations)
        if (const auto* test = std::get_if<syntax::TestDeclaration>(&declaration.node))
            declare_test(*test, scope);
}

void Checker::declare(Scope& scope, const syntax::Identifier& name, Entity entity) {
    if (name.text.empty()) return;
    if (is_predeclared(name.text)) {
        report(Code::PredeclaredName, name.span, {name.text});
        return;
    }
    const bool is_silent = std::holds_alternative<BrokenSymbol>(entity);
    if (const Symbol* earlier = scope.add(name.text, {entity, name.span})) {
        if (is_silent && std::holds_alternative<BrokenSymbol>(earlier->entity)) return;
        report(Code::DuplicateName, name.span, {name.text}).note(earlier->span, "first here");
        return;
    }
    const Symbol* hidden = scope.outer() == nullptr ? nullptr : scope.outer()->find(name.text);
    if (hidden != nullptr && !is_silent)
        report(Code::Shadowing, name.span, {name.text}).note(hidden->span, "hidden by it");
}

void Checker::import_names(size_t index) {
    const syntax::Module& module = modules_[index];
    size_t use_index = 0;
    for (const syntax::Declaration& declaration : module.tree.declarations) {
        const auto* use = std::get_if<syntax::UseDeclaration>(&declaration.node);
        if (use == nullptr) continue;
        const size_t used = module.uses[use_index++];
        for (const syntax::Identifier& name : use->names) {
            if (name.text.empty()) continue;
            const Symbol* symbol =
                used == syntax::kNoModule ? nullptr : module_scopes_[used]->find_here(name.text);
            if (symbol == nullptr && used != syntax::kNoModule) {
                auto& message = report(Code::NotExported, name.span, {modules_[used].name, name.text});
                std::vector<std::string> names;
                module_scopes_[used]->collect_names(names);
                if (const auto similar = nearest_name(name.text, names))
                    message.with_help("did you mean `" + *similar + "`?");
            }
            declare(*module_scopes_[index], name,
                    symbol == nullptr ? Entity{BrokenSymbol{}} : symbol->entity);
        }
    }
}

void Checker::declare_contract(const syntax::Declaration& declaration,
                               const syntax::ContractDeclaration& node, Scope& scope) {
    auto& contract = program_->contracts.emplace_back(std::make_unique<Contract>());
    contract->name = node.name.text;
    contract->span = node.name.span;
    contract->documentation = declaration.documentation;
    declare(scope, node.name, contract.get());

    scopes_.push_back(std::make_unique<Scope>(&scope));
    PendingContract& pending =
        contracts_.emplace_back(PendingContract{contract.get(), &node, scopes_.back().get(), {}, {}});
    for (const syntax::Declaration& member : node.members) declare_member(member, pending);
}

void Checker::declare_member(const syntax::Declaration& declaration, PendingContract& pending) {
    Scope& scope = *pending.scope;
    std::visit(
        [&]<typename Node>(const Node& node) {
            if constexpr (std::is_same_v<Node, syntax::StructDeclaration>)
                declare_struct(declaration, node, scope);
            if constexpr (std::is_same_v<Node, syntax::EnumDeclaration>)
                declare_enum(declaration, node, scope);
            if constexpr (std::is_same_v<Node, syntax::EventDeclaration>)
                declare_event(declaration, node, scope);
            if constexpr (std::is_same_v<Node, syntax::ErrorDeclaration>)
                declare_error(declaration, node, scope);
            if constexpr (std::is_same_v<Node, syntax::SignedDeclaration>) {
                const SignedMessage& message = declare_message(declaration, node, scope);
                owner_of(pending).has_messages = true;
                if (needs_nonces(node)) find_nonces(owner_of(pending), message.span);
            }
            if constexpr (std::is_same_v<Node, syntax::ConstDeclaration>)
                pending.constants.emplace_back(declare_constant(node, scope), &declaration);
            if constexpr (std::is_same_v<Node, syntax::FunctionDeclaration>)
                declare_function(declaration, node, &pending, scope);
            if constexpr (std::is_same_v<Node, syntax::LedgerDeclaration>)
                declare_ledger(declaration, node, pending);
            if constexpr (std::is_same_v<Node, syntax::PurseDeclaration>)
                declare_purse(declaration, node, pending);
            if constexpr (std::is_same_v<Node, syntax::InvariantDeclaration>)
                declare_invariant(declaration, node, pending);
            if constexpr (std::is_same_v<Node, syntax::BrokenDeclaration>)
                for (const syntax::Identifier& name : node.names) declare(scope, name, BrokenSymbol{});
            if constexpr (std::is_same_v<Node, syntax::PartDeclaration>) declare_part(node, pending);
            if constexpr (std::is_same_v<Node, syntax::FieldDeclaration>) {
                auto& field = pending.contract->fields.emplace_back(std::make_unique<Field>());
                field->name = name_in(pending, node.name.text);
                field->part = pending.part;
                field->span = node.name.span;
                field->documentation = declaration.documentation;
                field->index = static_cast<uint32_t>(pending.contract->fields.size() - 1);
                pending.fields.emplace_back(field.get(), &node);
                declare(scope, node.name, field.get());
            }
        },
        declaration.node);
}

void Checker::declare_struct(const syntax::Declaration& declaration, const syntax::StructDeclaration& node,
                             Scope& scope) {
    auto& structure = program_->structs.emplace_back(std::make_unique<Struct>());
    structure->name = node.name.text;
    structure->span = node.name.span;
    structure->documentation = declaration.documentation;
    structs_.push_back({structure.get(), &declaration, &scope});
    declare(scope, node.name, structure.get());
}

void Checker::declare_unit(const syntax::Declaration& declaration, const syntax::UnitDeclaration& node,
                           Scope& scope) {
    const auto* named = std::get_if<syntax::NamedType>(&node.type->node);
    const Type* const base = named == nullptr ? nullptr : find_builtin_type(named->path.parts.front().text);
    const bool is_silent = std::holds_alternative<syntax::BrokenType>(node.type->node);
    if (base == nullptr || !base->is_integer()) {
        if (!is_silent) report(Code::InvalidUnit, node.type->span);
        declare(scope, node.name, BrokenSymbol{});
        return;
    }
    auto& unit = program_->units.emplace_back(std::make_unique<Unit>());
    unit->name = node.name.text;
    unit->base = base;
    unit->documentation = declaration.documentation;
    unit->span = node.name.span;
    declare(scope, node.name, static_cast<const Unit*>(unit.get()));
}

void Checker::declare_enum(const syntax::Declaration& declaration, const syntax::EnumDeclaration& node,
                           Scope& scope) {
    auto& enumeration = program_->enums.emplace_back(std::make_unique<Enum>());
    enumeration->name = node.name.text;
    enumeration->span = node.name.span;
    enumeration->documentation = declaration.documentation;
    // Known before anything is resolved: whether its values are words decides what they may be used for.
    enumeration->carries = std::any_of(node.variants.begin(), node.variants.end(),
                                       [](const syntax::VariantNode& v) { return !v.members.empty(); });
    enums_.push_back({enumeration.get(), &declaration, &scope});
    declare(scope, node.name, enumeration.get());
}

void Checker::declare_event(const syntax::Declaration& declaration, const syntax::EventDeclaration& node,
                            Scope& scope) {
    auto& event = program_->events.emplace_back(std::make_unique<Event>());
    event->name = node.name.text;
    event->span = node.name.span;
    event->documentation = declaration.documentation;
    events_.push_back({event.get(), &declaration, &scope});
    declare(scope, node.name, event.get());
}

void Checker::declare_error(const syntax::Declaration& declaration, const syntax::ErrorDeclaration& node,
                            Scope& scope) {
    auto& error = program_->errors.emplace_back(std::make_unique<ErrorType>());
    error->name = node.name.text;
    error->span = node.name.span;
    error->documentation = declaration.documentation;
    errors_.push_back({error.get(), &declaration, &scope});
    declare(scope, node.name, error.get());
}

ConstantSymbol* Checker::declare_constant(const syntax::ConstDeclaration& node, Scope& scope) {
    ConstantSymbol& constant = constants_.emplace_back(ConstantSymbol{.syntax = &node, .scope = &scope});
    declare(scope, node.name, &constant);
    return &constant;
}

void Checker::declare_interface(const syntax::Declaration& declaration,
                                const syntax::InterfaceDeclaration& node, Scope& scope) {
    auto& interface = program_->interfaces.emplace_back(std::make_unique<Interface>());
    interface->name = node.name.text;
    interface->span = node.name.span;
    interface->documentation = declaration.documentation;
    declare(scope, node.name, interface.get());

    scopes_.push_back(std::make_unique<Scope>(&scope));
    Scope& inside = *scopes_.back();
    interfaces_.push_back({interface.get(), &declaration, &inside});
    for (const syntax::Declaration& member : node.members) {
        if (const auto* event = std::get_if<syntax::EventDeclaration>(&member.node)) {
            declare_event(member, *event, inside);
            interface->events.push_back(events_.back().node);
        }
        if (const auto* error = std::get_if<syntax::ErrorDeclaration>(&member.node)) {
            declare_error(member, *error, inside);
            interface->errors.push_back(errors_.back().node);
        }
    }
}

void Checker::declare_function(const syntax::Declaration& declaration,
                               const syntax::FunctionDeclaration& node, PendingContract* pending,
                               Scope& scope) {
    if (!node.generics.empty()) return declare_generic(declaration, node, pending, scope);
    auto function = std::make_unique<Function>();
    function->name = pending == nullptr ? node.name.text : name_in(*pending, node.name.text);
    function->span = node.name.span;
    function->documentation = declaration.documentation;
    function->part = pending == nullptr ? nullptr : pending->part;
    function->contract = pending == nullptr ? nullptr : pending->contract;
    const bool is_init = node.form == syntax::FunctionForm::Init;
    const bool is_receive = node.form == syntax::FunctionForm::Receive;
    function->kind = is_init                                         ? FunctionKind::Init
                     : is_receive                                    ? FunctionKind::Receive
                     : node.visibility == syntax::Visibility::Public ? FunctionKind::Public
                                                                     : FunctionKind::Internal;
    if (pending == nullptr && function->kind == FunctionKind::Public) {
        report(Code::MisplacedAttribute, node.name.span, {"pub"})
            .with_help("a function of a file is called by name");
        function->kind = FunctionKind::Internal;
    }
    functions_.push_back({function.get(), &node, pending == nullptr ? nullptr : pending->contract, &scope});

    if (is_receive) {
        const auto& functions = pending->contract->functions;
        const auto first = std::find_if(functions.begin(), functions.end(), [&](const auto& one) {
            return one->kind == FunctionKind::Receive && one->part == pending->part;
        });
        if (first != functions.end())
            report(Code::DuplicateName, node.name.span, {"receive"}).note((*first)->span, "first here");
        pending->contract->functions.push_back(std::move(function));
        return;
    }
    if (!is_init) {
        declare(scope, node.name, function.get());
        auto& owner = pending == nullptr ? program_->functions : pending->contract->functions;
        owner.push_back(std::move(function));
        return;
    }
    if (pending->part != nullptr) {
        function->kind = FunctionKind::PartInit;
        if (pending->part->init != nullptr)
            report(Code::DuplicateName, node.name.span, {"init"})
                .note(pending->part->init->span, "first here");
        pending->part->init = function.get();
        pending->contract->functions.push_back(std::move(function));
        return;
    }
    if (pending->contract->init != nullptr) {
        report(Code::DuplicateName, node.name.span, {"init"})
            .note(pending->contract->init->span, "first here");
        functions_.pop_back();
        return;
    }
    pending->contract->init = std::move(function);
}

void Checker::declare_test(const syntax::TestDeclaration& node, const Scope& scope) {
    auto& test = program_->tests.emplace_back(std::make_unique<Test>());
    test->name = node.name;
    test->span = node.name_span;
    tests_.push_back({test.get(), &node, &scope});
}

}  // namespace deed::sema
