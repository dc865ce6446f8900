#include <algorithm>
#include <set>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/selectors.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::sema {
namespace {

std::string canonical_form(const std::string& name, const std::vector<Parameter>& parameters) {
    return sema::canonical_form(Signature{.name = name, .parameters = parameters});
}

using Aggregates = std::set<const void*>;

/// Whether a value of @p type holds one of the struct or enum @p wanted.
bool contains(const Type& type, const void* wanted, Aggregates& seen);

bool contains(const std::vector<Parameter>& members, const void* wanted, Aggregates& seen) {
    return std::any_of(members.begin(), members.end(),
                       [&](const Parameter& member) { return contains(*member.type, wanted, seen); });
}

bool contains(const Type& type, const void* wanted, Aggregates& seen) {
    if (type.is(TypeKind::Struct)) {
        if (type.structure == wanted) return true;
        return seen.insert(type.structure).second && contains(type.structure->members, wanted, seen);
    }
    if (type.is(TypeKind::Enum)) {
        if (type.enumeration == wanted) return true;
        if (!seen.insert(type.enumeration).second) return false;
        return std::any_of(
            type.enumeration->variants.begin(), type.enumeration->variants.end(),
            [&](const EnumVariant& variant) { return contains(variant.members, wanted, seen); });
    }
    if (type.is(TypeKind::Tuple))
        return std::any_of(type.members.begin(), type.members.end(),
                           [&](const Type* member) { return contains(*member, wanted, seen); });
    const bool has_elements = type.is_sequence() || type.is(TypeKind::Map) || type.is(TypeKind::Option);
    return has_elements && contains(*type.element, wanted, seen);
}

}  // namespace

std::vector<Parameter> Checker::resolve_parameters(const std::vector<syntax::Parameter>& parameters,
                                                   const Scope& scope, std::string_view use) {
    check_parameter_names(parameters);
    std::vector<Parameter> result;
    for (const syntax::Parameter& parameter : parameters) {
        const Type* type = resolve_type(*parameter.type, scope);
        if (parameter.is_indexed && use != "an event's parameter")
            report(Code::MisplacedAttribute, parameter.type->span, {"indexed"});
        if (!use.empty() && !check_abi(*type, parameter.type->span, use)) type = types().error();
        result.push_back({parameter.name.text, type, parameter.name.span});
    }
    return result;
}

void Checker::check_parameter_names(const std::vector<syntax::Parameter>& parameters) {
    std::map<std::string_view, source::Span> seen;
    for (const syntax::Parameter& parameter : parameters) {
        const auto [earlier, is_new] = seen.emplace(parameter.name.text, parameter.name.span);
        if (!is_new && !parameter.name.text.empty())
            report(Code::DuplicateName, parameter.name.span, {parameter.name.text})
                .note(earlier->second, "first here");
    }
}

void Checker::resolve_structs() {
    for (const auto& [structure, declaration, scope] : structs_) {
        const auto& node = std::get<syntax::StructDeclaration>(declaration->node);
        structure->members = resolve_parameters(node.members, *scope, "");
        if (structure->members.empty())
            report(Code::EmptyDeclaration, structure->span, {"a struct", "member"});
    }
    for (const auto& [enumeration, declaration, scope] : enums_)
        resolve_enum(*enumeration, std::get<syntax::EnumDeclaration>(declaration->node), *scope);
    check_aggregates();
    for (const auto& resolved : enums_) {
        Enum& enumeration = *resolved.node;
        enumeration.held = {types().unsigned_integer(8)};
        for (const EnumVariant& variant : enumeration.variants)
            for (const Parameter& member : variant.members) enumeration.held.push_back(member.type);
    }
}

void Checker::resolve_enum(Enum& enumeration, const syntax::EnumDeclaration& node, const Scope& scope) {
    constexpr size_t kVariantLimit = 256;
    std::map<std::string_view, source::Span> seen;
    for (const syntax::VariantNode& variant : node.variants) {
        const auto [earlier, is_new] = seen.emplace(variant.name.text, variant.name.span);
        if (!is_new && !variant.name.text.empty())
            report(Code::DuplicateName, variant.name.span, {variant.name.text})
                .note(earlier->second, "first here");
        enumeration.variants.push_back(
            {variant.name.text, resolve_parameters(variant.members, scope, ""), variant.name.span});
    }
    if (node.variants.size() > kVariantLimit) report(Code::TooManyVariants, enumeration.span);
    if (!node.variants.empty()) return;
    report(Code::EmptyDeclaration, enumeration.span, {"an enum", "variant"});
    enumeration.variants.push_back({"", {}, enumeration.span});
}

/// Structs and enums hold no value of their own type, and only what can lie in storage.
void Checker::check_aggregates() {
    std::vector<Parameter*> circular;
    const auto find_circles = [&](const auto& node, std::vector<Parameter>& members) {
        const size_t before = circular.size();
        for (Parameter& member : members) {
            Aggregates seen;
            if (contains(*member.type, &node, seen)) circular.push_back(&member);
        }
        if (circular.size() > before) report(Code::RecursiveStruct, node.span, {node.name});
    };
    for (const auto& resolved : structs_) {
        find_circles(*resolved.node, resolved.node->members);
        for (Parameter* member : circular) member->type = types().error();
    }
    for (const auto& resolved : enums_)
        for (EnumVariant& variant : resolved.node->variants) {
            find_circles(*resolved.node, variant.members);
            for (Parameter* member : circular) member->type = types().error();
        }
    const auto check_member = [&](Parameter& member) {
        if (member.type->is(TypeKind::Instance)) member.type = types().error();
        check_storable(*member.type, member.span);
    };
    for (const auto& resolved : structs_)
        for (Parameter& member : resolved.node->members)
            if (check_zero(*member.type, member.span, "a struct's member")) check_member(member);
    for (const auto& resolved : enums_)
        for (EnumVariant& variant : resolved.node->variants)
            for (Parameter& member : variant.members) {
                check_member(member);
                if (is_copyable(*member.type)) continue;
                report(Code::MapOutsideStorage, member.span);
                member.type = types().error();
            }
}

void Checker::resolve_events_and_errors() {
    for (const auto& [event, declaration, scope] : events_) {
        const auto& node = std::get<syntax::EventDeclaration>(declaration->node);
        const auto parameters = resolve_parameters(node.parameters, *scope, "an event's parameter");
        size_t indexed = 0;
        for (size_t i = 0; i < parameters.size(); ++i) {
            const bool is_indexed = node.parameters[i].is_indexed;
            const Parameter& parameter = parameters[i];
            if (is_indexed && ++indexed == 4) report(Code::TooManyIndexed, parameter.span);
            const bool is_aggregate = parameter.type->is(TypeKind::Struct) || parameter.type->is_sequence() ||
                                      parameter.type->is(TypeKind::Option) ||
                                      parameter.type->is(TypeKind::Tuple);
            if (is_indexed && is_aggregate)
                report(Code::IndexedAggregate, parameter.span, {name_of(*parameter.type)});
            event->parameters.push_back({parameter.name, parameter.type, is_indexed, parameter.span});
        }
        event->topic = crypto::keccak256(as_bytes(canonical_form(event->name, parameters)));
    }
    for (const auto& [error, declaration, scope] : errors_) {
        const auto& node = std::get<syntax::ErrorDeclaration>(declaration->node);
        error->parameters = resolve_parameters(node.parameters, *scope, "an error's parameter");
        error->selector = selector_of(canonical_form(error->name, error->parameters));
    }
}

Mutability Checker::mutability_of(const syntax::FunctionDeclaration& node) {
    for (const syntax::Attribute& attribute : node.attributes) switch (attribute.effect) {
            case syntax::Effect::Pure: return Mutability::Pure;
            case syntax::Effect::View: return Mutability::View;
            case syntax::Effect::Payable: return Mutability::Payable;
        }
    return Mutability::NonPayable;
}

void Checker::resolve_interfaces() {
    for (const auto& [interface, declaration, scope] : interfaces_) {
        const auto& node = std::get<syntax::InterfaceDeclaration>(declaration->node);
        interface->bases = find_interfaces(node.bases, *scope);
        for (const syntax::Declaration& member : node.members)
            if (const auto* fn = std::get_if<syntax::FunctionDeclaration>(&member.node))
                resolve_interface_function(*interface, *fn, *scope);
    }
    for (const auto& resolved : interfaces_) cut_circle(*resolved.node);
}

std::vector<const Interface*> Checker::find_interfaces(const std::vector<syntax::Path>& paths,
                                                       const Scope& scope) {
    std::vector<const Interface*> found;
    for (const syntax::Path& path : paths) {
        const std::string& name = path.parts.front().text;
        const Symbol* symbol = scope.find(name);
        auto* const* interface = symbol == nullptr ? nullptr : std::get_if<Interface*>(&symbol->entity);
        const bool is_broken = symbol != nullptr && std::holds_alternative<BrokenSymbol>(symbol->entity);
        if (interface != nullptr)
            found.push_back(*interface);
        else if (!name.empty() && !is_broken)
            report_unknown(Code::UnknownInterface, name, path.span, scope);
    }
    return found;
}

void Checker::resolve_interface_function(Interface& interface, const syntax::FunctionDeclaration& node,
                                         const Scope& scope) {
    if (!node.generics.empty()) {
        report(Code::GenericOutside, node.name.span);
        return;
    }
    Function function;
    resolve_result(function, node.results, scope);
    for (const Parameter& result : function.signature.results)
        check_abi(*result.type, node.signature_span, "a result of a public function");
    auto signature = std::make_unique<Signature>(std::move(function.signature));
    signature->name = node.abi_name.value_or(node.name.text);
    signature->source_name = node.name.text;
    signature->parameters = resolve_parameters(node.parameters, scope, "a parameter of a public function");
    signature->mutability = mutability_of(node);
    signature->span = node.name.span;
    signature->selector = selector_of(sema::canonical_form(*signature));
    if (!node.guard.empty()) report(Code::MisplacedAttribute, node.guard_span, {"by"});
    for (const auto& earlier : interface.functions)
        if (earlier->source_name == signature->source_name)
            report(Code::DuplicateName, signature->span, {signature->source_name})
                .note(earlier->span, "first here");
    interface.functions.push_back(std::move(signature));
}

/// A circle of `is` is cut where it closes.
void Checker::cut_circle(Interface& interface) {
    std::vector<const Interface*> open = interface.bases;
    std::set<const Interface*> seen;
    while (!open.empty()) {
        const Interface* next = open.back();
        open.pop_back();
        if (next == &interface) {
            report(Code::ConstantCircle, interface.span, {interface.name});
            interface.bases.clear();
            return;
        }
        if (seen.insert(next).second) open.insert(open.end(), next->bases.begin(), next->bases.end());
    }
}

void Checker::resolve_bases(PendingContract& pending) {
    pending.contract->interfaces = find_interfaces(pending.syntax->interfaces, *pending.scope);
    std::vector<const Interface*> open = pending.contract->interfaces;
    std::set<const Interface*> seen;
    while (!open.empty()) {
        const Interface* next = open.back();
        open.pop_back();
        if (!seen.insert(next).second) continue;
        open.insert(open.end(), next->bases.begin(), next->bases.end());
        bring_in(*next, *pending.scope);
    }
}

/// `is I` brings in the events and errors of I; declaring them again is allowed when nothing differs.
void Checker::bring_in(const Interface& interface, Scope& scope) {
    const auto have_same_topics = [](const Event& a, const Event& b) {
        return a.topic == b.topic &&
               std::ranges::equal(a.parameters, b.parameters, {}, &EventParameter::is_indexed,
                                  &EventParameter::is_indexed);
    };
    for (const Event* event : interface.events) {
        const Symbol* own = scope.add(event->name, {event, event->span});
        const auto* declared = own == nullptr ? nullptr : std::get_if<const Event*>(&own->entity);
        if (own == nullptr || (declared != nullptr && have_same_topics(**declared, *event))) continue;
        report(Code::DifferentRedeclaration, own->span, {event->name, interface.name})
            .note(event->span, "there");
    }
    for (const ErrorType* error : interface.errors) {
        const Symbol* own = scope.add(error->name, {error, error->span});
        const auto* declared = own == nullptr ? nullptr : std::get_if<const ErrorType*>(&own->entity);
        if (own == nullptr || (declared != nullptr && (*declared)->selector == error->selector)) continue;
        report(Code::DifferentRedeclaration, own->span, {error->name, interface.name})
            .note(error->span, "there");
    }
}

void Checker::resolve_fields(PendingContract& pending) {
    for (auto& [field, node] : pending.fields) {
        field->kind = node->form == syntax::FieldForm::Let   ? FieldKind::Immutable
                      : node->form == syntax::FieldForm::Var ? FieldKind::Storage
                                                             : FieldKind::Transient;
        field->type = resolve_type(*node->type, *pending.scope);
        if (field->type->is(TypeKind::Error)) continue;
        if (field->kind == FieldKind::Immutable) {
            if (field->type->is(TypeKind::Coin)) {
                report(Code::CoinMisplaced, node->type->span, {"stored"});
                field->type = types().error();
                continue;
            }
            if (!check_immutable(*field->type, node->type->span)) field->type = types().error();
        } else {
            check_storable(*field->type, node->type->span);
        }
        if (field->kind == FieldKind::Transient && node->initializer != nullptr)
            report(Code::MisplacedAttribute, node->initializer->span, {"="})
                .with_help("a transient field is zero when a transaction begins");
    }
    resolve_holdings(pending);
}

void Checker::resolve_result(Function& function, const std::vector<syntax::TypeNodePtr>& results,
                             const Scope& scope) {
    Types members;
    for (const syntax::TypeNodePtr& result : results) {
        members.push_back(resolve_type(*result, scope));
        function.signature.results.push_back({{}, members.back(), result->span});
    }
    function.result = members.empty()       ? types().nothing()
                      : members.size() == 1 ? members.front()
                                            : types().tuple(members);
}

/// It takes nothing but ether, and gives nothing.
void Checker::check_receive(const syntax::FunctionDeclaration& node) {
    for (const syntax::Parameter& parameter : node.parameters)
        report(Code::MisplacedAttribute, parameter.name.span, {parameter.name.text})
            .with_help("`receive()` has no parameters: it is called without calldata");
    for (const syntax::Attribute& attribute : node.attributes)
        report(Code::MisplacedAttribute, attribute.span, {sources_.text(attribute.span)})
            .with_help("`receive()` always takes ether");
    if (node.abi_name || !node.results.empty())
        report(Code::MisplacedAttribute,
               node.results.empty() ? node.signature_span : node.results.front()->span,
               {node.abi_name ? "abi" : "->"});
}

void Checker::resolve_function(PendingFunction& pending) {
    Function& function = *pending.function;
    const syntax::FunctionDeclaration& node = *pending.syntax;
    const bool is_outside =
        function.kind != FunctionKind::Internal && function.kind != FunctionKind::PartInit;
    function.signature.name = node.abi_name.value_or(node.name.text);
    function.signature.source_name = node.name.text;
    const bool is_receive = function.kind == FunctionKind::Receive;
    function.signature.mutability = is_receive ? Mutability::Payable : mutability_of(node);
    function.signature.span = node.name.span;
    function.signature.parameters = resolve_parameters(node.parameters, *pending.scope,
                                                       is_outside ? "a parameter of a public function" : "");
    resolve_result(function, node.results, *pending.scope);
    for (Parameter& result : function.signature.results)
        if (is_outside && !check_abi(*result.type, result.span, "a result of a public function"))
            function.result = types().error();
    for (const Parameter& parameter : function.signature.parameters)
        if (!is_copyable(*parameter.type)) report(Code::MapOutsideStorage, parameter.span);

    const bool is_reader = function.signature.mutability <= Mutability::View;
    function.is_reentrant = node.reentrant.has_value();
    if (node.reentrant && function.kind != FunctionKind::Public)
        report(Code::MisplacedAttribute, *node.reentrant, {"reentrant"})
            .with_help("it is for `pub fn`: only they are called while a call is out");
    if (function.kind == FunctionKind::Public)
        function.signature.selector = selector_of(sema::canonical_form(function.signature));
    if (is_receive) {
        check_receive(node);
        function.result = types().nothing();
    }
    const bool is_init = function.kind == FunctionKind::Init || function.kind == FunctionKind::PartInit;
    if (is_init && !node.results.empty())
        report(Code::MisplacedAttribute, node.results.front()->span, {"->"})
            .with_help("`init` gives nothing");
    const bool is_guarded = function.kind == FunctionKind::Public || is_receive;
    if (!is_guarded && !node.guard.empty()) report(Code::GuardOnInternal, node.guard_span);
    const bool takes_no_ether =
        function.kind == FunctionKind::Internal || function.kind == FunctionKind::PartInit;
    if (takes_no_ether && function.signature.mutability == Mutability::Payable)
        report(Code::MisplacedAttribute, node.attributes.front().span, {"payable"});
    if (is_init && is_reader) {
        report(Code::MisplacedAttribute, node.attributes.front().span,
               {sources_.text(node.attributes.front().span)});
        function.signature.mutability = Mutability::NonPayable;
    }
    if (!is_guarded) return;
    if (is_reader && !node.guard.empty())
        report(Code::GuardOnReader, node.guard_span,
               {function.signature.mutability == Mutability::Pure ? "pure" : "view"});
    if (!is_reader && node.guard.empty() && !node.has_mistakes)
        report(Code::MissingGuard, function.span, {function.name})
            .with_help(
                std::string{
                    "`by anyone`, `by owner` (an address field), `by minters` (a map<address, bool>) or `by "
                    "self`"} +
                (is_receive ? "" : "; or `view` when it only reads"));
}

}  // namespace deed::sema
