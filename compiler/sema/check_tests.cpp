#include "compiler/sema/checker.hpp"

namespace deed::sema {

void Checker::check_test(PendingTest& pending) {
    here_ = {.scope = pending.scope, .test = pending.test, .locals = &pending.test->locals};
    here_.blocks.emplace_back();
    const auto parameters =
        resolve_parameters(pending.syntax->parameters, *pending.scope, "made up for a test");
    for (size_t i = 0; i < parameters.size(); ++i)
        pending.test->parameters.push_back(
            declare_local(pending.syntax->parameters[i].name, parameters[i].type, syntax::Binding::Let));
    pending.test->body = check_statements(pending.syntax->body);
}

bool Checker::require_test(std::string_view construct, source::Span span) {
    if (here_.test != nullptr) return true;
    report(Code::OnlyInTests, span, {construct});
    return false;
}

void Checker::check_node(const syntax::AsStatement& node, source::Span span,
                         std::vector<StatementPtr>& target) {
    if (!require_test("as", source::Span{span.file, span.begin, span.begin + 2})) return;
    // The account is evaluated once; the transactions of the block are sent from a hidden local that keeps
    // it.
    ExpressionPtr account = check_value(*node.from, types().address());
    const Local* const from = make_local("$from", types().address(), syntax::Binding::Let, node.from->span);
    const Local* const outer = std::exchange(here_.from, from);
    Block body = check_block(node.body);
    here_.from = outer;

    Block block;
    block.span = span;
    block.statements.push_back(
        std::make_unique<Statement>(Statement{Declare{from, std::move(account)}, node.from->span}));
    block.statements.push_back(std::make_unique<Statement>(Statement{std::move(body), span}));
    target.push_back(std::make_unique<Statement>(Statement{std::move(block), span}));
}

void Checker::check_node(const syntax::ExpectRevertStatement& node, source::Span span,
                         std::vector<StatementPtr>& target) {
    if (!require_test("expect", source::Span{span.file, span.begin, span.begin + 6})) return;
    std::optional<RevertWith> with;
    if (node.error) with = check_error(*node.error);
    Block body = check_transactions(node.body, "revert", span);
    if (node.error && !with) return;
    target.push_back(
        std::make_unique<Statement>(Statement{ExpectRevert{std::move(with), std::move(body)}, span}));
}

/// A block of which something is expected, which only transactions do.
Block Checker::check_transactions(const syntax::BlockStatement& block, std::string_view what,
                                  source::Span span) {
    const uint32_t before = here_.transactions;
    const size_t errors = diagnostics_.error_count();
    Block body = check_block(block);
    // A block that could not be read has no place.
    const bool is_read = block.span.begin != block.span.end;
    const bool is_whole = diagnostics_.error_count() == errors;
    if (is_read && is_whole && here_.transactions == before) report(Code::NothingToRevert, span, {what});
    return body;
}

void Checker::check_node(const syntax::ExpectEmitStatement& node, source::Span span,
                         std::vector<StatementPtr>& target) {
    if (!require_test("expect", source::Span{span.file, span.begin, span.begin + 6})) return;
    auto event = check_event(node.event);
    Block body = check_transactions(node.body, "emit", span);
    if (!event) return;
    target.push_back(std::make_unique<Statement>(
        Statement{ExpectEmit{event->first, std::move(event->second), std::move(body)}, span}));
}

/// A test may name the errors, events, structs and enums of the contracts that its file declares or uses,
/// unless two differ.
const ErrorType* Checker::find_error_of_contracts(std::string_view name) const {
    const ErrorType* found = nullptr;
    for (const PendingContract* one : all_contents()) {
        const PendingContract& pending = *one;
        if (!is_visible(*pending.contract)) continue;
        const Symbol* const symbol = pending.scope->find_here(name);
        auto* const* error = symbol == nullptr ? nullptr : std::get_if<const ErrorType*>(&symbol->entity);
        if (error == nullptr) continue;
        if (found != nullptr && found->selector != (*error)->selector) return nullptr;
        found = *error;
    }
    return found;
}

const Symbol* Checker::find_type_of_contracts(std::string_view name) const {
    const Symbol* found = nullptr;
    for (const PendingContract* pending : all_contents()) {
        if (!is_visible(*pending->contract)) continue;
        const Symbol* const symbol = pending->scope->find_here(name);
        const bool is_type = symbol != nullptr && (std::holds_alternative<Struct*>(symbol->entity) ||
                                                   std::holds_alternative<Enum*>(symbol->entity));
        if (!is_type) continue;
        // Two are two types, also when they look alike.
        if (found != nullptr) return nullptr;
        found = symbol;
    }
    return found;
}

const Event* Checker::find_event_of_contracts(std::string_view name) const {
    const Event* found = nullptr;
    for (const PendingContract* one : all_contents()) {
        const PendingContract& pending = *one;
        if (!is_visible(*pending.contract)) continue;
        const Symbol* const symbol = pending.scope->find_here(name);
        auto* const* event = symbol == nullptr ? nullptr : std::get_if<const Event*>(&symbol->entity);
        if (event == nullptr) continue;
        if (found != nullptr && found->topic != (*event)->topic) return nullptr;
        found = *event;
    }
    return found;
}

std::vector<const PendingContract*> Checker::all_contents() const {
    std::vector<const PendingContract*> all;
    for (const PendingContract& pending : contracts_) all.push_back(&pending);
    for (const PendingContract& pending : part_contents_) all.push_back(&pending);
    return all;
}

bool Checker::is_visible(const Contract& contract) const {
    const Symbol* const symbol = here_.scope == nullptr ? nullptr : here_.scope->find(contract.name);
    auto* const* visible = symbol == nullptr ? nullptr : std::get_if<Contract*>(&symbol->entity);
    return visible != nullptr && *visible == &contract;
}

}  // namespace deed::sema
