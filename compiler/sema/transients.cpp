#include <map>
#include <set>
#include <utility>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

/// The transient fields that may be non-zero where a path has come to.
struct State {
    bool is_reachable = true;
    std::set<const Field*> left;

    bool operator==(const State&) const = default;
};

void join(State& into, const State& other) {
    if (!other.is_reachable) return;
    if (!into.is_reachable)
        into = other;
    else
        into.left.insert(other.left.begin(), other.left.end());
}

/// Whether the value is zero, as far as can be seen.
bool is_zero(const Expression& value) {
    if (const auto* constant = std::get_if<Constant>(&value.node)) {
        const auto* word = std::get_if<Uint256>(&constant->value);
        return word != nullptr && *word == Uint256{};
    }
    const auto* cast = std::get_if<Cast>(&value.node);
    return cast != nullptr && is_zero(*cast->operand);
}

/// Follows every path of an entry point and of what it calls.
class Paths {
  public:
    std::set<const Field*> run(const Function& entry) {
        State state;
        follow_body(entry, state);
        return state.left;
    }

  private:
    void follow_body(const Function& function, State& state) {
        const auto key = std::pair{&function, state.left};
        if (const auto known = known_.find(key); known != known_.end()) {
            state = known->second;
            return;
        }
        State outer = std::exchange(returned_, State{.is_reachable = false, .left = {}});
        follow(function.body, state);
        join(state, returned_);
        returned_ = std::move(outer);
        known_.emplace(key, state);
    }

    void follow(const Block& block, State& state) {
        for (const StatementPtr& statement : block.statements) {
            if (!state.is_reachable) return;
            std::visit([&](const auto& node) { step(node, *statement, state); }, statement->node);
        }
    }

    void step(const Block& node, const Statement&, State& state) { follow(node, state); }
    void step(const Unsafe& node, const Statement&, State& state) { follow(node.body, state); }
    void step(const Assign& node, const Statement& statement, State& state) {
        visit_parts(statement, state);
        write(node.place, is_zero(*node.value), state);
    }
    void step(const Update& node, const Statement& statement, State& state) {
        visit_parts(statement, state);
        write(node.place, false, state);
    }
    void step(const ListUpdate& node, const Statement& statement, State& state) {
        visit_parts(statement, state);
        write(node.place, node.op == ListOperator::Clear, state);
    }
    void step(const If& node, const Statement&, State& state) {
        visit(*node.condition, state);
        State other = state;
        follow(node.when_true, state);
        if (node.when_false) follow(*node.when_false, other);
        join(state, other);
    }
    void step(const Match& node, const Statement&, State& state) {
        visit(*node.subject, state);
        State after{.is_reachable = false, .left = {}};
        for (const MatchArm& arm : node.arms) {
            State inside = state;
            follow(arm.body, inside);
            join(after, inside);
        }
        state = after;
    }
    void step(const While& node, const Statement& statement, State& state) {
        follow_loop(node.body, statement, state);
    }
    void step(const ForRange& node, const Statement& statement, State& state) {
        follow_loop(node.body, statement, state);
    }
    void step(const ForEach& node, const Statement& statement, State& state) {
        follow_loop(node.body, statement, state);
    }
    void step(const Return&, const Statement& statement, State& state) {
        visit_parts(statement, state);
        join(returned_, state);
        state.is_reachable = false;
    }
    void step(const Revert&, const Statement&, State& state) { state.is_reachable = false; }
    void step(const Break&, const Statement&, State& state) { leave_round(state); }
    void step(const Continue&, const Statement&, State& state) { leave_round(state); }
    /// Every statement without blocks.
    template <typename Node>
    void step(const Node&, const Statement& statement, State& state) {
        visit_parts(statement, state);
    }

    /// As often as something new comes around; no round is possible too.
    void follow_loop(const Block& body, const Statement& statement, State& state) {
        visit_parts(statement, state);
        State outer = std::exchange(left_, State{.is_reachable = false, .left = {}});
        for (State before{.is_reachable = false, .left = {}}; state != before;) {
            before = state;
            State inside = state;
            follow(body, inside);
            join(state, inside);
            join(state, left_);
        }
        left_ = std::move(outer);
    }
    void leave_round(State& state) {
        join(left_, state);
        state.is_reachable = false;
    }

    void visit_parts(const Statement& statement, State& state) {
        for_each_expression(statement, [&](const Expression& part) { visit(part, state); });
    }
    /// Parts that are evaluated on some paths only leave what they may leave.
    void visit(const Expression& expression, State& state) {
        for_each_operand(expression, [&](const Expression& part) {
            State inside = state;
            visit(part, inside);
            if (is_choice(expression))
                join(state, inside);
            else
                state = std::move(inside);
        });
        if (const auto* call = std::get_if<Call>(&expression.node)) follow_body(*call->function, state);
    }
    static bool is_choice(const Expression& expression) {
        return std::holds_alternative<Logical>(expression.node) ||
               std::holds_alternative<Conditional>(expression.node) ||
               std::holds_alternative<MatchValue>(expression.node) ||
               std::holds_alternative<Otherwise>(expression.node);
    }

    /// A part that becomes zero leaves the rest as it is.
    static void write(const Place& place, bool is_zero, State& state) {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        if (field == nullptr || (*field)->kind != FieldKind::Transient) return;
        if (!is_zero)
            state.left.insert(*field);
        else if (place.path.empty())
            state.left.erase(*field);
    }

    State returned_{.is_reachable = false, .left = {}};
    State left_{.is_reachable = false, .left = {}};
    std::map<std::pair<const Function*, std::set<const Field*>>, State> known_;
};

}  // namespace

std::vector<const Field*> transients_left(const Contract& contract, const Function& entry) {
    const std::set<const Field*> left = Paths{}.run(entry);
    std::vector<const Field*> fields;
    for (const auto& field : contract.fields)
        if (left.contains(field.get())) fields.push_back(field.get());
    return fields;
}

}  // namespace deed::sema
