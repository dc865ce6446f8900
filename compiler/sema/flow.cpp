#include <algorithm>
#include <set>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

using diagnostics::Code;
using diagnostics::Diagnostics;

/// What is known where a path has come to.
struct State {
    bool is_reachable = true;
    std::vector<bool> is_assigned;         ///< on every path to here, by tracked field
    std::vector<bool> may_be_assigned;     ///< on some path to here
    std::vector<bool> is_initialized;      ///< on every path to here, by tracked part
    std::vector<bool> may_be_initialized;  ///< on some path to here
};

State join(const State& a, const State& b) {
    if (!a.is_reachable) return b;
    if (!b.is_reachable) return a;
    State result = a;
    for (size_t i = 0; i < a.is_assigned.size(); ++i) {
        result.is_assigned[i] = a.is_assigned[i] && b.is_assigned[i];
        result.may_be_assigned[i] = a.may_be_assigned[i] || b.may_be_assigned[i];
    }
    for (size_t i = 0; i < a.is_initialized.size(); ++i) {
        result.is_initialized[i] = a.is_initialized[i] && b.is_initialized[i];
        result.may_be_initialized[i] = a.may_be_initialized[i] || b.may_be_initialized[i];
    }
    return result;
}

bool must_be_assigned(const Field& field) {
    if (field.type->is(TypeKind::Error) || field.initializer != nullptr) return false;
    return !has_zero(*field.type) || field.kind == FieldKind::Immutable;
}

/// The fields a function reads, its callees included.
void collect_reads(const Function& function, std::set<const Function*>& seen,
                   std::set<const Field*>& fields) {
    if (!seen.insert(&function).second) return;
    const auto note = [&](const Place& place) {
        if (const auto* const* field = std::get_if<const Field*>(&place.root)) fields.insert(*field);
    };
    const auto look = [&](const Expression& expression) {
        if (const auto* read = std::get_if<PlaceRead>(&expression.node)) note(read->place);
    };
    walk_expressions(function.body, look);
    if (function.guard && function.guard->condition != nullptr)
        walk_expression(*function.guard->condition, look);
    walk_statements(function.body, [&](const Statement& statement) {
        const auto* loop = std::get_if<ForEach>(&statement.node);
        const auto* place = loop == nullptr ? nullptr : std::get_if<Place>(&loop->array);
        if (place != nullptr) note(*place);
    });
    for (const Function* callee : function.callees) collect_reads(*callee, seen, fields);
}

/// Follows every path of one function.
class Flow {
  public:
    Flow(const Function& function, Diagnostics& diagnostics)
        : function_(function), diagnostics_(diagnostics) {
        if (!is_init()) return;
        for (const auto& field : function.contract->fields)
            if (field->part == function.part && must_be_assigned(*field)) tracked_.push_back(field.get());
        for (const auto& part : function.contract->parts)
            if (part->outer == function.part && part->init != nullptr) parts_.push_back(part.get());
    }

    void run() {
        State state;
        state.is_assigned.resize(tracked_.size());
        state.may_be_assigned.resize(tracked_.size());
        state.is_initialized.resize(parts_.size());
        state.may_be_initialized.resize(parts_.size());
        if (is_init())
            for (const auto& field : function_.contract->fields)
                if (field->part == function_.part && field->initializer != nullptr)
                    check_reads(*field->initializer, state);
        follow(function_.body, state);
        if (!state.is_reachable) return;
        if (!function_.result->is(TypeKind::Nothing) && !function_.result->is(TypeKind::Error))
            diagnostics_.report(Code::MissingReturn, function_.span, {function_.name});
        check_end(state);
    }

  private:
    [[nodiscard]] bool is_init() const {
        return function_.kind == FunctionKind::Init || function_.kind == FunctionKind::PartInit;
    }

    void follow(const Block& block, State& state) {
        for (const StatementPtr& statement : block.statements) {
            if (!state.is_reachable) {
                diagnostics_.report(Code::Unreachable, statement->span);
                return;
            }
            for_each_expression(*statement,
                                [&](const Expression& expression) { check_reads(expression, state); });
            const auto* loop = std::get_if<ForEach>(&statement->node);
            const auto* place = loop == nullptr ? nullptr : std::get_if<Place>(&loop->array);
            const auto index = place == nullptr ? std::nullopt : find_tracked(*place);
            if (index) check_read(*tracked_[*index], place->span, state);
            std::visit([&](const auto& node) { step(node, statement->span, state); }, statement->node);
        }
    }

    void step(const Block& node, source::Span, State& state) { follow(node, state); }
    void step(const Assign& node, source::Span, State& state) { assign(node.place, state); }
    void step(const Update& node, source::Span, State& state) {
        if (const auto index = find_tracked(node.place)) {
            check_read(*tracked_[*index], node.place.span, state);
            if (tracked_[*index]->kind == FieldKind::Immutable)
                diagnostics_.report(Code::ImmutableAssignedTwice, node.place.span, {tracked_[*index]->name});
        }
    }
    void step(const ListUpdate& node, source::Span, State& state) {
        if (const auto index = find_tracked(node.place))
            check_read(*tracked_[*index], node.place.span, state);
    }
    void step(const If& node, source::Span, State& state) {
        State other = state;
        follow(node.when_true, state);
        if (node.when_false) follow(*node.when_false, other);
        state = join(state, other);
    }
    void step(const Match& node, source::Span, State& state) {
        State end = state;
        end.is_reachable = false;
        for (const MatchArm& arm : node.arms) {
            State inside = state;
            follow(arm.body, inside);
            end = join(end, inside);
        }
        state = end;
    }
    void step(const While& node, source::Span, State& state) { follow_loop(node.body, state); }
    void step(const ForRange& node, source::Span, State& state) { follow_loop(node.body, state); }
    void step(const ForEach& node, source::Span, State& state) {
        if (const auto* place = std::get_if<Place>(&node.array))
            if (const auto index = find_tracked(*place)) check_read(*tracked_[*index], place->span, state);
        follow_loop(node.body, state);
    }
    void step(const Return&, source::Span, State& state) {
        check_end(state);
        state.is_reachable = false;
    }
    void step(const Revert&, source::Span, State& state) { state.is_reachable = false; }
    void step(const Break&, source::Span, State& state) { state.is_reachable = false; }
    void step(const Continue&, source::Span, State& state) { state.is_reachable = false; }
    void step(const Unsafe& node, source::Span, State& state) { follow(node.body, state); }
    void step(const Declare&, source::Span, State&) {}
    void step(const DeclareTuple&, source::Span, State&) {}
    void step(const Evaluate& node, source::Span span, State& state) {
        const auto* call = std::get_if<Call>(&node.expression->node);
        if (call == nullptr || call->function->kind != FunctionKind::PartInit) return;
        const auto found = std::find(parts_.begin(), parts_.end(), call->function->part);
        if (found == parts_.end()) return;
        const auto index = static_cast<size_t>(found - parts_.begin());
        if (state.may_be_initialized[index] || loops_ > 0)
            diagnostics_.report(Code::PartInitializedTwice, span, {(*found)->path});
        state.is_initialized[index] = state.may_be_initialized[index] = true;
    }
    void step(const Require&, source::Span, State&) {}
    void step(const Assert&, source::Span, State&) {}
    void step(const Emit&, source::Span, State&) {}
    void step(const Verify&, source::Span, State&) {}
    // A block of a test may be left at any transaction, so nothing is known behind it but what was before.
    void step(const Assume&, source::Span, State&) {}
    void step(const ExpectRevert& node, source::Span, State& state) { follow_loop(node.body, state); }
    void step(const ExpectEmit& node, source::Span, State& state) { follow(node.body, state); }

    /// The body may run any number of times, none included.
    void follow_loop(const Block& body, State& state) {
        State inside = state;
        ++loops_;
        follow(body, inside);
        --loops_;
        for (size_t i = 0; i < tracked_.size(); ++i) {
            if (!inside.may_be_assigned[i]) continue;
            // A `let` that a loop assigns has been refused; nothing more is said about it.
            if (tracked_[i]->kind == FieldKind::Immutable) state.is_assigned[i] = true;
            state.may_be_assigned[i] = true;
        }
        for (size_t i = 0; i < parts_.size(); ++i)
            if (inside.may_be_initialized[i]) state.is_initialized[i] = state.may_be_initialized[i] = true;
    }

    [[nodiscard]] std::optional<size_t> find_tracked(const Place& place) const {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        if (field == nullptr) return std::nullopt;
        const auto found = std::find(tracked_.begin(), tracked_.end(), *field);
        if (found == tracked_.end()) return std::nullopt;
        return static_cast<size_t>(found - tracked_.begin());
    }

    void assign(const Place& place, State& state) {
        check_initialized_twice(place);
        const auto index = find_tracked(place);
        if (!index) return;
        const Field& field = *tracked_[*index];
        const bool is_let = field.kind == FieldKind::Immutable;
        if (is_let && loops_ > 0)
            diagnostics_.report(Code::AssignedInLoop, place.span, {field.name});
        else if (is_let && state.may_be_assigned[*index])
            diagnostics_.report(Code::ImmutableAssignedTwice, place.span, {field.name});
        state.is_assigned[*index] = state.may_be_assigned[*index] = true;
    }

    void check_initialized_twice(const Place& place) {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        const bool is_initialized =
            field != nullptr && (*field)->kind == FieldKind::Immutable && (*field)->initializer != nullptr;
        if (is_initialized) diagnostics_.report(Code::ImmutableAssignedTwice, place.span, {(*field)->name});
    }

    void check_reads(const Expression& expression, const State& state) {
        if (tracked_.empty() && parts_.empty()) return;
        walk_expression(expression, [&](const Expression& part) {
            if (const auto* read = std::get_if<PlaceRead>(&part.node))
                if (const auto index = find_tracked(read->place))
                    check_read(*tracked_[*index], part.span, state);
            if (const auto* call = std::get_if<Call>(&part.node))
                check_helper(*call->function, part.span, state);
        });
    }

    void check_read(const Field& field, source::Span span, const State& state) {
        const auto index =
            static_cast<size_t>(std::find(tracked_.begin(), tracked_.end(), &field) - tracked_.begin());
        if (!state.is_assigned[index]) diagnostics_.report(Code::ReadBeforeAssigned, span, {field.name});
    }

    /// The tracked part that the field belongs to, itself or further inside.
    [[nodiscard]] std::optional<size_t> find_part(const Field& field) const {
        for (const Part* part = field.part; part != nullptr; part = part->outer) {
            const auto found = std::find(parts_.begin(), parts_.end(), part);
            if (found != parts_.end()) return static_cast<size_t>(found - parts_.begin());
        }
        return std::nullopt;
    }

    void check_helper(const Function& helper, source::Span span, const State& state) {
        if (helper.kind == FunctionKind::PartInit) return;
        std::set<const Function*> seen;
        std::set<const Field*> fields;
        collect_reads(helper, seen, fields);
        for (size_t i = 0; i < tracked_.size(); ++i)
            if (fields.contains(tracked_[i]) && !state.is_assigned[i])
                diagnostics_.report(Code::HelperReadsUnassigned, span, {helper.name, tracked_[i]->name});
        for (const Field* field : fields) {
            const auto part = find_part(*field);
            if (part && must_be_assigned(*field) && !state.is_initialized[*part])
                diagnostics_.report(Code::HelperReadsUnassigned, span, {helper.name, field->name});
        }
    }

    void check_end(const State& state) {
        for (size_t i = 0; i < tracked_.size(); ++i) {
            if (state.is_assigned[i] || !reported_.insert(tracked_[i]).second) continue;
            diagnostics_.report(Code::ImmutableNotAssigned, tracked_[i]->span, {tracked_[i]->name});
        }
        for (size_t i = 0; i < parts_.size(); ++i)
            if (!state.is_initialized[i] && reported_parts_.insert(parts_[i]).second)
                diagnostics_.report(Code::PartNotInitialized, parts_[i]->span,
                                    {parts_[i]->path, parts_[i]->path});
    }

    const Function& function_;
    Diagnostics& diagnostics_;
    std::vector<const Field*> tracked_;
    std::vector<const Part*> parts_;
    std::set<const Field*> reported_;
    std::set<const Part*> reported_parts_;
    size_t loops_ = 0;
};

/// Where there is no `init`, nothing may need one.
void check_without_init(const Contract& contract, Diagnostics& diagnostics) {
    const auto has_init = [&](const Part* part) {
        return part == nullptr ? contract.init != nullptr : part->init != nullptr;
    };
    for (const auto& field : contract.fields)
        if (!has_init(field->part) && must_be_assigned(*field) && !field->type->is(TypeKind::Error))
            diagnostics.report(Code::ImmutableNotAssigned, field->span, {field->name})
                .with_help("assign it in `init() { … }`");
    for (const auto& part : contract.parts) {
        // The one part of a sample has nobody who could initialize it.
        const bool is_sample = part->path.empty();
        if (!is_sample && part->init != nullptr && !has_init(part->outer))
            diagnostics.report(Code::PartNotInitialized, part->span, {part->path, part->path});
    }
}

/// The values that fields are declared with are assigned in their order, before `init` runs: none reads what
/// gets its own later.
void check_initializers(const Contract& contract, Diagnostics& diagnostics) {
    std::set<const Field*> waiting;
    for (const auto& field : contract.fields)
        if (field->initializer != nullptr) waiting.insert(field.get());
    for (const auto& field : contract.fields) {
        if (field->initializer == nullptr) continue;
        walk_expression(*field->initializer, [&](const Expression& part) {
            if (const auto* read = std::get_if<PlaceRead>(&part.node)) {
                const auto* const* other = std::get_if<const Field*>(&read->place.root);
                if (other != nullptr && waiting.contains(*other))
                    diagnostics.report(Code::ReadBeforeAssigned, part.span, {(*other)->name});
            }
            const auto* call = std::get_if<Call>(&part.node);
            if (call == nullptr) return;
            std::set<const Function*> seen;
            std::set<const Field*> reads;
            collect_reads(*call->function, seen, reads);
            for (const auto& other : contract.fields)
                if (reads.contains(other.get()) && waiting.contains(other.get()))
                    diagnostics.report(Code::HelperReadsUnassigned, part.span,
                                       {call->function->name, other->name});
        });
        waiting.erase(field.get());
    }
}

}  // namespace

void check_flow(const Program& program, const std::set<const Function*>& broken, Diagnostics& diagnostics) {
    const auto follow = [&](const Function& function) {
        if (!broken.contains(&function)) Flow{function, diagnostics}.run();
    };
    for (const auto& function : program.functions) follow(*function);
    for (const auto* contracts : {&program.contracts, &program.samples})
        for (const auto& contract : *contracts) {
            if (contract->init != nullptr) follow(*contract->init);
            for (const auto& function : contract->functions) follow(*function);
            check_without_init(*contract, diagnostics);
            check_initializers(*contract, diagnostics);
        }
}

}  // namespace deed::sema
