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
    std::vector<bool> is_assigned;      ///< on every path to here, by tracked field
    std::vector<bool> may_be_assigned;  ///< on some path to here
};

State join(const State& a, const State& b) {
    if (!a.is_reachable) return b;
    if (!b.is_reachable) return a;
    State result = a;
    for (size_t i = 0; i < a.is_assigned.size(); ++i) {
        result.is_assigned[i] = a.is_assigned[i] && b.is_assigned[i];
        result.may_be_assigned[i] = a.may_be_assigned[i] || b.may_be_assigned[i];
    }
    return result;
}

bool must_be_assigned(const Field& field) {
    if (field.type->is(TypeKind::Error) || field.initializer != nullptr) return false;
    return !has_zero(*field.type) || (field.kind == FieldKind::Immutable && field.type->is_word());
}

/// The fields a function reads, its callees included.
void collect_reads(const Function& function, std::set<const Function*>& seen,
                   std::set<const Field*>& fields) {
    if (!seen.insert(&function).second) return;
    const auto note = [&](const Place& place) {
        if (const auto* const* field = std::get_if<const Field*>(&place.root)) fields.insert(*field);
    };
    walk_expressions(function.body, [&](const Expression& expression) {
        if (const auto* read = std::get_if<PlaceRead>(&expression.node)) note(read->place);
    });
    for (const Function* callee : function.callees) collect_reads(*callee, seen, fields);
}

/// Follows every path of one function.
class Flow {
  public:
    Flow(const Function& function, Diagnostics& diagnostics)
        : function_(function), diagnostics_(diagnostics) {
        if (function.kind != FunctionKind::Init) return;
        for (const auto& field : function.contract->fields)
            if (must_be_assigned(*field)) tracked_.push_back(field.get());
    }

    void run() {
        State state;
        state.is_assigned.resize(tracked_.size());
        state.may_be_assigned.resize(tracked_.size());
        if (function_.kind == FunctionKind::Init)
            for (const auto& field : function_.contract->fields)
                if (field->initializer != nullptr) check_reads(*field->initializer, state);
        follow(function_.body, state);
        if (!state.is_reachable) return;
        if (!function_.result->is(TypeKind::Nothing) && !function_.result->is(TypeKind::Error))
            diagnostics_.report(Code::MissingReturn, function_.span, {function_.name});
        check_end(state);
    }

  private:
    void follow(const Block& block, State& state) {
        for (const StatementPtr& statement : block.statements) {
            if (!state.is_reachable) {
                diagnostics_.report(Code::Unreachable, statement->span);
                return;
            }
            for_each_expression(*statement,
                                [&](const Expression& expression) { check_reads(expression, state); });
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
    void step(const Declare&, source::Span, State&) {}
    void step(const DeclareTuple&, source::Span, State&) {}
    void step(const Evaluate&, source::Span, State&) {}
    void step(const Require&, source::Span, State&) {}
    void step(const Assert&, source::Span, State&) {}
    void step(const Emit&, source::Span, State&) {}
    void step(const Verify&, source::Span, State&) {}
    // A block of a test may be left at any transaction, so nothing is known behind it but what was before.
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
        if (tracked_.empty()) return;
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

    void check_helper(const Function& helper, source::Span span, const State& state) {
        std::set<const Function*> seen;
        std::set<const Field*> fields;
        collect_reads(helper, seen, fields);
        for (size_t i = 0; i < tracked_.size(); ++i)
            if (fields.contains(tracked_[i]) && !state.is_assigned[i])
                diagnostics_.report(Code::HelperReadsUnassigned, span, {helper.name, tracked_[i]->name});
    }

    void check_end(const State& state) {
        for (size_t i = 0; i < tracked_.size(); ++i) {
            if (state.is_assigned[i] || !reported_.insert(tracked_[i]).second) continue;
            diagnostics_.report(Code::ImmutableNotAssigned, tracked_[i]->span, {tracked_[i]->name});
        }
    }

    const Function& function_;
    Diagnostics& diagnostics_;
    std::vector<const Field*> tracked_;
    std::set<const Field*> reported_;
    size_t loops_ = 0;
};

}  // namespace

void check_flow(const Program& program, const std::set<const Function*>& broken, Diagnostics& diagnostics) {
    const auto follow = [&](const Function& function) {
        if (!broken.contains(&function)) Flow{function, diagnostics}.run();
    };
    for (const auto& function : program.functions) follow(*function);
    for (const auto& contract : program.contracts) {
        if (contract->init != nullptr) follow(*contract->init);
        for (const auto& function : contract->functions) follow(*function);
        if (contract->init != nullptr) continue;
        for (const auto& field : contract->fields)
            if (must_be_assigned(*field) && !field->type->is(TypeKind::Error))
                diagnostics.report(Code::ImmutableNotAssigned, field->span, {field->name})
                    .with_help("assign it in `init() { … }`");
    }
}

}  // namespace deed::sema
