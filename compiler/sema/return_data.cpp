#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

using diagnostics::Code;
using diagnostics::Diagnostics;

bool runs_other_code(const Expression& expression) {
    const auto* machine = std::get_if<MachineOp>(&expression.node);
    return machine != nullptr && runs_other_code(machine->op);
}

/// Whether the expression itself, without its parts, makes a call of the machine.
bool is_machine_call(const Expression& expression) {
    const auto* intrinsic = std::get_if<IntrinsicCall>(&expression.node);
    return std::holds_alternative<ExternalCall>(expression.node) ||
           std::holds_alternative<Transfer>(expression.node) ||
           std::holds_alternative<RawCall>(expression.node) ||
           std::holds_alternative<Deploy>(expression.node) || runs_other_code(expression) ||
           std::holds_alternative<TestDeploy>(expression.node) ||
           std::holds_alternative<TestCall>(expression.node) ||
           std::holds_alternative<TestCheat>(expression.node) ||
           (intrinsic != nullptr &&
            (intrinsic->intrinsic == Intrinsic::Sha256 || intrinsic->intrinsic == Intrinsic::Recover));
}

/// Whether the call measures what it brings: it asks the token before its own arguments are encoded.
bool asks_token_first(const Expression& expression) {
    const auto* call = std::get_if<ExternalCall>(&expression.node);
    return call != nullptr && call->earned && call->earned->token != nullptr;
}

/// What is known of all functions: grows until nothing new is found.
struct Facts {
    std::set<const Function*> callers;      ///< those that make a call of the machine, directly or not
    std::set<const Local*> slices;          ///< that may lie in return data
    std::set<const Function*> gives_slice;  ///< whose result may lie in return data
};

/// The slices whose return data is gone, with the call that replaced it.
struct State {
    bool is_reachable = true;
    std::map<const Local*, source::Span> dead;
};

void join(State& into, const State& other) {
    if (!other.is_reachable) return;
    if (!into.is_reachable)
        into = other;
    else
        into.dead.insert(other.dead.begin(), other.dead.end());
}

/// Follows the paths of one body.
class Follower {
  public:
    /// Speaks only when @p diagnostics is not null.
    Follower(Facts& facts, const Function* function, Diagnostics* diagnostics)
        : facts_(facts), function_(function), diagnostics_(diagnostics) {}

    void run(const Block& body) {
        State state;
        follow(body, state);
    }

  private:
    void follow(const Block& block, State& state) {
        for (const StatementPtr& statement : block.statements) {
            if (!state.is_reachable) return;
            std::visit([&](const auto& node) { step(node, *statement, state); }, statement->node);
        }
    }

    void step(const Block& node, const Statement&, State& state) { follow(node, state); }
    void step(const Unsafe& node, const Statement&, State& state) { follow(node.body, state); }
    void step(const Declare& node, const Statement&, State& state) {
        keep(*node.local, visit(*node.value, state), state);
    }
    void step(const DeclareTuple& node, const Statement&, State& state) {
        const bool is_slice = visit(*node.value, state);
        for (const Local* local : node.locals)
            if (local != nullptr) keep(*local, is_slice && holds_slice(*local->type), state);
    }
    void step(const Assign& node, const Statement&, State& state) {
        for_each_key(node.place, [&](const Expression& key) { visit(key, state); });
        const bool is_slice = visit(*node.value, state);
        const auto* const* local = std::get_if<const Local*>(&node.place.root);
        if (local != nullptr && is_slice) facts_.slices.insert(*local);
        if (local != nullptr && node.place.path.empty()) state.dead.erase(*local);
    }
    void step(const Update& node, const Statement&, State& state) {
        // Each key is used up, to find the place, before what follows it.
        for_each_key(node.place, [&](const Expression& key) { visit(key, state); });
        visit(*node.value, state);
    }
    void step(const ListUpdate& node, const Statement&, State& state) {
        for_each_key(node.place, [&](const Expression& key) { visit(key, state); });
        const bool is_slice = node.value != nullptr && visit(*node.value, state);
        const auto* const* local = std::get_if<const Local*>(&node.place.root);
        if (local != nullptr && is_slice) facts_.slices.insert(*local);
        if (node.otherwise)
            for (const ExpressionPtr& argument : node.otherwise->arguments) visit(*argument, state);
    }
    void step(const If& node, const Statement&, State& state) {
        visit(*node.condition, state);
        State other = state;
        follow(node.when_true, state);
        if (node.when_false) follow(*node.when_false, other);
        join(state, other);
    }
    void step(const Match& node, const Statement&, State& state) {
        const bool is_slice = visit(*node.subject, state);
        State after;
        after.is_reachable = false;
        for (const MatchArm& arm : node.arms) {
            State inside = state;
            bind(arm.bindings, is_slice, inside);
            follow(arm.body, inside);
            join(after, inside);
        }
        state = after;
    }
    void step(const While& node, const Statement&, State& state) {
        follow_loop(node.body, node.condition.get(), state);
    }
    void step(const ForRange& node, const Statement&, State& state) {
        visit(*node.begin, state);
        visit(*node.end, state);
        follow_loop(node.body, nullptr, state);
    }
    void step(const ForEach& node, const Statement& statement, State& state) {
        const auto* place = std::get_if<Place>(&node.array);
        const bool is_slice = place == nullptr ? visit(*std::get<ExpressionPtr>(node.array), state)
                                               : read(*place, statement.span, state);
        if (is_slice && holds_slice(*node.local->type)) facts_.slices.insert(node.local);
        follow_loop(node.body, nullptr, state);
    }
    void step(const Return& node, const Statement&, State& state) {
        if (node.value != nullptr && visit(*node.value, state) && function_ != nullptr)
            facts_.gives_slice.insert(function_);
        state.is_reachable = false;
    }
    void step(const Revert&, const Statement& statement, State& state) {
        visit_all(statement, state);
        state.is_reachable = false;
    }
    void step(const Break&, const Statement&, State& state) { leave_round(state); }
    void step(const Continue&, const Statement&, State& state) { leave_round(state); }
    void step(const ExpectRevert& node, const Statement& statement, State& state) {
        visit_all(statement, state);
        State inside = state;
        follow(node.body, inside);
        join(state, inside);
    }
    void step(const ExpectEmit& node, const Statement& statement, State& state) {
        visit_all(statement, state);
        replace(statement.span, state);
        follow(node.body, state);
        replace(statement.span, state);
    }
    void step(const Verify&, const Statement& statement, State& state) {
        visit_all(statement, state);
        replace(statement.span, state);
    }
    /// Every statement without blocks or locals of its own.
    template <typename Node>
    void step(const Node&, const Statement& statement, State& state) {
        visit_all(statement, state);
    }

    void visit_all(const Statement& statement, State& state) {
        std::vector<const Expression*> parts;
        for_each_expression(statement, [&](const Expression& part) { parts.push_back(&part); });
        visit_in_order(parts, state);
    }

    void leave_round(State& state) {
        if (loop_ != nullptr) join(*loop_, state);
        state.is_reachable = false;
    }

    /// Twice, so that the second round sees what the first one left.
    void follow_loop(const Block& body, const Expression* condition, State& state) {
        for (int round = 0; round < 2; ++round) {
            if (condition != nullptr) visit(*condition, state);
            State inside = state;
            State left;
            left.is_reachable = false;
            State* const outer = std::exchange(loop_, &left);
            follow(body, inside);
            loop_ = outer;
            join(state, inside);
            join(state, left);
        }
        if (condition != nullptr) visit(*condition, state);
    }

    void bind(const std::vector<const Local*>& bindings, bool is_slice, State& state) {
        for (const Local* local : bindings)
            if (local != nullptr) keep(*local, is_slice && holds_slice(*local->type), state);
    }
    void keep(const Local& local, bool is_slice, State& state) {
        if (is_slice) facts_.slices.insert(&local);
        state.dead.erase(&local);
    }

    /// Reads a place; whether its value may lie in return data.
    bool read(const Place& place, source::Span span, State& state) {
        for_each_key(place, [&](const Expression& key) { visit(key, state); });
        const auto* const* local = std::get_if<const Local*>(&place.root);
        if (local == nullptr || !facts_.slices.contains(*local)) return false;
        const auto dead = state.dead.find(*local);
        if (dead != state.dead.end() && (diagnostics_ == nullptr || named_.insert(*local).second))
            report("`" + (*local)->name + "`", span, dead->second);
        return holds_slice(*place.type);
    }

    /// Whether the expression's value may lie in return data.
    bool visit(const Expression& expression, State& state) {
        if (const auto* place = std::get_if<PlaceRead>(&expression.node))
            return read(place->place, expression.span, state);
        if (const auto* choice = std::get_if<Conditional>(&expression.node)) return visit(*choice, state);
        if (const auto* match = std::get_if<MatchValue>(&expression.node)) return visit(*match, state);
        std::vector<const Expression*> parts;
        for_each_operand(expression, [&](const Expression& part) { parts.push_back(&part); });
        const std::vector<bool> is_slice = visit_in_order(parts, state);
        const bool has_slice = std::find(is_slice.begin(), is_slice.end(), true) != is_slice.end();
        if (asks_token_first(expression))
            for (size_t i = 0; i < parts.size(); ++i)
                if (is_slice[i]) report("this", parts[i]->span, expression.span);
        if (is_machine_call(expression)) replace(expression.span, state);
        const bool gives_return_data = std::holds_alternative<ExternalCall>(expression.node) ||
                                       std::holds_alternative<RawCall>(expression.node) ||
                                       runs_other_code(expression);
        if (gives_return_data) return holds_slice(*expression.type);
        if (const auto* call = std::get_if<Call>(&expression.node)) {
            for (size_t i = 0; i < is_slice.size() && i < call->function->parameters.size(); ++i)
                if (is_slice[i]) facts_.slices.insert(call->function->parameters[i]);
            if (facts_.callers.contains(call->function)) replace(expression.span, state);
            return facts_.gives_slice.contains(call->function);
        }
        // What is encoded has been copied.
        if (std::holds_alternative<AbiEncode>(expression.node)) return false;
        return has_slice && holds_slice(*expression.type);
    }

    bool visit(const Conditional& choice, State& state) {
        visit(*choice.condition, state);
        State other = state;
        const bool first = visit(*choice.when_true, state);
        const bool second = visit(*choice.when_false, other);
        join(state, other);
        return first || second;
    }

    bool visit(const MatchValue& match, State& state) {
        const bool is_slice = visit(*match.subject, state);
        bool gives_slice = false;
        State after;
        after.is_reachable = false;
        for (const MatchValueArm& arm : match.arms) {
            State inside = state;
            bind(arm.bindings, is_slice, inside);
            gives_slice = visit(*arm.value, inside) || gives_slice;
            join(after, inside);
        }
        state = after;
        return gives_slice;
    }

    /// A slice must not be followed by a call before what it is a part of has used it.
    std::vector<bool> visit_in_order(const std::vector<const Expression*>& parts, State& state) {
        std::vector<bool> is_slice;
        for (size_t i = 0; i < parts.size(); ++i) {
            const size_t before = calls_;
            is_slice.push_back(visit(*parts[i], state));
            if (calls_ == before) continue;
            for (size_t j = 0; j < i; ++j)
                if (is_slice[j]) report("this", parts[j]->span, parts[i]->span);
        }
        return is_slice;
    }

    void replace(source::Span call, State& state) {
        ++calls_;
        for (const Local* local : facts_.slices) state.dead.emplace(local, call);
    }

    void report(const std::string& what, source::Span span, source::Span call) {
        if (diagnostics_ == nullptr || !reported_.insert(span.begin).second) return;
        diagnostics_->report(Code::DeadSlice, span, {what}).note(call, "by this call");
    }

    Facts& facts_;
    const Function* function_;
    Diagnostics* diagnostics_;
    State* loop_ = nullptr;
    size_t calls_ = 0;
    std::set<uint32_t> reported_;
    std::set<const Local*> named_;  ///< in a message: one is enough for each
};

std::vector<const Function*> all_functions(const Program& program) {
    std::vector<const Function*> functions;
    for (const auto& function : program.functions) functions.push_back(function.get());
    for (const auto& contract : program.contracts) {
        if (contract->init != nullptr) functions.push_back(contract->init.get());
        for (const auto& function : contract->functions) functions.push_back(function.get());
    }
    return functions;
}

std::set<const Function*> find_callers(const std::vector<const Function*>& functions) {
    std::set<const Function*> callers;
    for (const Function* function : functions) {
        walk_expressions(function->body, [&](const Expression& expression) {
            if (is_machine_call(expression)) callers.insert(function);
        });
        walk_statements(function->body, [&](const Statement& statement) {
            if (std::holds_alternative<Verify>(statement.node)) callers.insert(function);
        });
    }
    for (size_t before = 0; before != callers.size();) {
        before = callers.size();
        for (const Function* function : functions)
            if (std::any_of(function->callees.begin(), function->callees.end(),
                            [&](const Function* callee) { return callers.contains(callee); }))
                callers.insert(function);
    }
    return callers;
}

void follow_all(const Program& program, const std::vector<const Function*>& functions, Facts& facts,
                Diagnostics* diagnostics) {
    for (const Function* function : functions) Follower{facts, function, diagnostics}.run(function->body);
    for (const auto& test : program.tests) Follower{facts, nullptr, diagnostics}.run(test->body);
}

}  // namespace

bool holds_slice(const Type& type) {
    if (type.is_slice()) return true;
    if (type.is_sequence() || type.is(TypeKind::Option)) return holds_slice(*type.element);
    const bool has_members = type.is(TypeKind::Tuple) || type.is(TypeKind::Attempt);
    return has_members && std::any_of(type.members.begin(), type.members.end(),
                                      [](const Type* member) { return holds_slice(*member); });
}

void check_return_data(const Program& program, Diagnostics& diagnostics) {
    const std::vector<const Function*> functions = all_functions(program);
    bool has_slices = false;
    for (const Function* function : functions)
        walk_expressions(function->body, [&](const Expression& expression) {
            const bool is_call = std::holds_alternative<ExternalCall>(expression.node) ||
                                 std::holds_alternative<RawCall>(expression.node) ||
                                 runs_other_code(expression);
            has_slices = has_slices || (is_call && holds_slice(*expression.type));
        });
    if (!has_slices) return;

    Facts facts{find_callers(functions), {}, {}};
    for (size_t before = SIZE_MAX; before != facts.slices.size() + facts.gives_slice.size();) {
        before = facts.slices.size() + facts.gives_slice.size();
        follow_all(program, functions, facts, nullptr);
    }
    follow_all(program, functions, facts, &diagnostics);
}

}  // namespace deed::sema
