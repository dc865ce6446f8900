#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "vm/base/nearest.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::sema {
namespace {

/// ERC-7201: keccak256(keccak256(id) - 1), the last byte zero. The id is the part's path behind "deed.".
Uint256 storage_root(const std::string& path) {
    const Uint256 inner = to_word(crypto::keccak256(as_bytes("deed." + path))) - 1;
    const Hash bytes = to_hash(inner);
    return to_word(crypto::keccak256(BytesView{bytes})) & ~Uint256{0xff};
}

}  // namespace

std::string Checker::name_in(const PendingContract& pending, const std::string& name) {
    const bool is_own = pending.part == nullptr || pending.part->path.empty();
    return is_own ? name : pending.part->path + "." + name;
}

// Declarations.

void Checker::declare_component(const syntax::ComponentDeclaration& node, Scope& scope) {
    ComponentSymbol& symbol = components_.emplace_back(ComponentSymbol{&node, &scope});
    declare(scope, node.name, &symbol);
}

void Checker::declare_part(const syntax::PartDeclaration& node, PendingContract& pending) {
    PartSymbol& symbol = parts_.emplace_back(PartSymbol{&node});
    pending.parts.push_back(&symbol);
    declare(*pending.scope, node.name, &symbol);
}

void Checker::make_parts(PendingContract& pending, std::vector<const ComponentSymbol*>& around) {
    for (PartSymbol* symbol : pending.parts) make_part(pending, *symbol, around);
}

void Checker::make_part(PendingContract& pending, PartSymbol& symbol,
                        std::vector<const ComponentSymbol*>& around) {
    const syntax::PartDeclaration& node = *symbol.syntax;
    const std::string& name = node.component.parts.front().text;
    const Symbol* const found = pending.scope->find(name);
    auto* const* component = found == nullptr ? nullptr : std::get_if<ComponentSymbol*>(&found->entity);
    if (component == nullptr || node.component.parts.size() > 1) {
        const bool is_silent =
            name.empty() || (found != nullptr && std::holds_alternative<BrokenSymbol>(found->entity));
        if (!is_silent) report_unknown(Code::UnknownComponent, name, node.component.span, *pending.scope);
        return;
    }
    (*component)->is_used = true;
    const auto values = check_part_arguments(**component, node, *pending.scope);
    if (!values) return;
    if (std::find(around.begin(), around.end(), *component) != around.end()) {
        report(Code::ComponentCircle, node.component.span, {name});
        return;
    }
    auto& part = pending.contract->parts.emplace_back(std::make_unique<Part>());
    part->path = name_in(pending, node.name.text);
    part->outer = pending.part;
    part->root = storage_root(part->path);
    part->span = node.name.span;

    scopes_.push_back(std::make_unique<Scope>((*component)->scope));
    symbol.part = part.get();
    symbol.scope = scopes_.back().get();
    PendingContract& inner = part_contents_.emplace_back(
        PendingContract{.contract = pending.contract, .syntax = nullptr, .scope = scopes_.back().get()});
    inner.part = part.get();
    declare_values((*component)->syntax->generics, *values, *inner.scope);
    around.push_back(*component);
    fill_part(inner, **component);
    make_parts(inner, around);
    around.pop_back();
}

void Checker::fill_part(PendingContract& inner, const ComponentSymbol& component) {
    for (const syntax::Declaration& member : component.syntax->members) declare_member(member, inner);
}

/// What no contract uses is checked all the same, as the part of a contract that is not compiled.
void Checker::make_samples() {
    for (ComponentSymbol& component : components_) {
        if (component.is_used) continue;
        auto& contract = program_->samples.emplace_back(std::make_unique<Contract>());
        contract->name = component.syntax->name.text;
        contract->span = component.syntax->name.span;
        auto& part = contract->parts.emplace_back(std::make_unique<Part>());
        part->span = contract->span;
        scopes_.push_back(std::make_unique<Scope>(component.scope));
        PendingContract& owner = contracts_.emplace_back(
            PendingContract{.contract = contract.get(), .syntax = nullptr, .scope = scopes_.back().get()});
        owner.part = nullptr;
        scopes_.push_back(std::make_unique<Scope>(component.scope));
        PendingContract& inner = part_contents_.emplace_back(
            PendingContract{.contract = contract.get(), .syntax = nullptr, .scope = scopes_.back().get()});
        inner.part = part.get();
        const auto& generics = component.syntax->generics;
        declare_values(generics, sample_values(generics), *inner.scope);
        fill_part(inner, component);
        std::vector<const ComponentSymbol*> around{&component};
        make_parts(inner, around);
    }
}

PendingContract& Checker::owner_of(const PendingContract& pending) {
    const auto found = std::find_if(contracts_.begin(), contracts_.end(), [&](const PendingContract& one) {
        return one.contract == pending.contract;
    });
    DEED_ASSERT(found != contracts_.end());
    return *found;
}

// What a part offers.

Function* Checker::find_part_function(const Part& part, std::string_view name) {
    for (const PendingContract& pending : part_contents_) {
        if (pending.part != &part) continue;
        const std::string wanted = name_in(pending, std::string{name});
        for (const auto& function : pending.contract->functions)
            if (function->part == &part && function->name == wanted) return function.get();
    }
    return nullptr;
}

/// A public function or getter of the part, or one that a part of it exposes.
Function* Checker::find_exposed(const PartSymbol& symbol, const syntax::Identifier& name) {
    Function* const own = find_part_function(*symbol.part, name.text);
    if (own != nullptr && is_entry_point(own->kind)) return own;
    for (const PendingContract& pending : part_contents_) {
        if (pending.part != symbol.part) continue;
        for (const PartSymbol* inner : pending.parts)
            for (const syntax::Identifier& exposed : inner->syntax->exposed)
                if (exposed.text == name.text && inner->part != nullptr) return find_exposed(*inner, name);
    }
    return nullptr;
}

/// There is one `receive`: the contract's own, or one that it exposes.
void Checker::check_only_receive(const PendingContract& pending, const Function& receive,
                                 const syntax::Identifier& name) {
    for (const auto& other : pending.contract->functions) {
        if (other->kind != FunctionKind::Receive || other.get() == &receive) continue;
        const bool is_offered = other->part == nullptr || offered_.contains(other.get());
        if (is_offered) report(Code::DuplicateName, name.span, {"receive"}).note(other->span, "first here");
    }
    offered_.insert(&receive);
}

/// Only what the contract exposes is called from outside; the rest is for functions of the contract.
void Checker::expose_parts() {
    std::set<const Function*> exposed;
    for (const PendingContract* pending : all_contents())
        for (const PartSymbol* symbol : pending->parts)
            for (const syntax::Identifier& name : symbol->syntax->exposed) {
                if (symbol->part == nullptr || name.text.empty()) continue;
                const Symbol* declared = symbol->scope->find_here(name.text);
                const bool is_silent =
                    declared != nullptr && std::holds_alternative<BrokenSymbol>(declared->entity);
                Function* const function = find_exposed(*symbol, name);
                if (function == nullptr && !is_silent)
                    report(Code::NotExposable, name.span, {symbol->syntax->name.text, name.text});
                if (function == nullptr || pending->part != nullptr) continue;
                if (function->kind == FunctionKind::Receive) check_only_receive(*pending, *function, name);
                exposed.insert(function);
            }
    for (const PendingContract& pending : part_contents_)
        for (const auto& function : pending.contract->functions)
            if (function->part == pending.part && is_entry_point(function->kind) &&
                !exposed.contains(function.get()))
                function->kind = FunctionKind::Internal;
}

bool Checker::has_broken_part() const {
    return std::any_of(contracts_.begin(), contracts_.end(), [](const PendingContract& pending) {
        return std::any_of(pending.parts.begin(), pending.parts.end(),
                           [](const PartSymbol* symbol) { return symbol->part == nullptr; });
    });
}

// Calls.

const PartSymbol* Checker::find_part(const syntax::Expression& expression) const {
    const Symbol* symbol = nullptr;
    if (const auto* name = std::get_if<syntax::NameUse>(&expression.node)) {
        if (find_local(name->name) == nullptr) symbol = find_symbol(name->name);
    } else if (const auto* member = std::get_if<syntax::MemberAccess>(&expression.node)) {
        const PartSymbol* outer = find_part(*member->base);
        // Of what is not known nobody knows the parts: they are as broken.
        if (outer != nullptr && outer->scope == nullptr) return outer;
        if (outer != nullptr) symbol = outer->scope->find_here(member->member.text);
    }
    auto* const* part = symbol == nullptr ? nullptr : std::get_if<PartSymbol*>(&symbol->entity);
    return part == nullptr ? nullptr : *part;
}

Operand Checker::check_part_call(const PartSymbol& symbol, const syntax::Identifier& name,
                                 const syntax::CallExpression& call, source::Span span) {
    check_no_options(call);
    if (symbol.part == nullptr || name.text.empty()) {
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    const Function* const function = find_part_function(*symbol.part, name.text);
    if (function == nullptr) {
        const Symbol* const declared = symbol.scope->find_here(name.text);
        const bool is_silent = declared != nullptr && std::holds_alternative<BrokenSymbol>(declared->entity);
        if (!is_silent)
            report(Code::UnknownMember, name.span, {"the part `" + symbol.part->path + "`", name.text});
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    if (function->kind == FunctionKind::PartInit) {
        const Function* const here = here_.function;
        const bool is_init = here != nullptr && here->part == symbol.part->outer &&
                             (here->kind == FunctionKind::Init || here->kind == FunctionKind::PartInit);
        if (!is_init) {
            report(Code::PartInitOutside, span, {function->name});
            // Whether it is called where it belongs has been said with this.
            if (here_.contract != nullptr && here_.contract->init != nullptr)
                unfinished_.insert(here_.contract->init.get());
            check_dropped_arguments(call.arguments);
            return broken_operand(span);
        }
    }
    return check_function_call(*function, call, span);
}

}  // namespace deed::sema
