#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

bool sends_value(const std::vector<CallOption>& options) {
    return std::any_of(options.begin(), options.end(),
                       [](const CallOption& option) { return option.kind == CallOptionKind::Value; });
}

bool has_salt(const Deploy& deploy) {
    return std::any_of(deploy.options.begin(), deploy.options.end(),
                       [](const CallOption& option) { return option.kind == CallOptionKind::Salt; });
}

bool calls_by_opcode(const Expression& expression) {
    const auto* machine = std::get_if<MachineOp>(&expression.node);
    return machine != nullptr && row_of(machine->op).touches == Touch::Calls;
}

/// Whether the creation of a contract may call others.
bool may_call(const Contract& contract) {
    std::vector<const Function*> roots;
    if (contract.init != nullptr) roots.push_back(contract.init.get());
    const auto visit = [&](const Expression& expression) {
        const auto* call = std::get_if<Call>(&expression.node);
        if (call != nullptr) roots.push_back(call->function);
    };
    for (const auto& field : contract.fields)
        if (field->initializer != nullptr) walk_expression(*field->initializer, visit);
    bool calls = false;
    for (const Function* function : reachable_functions(std::move(roots)))
        walk_expressions(function->body, [&](const Expression& expression) {
            const auto* deploy = std::get_if<Deploy>(&expression.node);
            calls = calls || std::holds_alternative<ExternalCall>(expression.node) ||
                    std::holds_alternative<RawCall>(expression.node) ||
                    std::holds_alternative<Transfer>(expression.node) || calls_by_opcode(expression) ||
                    (deploy != nullptr && may_call(*deploy->contract));
        });
    return calls;
}

/// What may have happened on some way to here.
struct Moment {
    bool is_reachable = true;
    bool has_written = false;  ///< something that a reader can see
    bool was_out = false;      ///< in an interaction that could do anything
    bool was_seen = false;     ///< in a static interaction, behind a write

    bool operator==(const Moment&) const = default;
};

/// Whether anything depends on how a call went.
enum class Outcome : uint8_t { Dropped, Used };

void join(Moment& into, const Moment& other) {
    if (!other.is_reachable) return;
    if (!into.is_reachable) {
        into = other;
        return;
    }
    into.has_written |= other.has_written;
    into.was_out |= other.was_out;
    into.was_seen |= other.was_seen;
}

/// A `receive` that does nothing but leave its ether: donations are no business of anyone's.
bool only_leaves(const Function& function) {
    const auto is_leave = [](const StatementPtr& statement) {
        const auto* evaluate = std::get_if<Evaluate>(&statement->node);
        return evaluate != nullptr && std::holds_alternative<CoinLeave>(evaluate->expression->node);
    };
    const auto& statements = function.body.statements;
    return function.kind == FunctionKind::Receive &&
           std::all_of(statements.begin(), statements.end(), is_leave);
}

/// Follows the paths of an entry point and of all that it calls, in the order of evaluation.
class Tracer {
  public:
    explicit Tracer(EntryPoint& entry) : entry_(entry) {}

    void run() {
        const Function& function = *entry_.function;
        Moment now;
        const bool takes_ether = function.signature.mutability == Mutability::Payable;
        if (takes_ether && !only_leaves(function)) write({ElementKind::Balance}, now);
        if (function.guard && function.guard->condition != nullptr) visit(*function.guard->condition, now);
        follow(function.body, now);
    }

  private:
    // Elements.

    /// Events whose logs look the same are one: those of several parts of a component.
    [[nodiscard]] Element element_of(const Event& event) const {
        for (const Event* known : entry_.function->contract->events)
            if (known->topic == event.topic) return {ElementKind::Event, nullptr, known};
        return {ElementKind::Event, nullptr, &event};
    }
    void read(const Element& element, const Moment& now) {
        entry_.effects.reads.insert(element);
        if (now.was_out) entry_.after.reads.insert(element);
    }
    void write(const Element& element, Moment& now) {
        entry_.effects.writes.insert(element);
        if (now.was_out) entry_.after.writes.insert(element);
        if (now.was_seen) entry_.shown.insert(element);
        if (element.kind != ElementKind::Event) now.has_written = true;
    }
    void read(const Place& place, const Moment& now) {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        if (field != nullptr && (*field)->kind != FieldKind::Immutable)
            read({ElementKind::Field, *field, nullptr}, now);
    }
    void write(const Place& place, Moment& now) {
        const auto* const* field = std::get_if<const Field*>(&place.root);
        if (field != nullptr) write({ElementKind::Field, *field, nullptr}, now);
    }
    void change(const Field& field, Moment& now) {
        read({ElementKind::Field, &field, nullptr}, now);
        write({ElementKind::Field, &field, nullptr}, now);
    }
    void measure(const Earning& earned, Moment& now) {
        read({earned.token == nullptr ? ElementKind::Balance : ElementKind::World}, now);
    }
    /// What a call gives back tells of other contracts, and so does whether it failed, where that is no
    /// revert.
    void interact(Mutability mutability, Outcome outcome, Moment& now) {
        if (mutability > Mutability::View) {
            if (outcome == Outcome::Used) read({ElementKind::World}, now);
            write({ElementKind::World}, now);
            now.was_out = true;
            return;
        }
        read({ElementKind::World}, now);
        now.was_seen |= now.has_written;
    }

    // Statements.

    void follow(const Block& block, Moment& now) {
        for (const StatementPtr& statement : block.statements) {
            if (!now.is_reachable) return;
            std::visit([&](const auto& node) { step(node, *statement, now); }, statement->node);
        }
    }

    void step(const Block& node, const Statement&, Moment& now) { follow(node, now); }
    void step(const Declare& node, const Statement&, Moment& now) { visit(*node.value, now); }
    void step(const DeclareTuple& node, const Statement&, Moment& now) { visit(*node.value, now); }
    void step(const Evaluate& node, const Statement&, Moment& now) {
        dropped_ = node.expression.get();
        visit(*node.expression, now);
    }
    void step(const Assign& node, const Statement& statement, Moment& now) {
        visit_parts(statement, now);
        write(node.place, now);
    }
    void step(const Update& node, const Statement&, Moment& now) {
        for_each_key(node.place, [&](const Expression& key) { visit(key, now); });
        read(node.place, now);
        visit(*node.value, now);
        write(node.place, now);
    }
    void step(const ListUpdate& node, const Statement&, Moment& now) {
        for_each_key(node.place, [&](const Expression& key) { visit(key, now); });
        if (node.value != nullptr) visit(*node.value, now);
        read(node.place, now);
        if (node.otherwise)
            for (const ExpressionPtr& argument : node.otherwise->arguments) visit(*argument, now);
        write(node.place, now);
    }
    void step(const If& node, const Statement&, Moment& now) {
        visit(*node.condition, now);
        Moment other = now;
        follow(node.when_true, now);
        if (node.when_false) follow(*node.when_false, other);
        join(now, other);
    }
    void step(const Match& node, const Statement&, Moment& now) {
        visit(*node.subject, now);
        Moment after{.is_reachable = false};
        for (const MatchArm& arm : node.arms) {
            Moment inside = now;
            follow(arm.body, inside);
            join(after, inside);
        }
        now = after;
    }
    void step(const While& node, const Statement&, Moment& now) {
        follow_loop(node.body, now, [&](Moment& round) { visit(*node.condition, round); });
    }
    void step(const ForRange& node, const Statement&, Moment& now) {
        visit(*node.begin, now);
        visit(*node.end, now);
        follow_loop(node.body, now, [](Moment&) {});
    }
    void step(const ForEach& node, const Statement& statement, Moment& now) {
        visit_parts(statement, now);
        const auto* place = std::get_if<Place>(&node.array);
        follow_loop(node.body, now, [&](Moment& round) {
            if (place != nullptr) read(*place, round);
        });
    }
    void step(const Return& node, const Statement&, Moment& now) {
        if (node.value != nullptr) visit(*node.value, now);
        join(returned_, now);
        now.is_reachable = false;
    }
    void step(const Break&, const Statement&, Moment& now) { leave_round(now); }
    void step(const Continue&, const Statement&, Moment& now) { leave_round(now); }
    void step(const Revert&, const Statement& statement, Moment& now) {
        visit_parts(statement, now);
        now.is_reachable = false;
    }
    void step(const Require&, const Statement& statement, Moment& now) { visit_parts(statement, now); }
    void step(const Assert&, const Statement& statement, Moment& now) { visit_parts(statement, now); }
    void step(const Emit& node, const Statement& statement, Moment& now) {
        visit_parts(statement, now);
        write(element_of(*node.event), now);
    }
    void step(const Verify& node, const Statement& statement, Moment& now) {
        visit_parts(statement, now);
        if (node.nonces == nullptr) return;
        read({ElementKind::Field, node.nonces, nullptr}, now);
        write({ElementKind::Field, node.nonces, nullptr}, now);
    }
    void step(const Assume&, const Statement&, Moment&) {}
    void step(const Unsafe& node, const Statement&, Moment& now) { follow(node.body, now); }
    void step(const ExpectRevert&, const Statement&, Moment&) {}
    void step(const ExpectEmit&, const Statement&, Moment&) {}

    void visit_parts(const Statement& statement, Moment& now) {
        for_each_expression(statement, [&](const Expression& part) { visit(part, now); });
    }
    void leave_round(Moment& now) {
        join(left_, now);
        now.is_reachable = false;
    }
    /// As often as something new comes around.
    template <typename Begin>
    void follow_loop(const Block& body, Moment& now, const Begin& begin) {
        Moment before;
        do {
            before = now;
            begin(now);
            Moment inside = now;
            const Moment outer = std::exchange(left_, Moment{.is_reachable = false});
            follow(body, inside);
            join(now, inside);
            join(now, left_);
            left_ = outer;
        } while (now != before);
    }

    // Expressions.

    void visit(const Expression& expression, Moment& now) {
        if (const auto* logical = std::get_if<Logical>(&expression.node)) return visit(*logical, now);
        if (const auto* choice = std::get_if<Conditional>(&expression.node)) return visit(*choice, now);
        if (const auto* match = std::get_if<MatchValue>(&expression.node)) return visit(*match, now);
        for_each_operand(expression, [&](const Expression& part) { visit(part, now); });
        outcome_ = &expression == dropped_ ? Outcome::Dropped : Outcome::Used;
        std::visit([&](const auto& node) { touch(node, now); }, expression.node);
    }
    void visit(const Logical& logical, Moment& now) {
        visit(*logical.left, now);
        Moment other = now;
        visit(*logical.right, other);
        join(now, other);
    }
    void visit(const Conditional& choice, Moment& now) {
        visit(*choice.condition, now);
        Moment other = now;
        visit(*choice.when_true, now);
        visit(*choice.when_false, other);
        join(now, other);
    }

    void visit(const MatchValue& match, Moment& now) {
        visit(*match.subject, now);
        Moment after{.is_reachable = false};
        for (const MatchValueArm& arm : match.arms) {
            Moment inside = now;
            visit(*arm.value, inside);
            join(after, inside);
        }
        now = after;
    }

    void touch(const PlaceRead& node, Moment& now) { read(node.place, now); }
    void touch(const EnvironmentRead& node, Moment& now) {
        if (node.what == Environment::SelfBalance) read({ElementKind::Balance}, now);
    }
    void touch(const IntrinsicCall& node, Moment& now) {
        if (node.intrinsic == Intrinsic::AccountBalance) read({ElementKind::Balance}, now);
        if (node.intrinsic >= Intrinsic::AccountBalance) read({ElementKind::World}, now);
    }
    void touch(const ExternalCall& node, Moment& now) {
        const bool sends =
            std::any_of(node.options.begin(), node.options.end(),
                        [](const CallOption& option) { return option.kind == CallOptionKind::Value; });
        if (sends) write({ElementKind::Balance}, now);
        if (node.earned) measure(*node.earned, now);
        const bool gives_nothing = node.signature->results.empty() && node.form == CallForm::Call;
        interact(node.signature->mutability, gives_nothing ? Outcome::Dropped : outcome_, now);
        if (node.earned) measure(*node.earned, now);
    }
    void touch(const RawCall& node, Moment& now) {
        if (sends_value(node.options)) write({ElementKind::Balance}, now);
        interact(Mutability::NonPayable, outcome_, now);
    }
    /// What is new has no code before its `init` ends, but that may call others. Its address counts what was
    /// created before, unless there is a salt.
    void touch(const Deploy& node, Moment& now) {
        if (sends_value(node.options)) write({ElementKind::Balance}, now);
        if (!has_salt(node) && outcome_ == Outcome::Used) read({ElementKind::World}, now);
        write({ElementKind::World}, now);
        if (may_call(*node.contract)) now.was_out = true;
    }
    void touch(const Call& node, Moment& now) {
        const std::pair key{node.function, std::tuple{now.has_written, now.was_out, now.was_seen}};
        if (const auto known = known_.find(key); known != known_.end()) {
            now = known->second;
            return;
        }
        const Moment outer = std::exchange(returned_, Moment{.is_reachable = false});
        follow(node.function->body, now);
        join(now, returned_);
        returned_ = outer;
        known_.emplace(key, now);
    }
    void touch(const Constant&, Moment&) {}
    void touch(const MemberOf&, Moment&) {}
    void touch(const ElementOf&, Moment&) {}
    void touch(const Unary&, Moment&) {}
    void touch(const Binary&, Moment&) {}
    void touch(const Logical&, Moment&) {}
    void touch(const Division&, Moment&) {}
    void touch(const Cast&, Moment&) {}
    void touch(const Conditional&, Moment&) {}
    void touch(const MatchValue&, Moment&) {}
    void touch(const VariantLiteral&, Moment&) {}
    void touch(const AbiEncode&, Moment&) {}
    void touch(const AbiDecode&, Moment&) {}
    void touch(const MachineOp& node, Moment& now) {
        const Touch touches = row_of(node.op).touches;
        if (touches == Touch::Nothing || touches == Touch::Surroundings) return;
        touch_everything(touches, now);
        if (!runs_other_code(node.op)) return;
        interact(touches == Touch::Calls ? Mutability::NonPayable : Mutability::View, Outcome::Used, now);
        touch_everything(touches, now);
    }
    void touch_everything(Touch touches, Moment& now) {
        const Contract& contract = *entry_.function->contract;
        std::vector<Element> elements{{ElementKind::Balance}, {ElementKind::World}};
        for (const auto& field : contract.fields)
            if (field->kind != FieldKind::Immutable)
                elements.push_back({ElementKind::Field, field.get(), nullptr});
        for (const Event* event : contract.events) elements.push_back(element_of(*event));
        for (const Element& element : elements) {
            read(element, now);
            if (touches >= Touch::Writes) write(element, now);
        }
    }
    void touch(const StructLiteral&, Moment&) {}
    void touch(const ArrayLiteral&, Moment&) {}
    void touch(const TupleLiteral&, Moment&) {}
    void touch(const Otherwise&, Moment&) {}
    void touch(const HoldingChange& node, Moment& now) {
        change(*node.holding, now);
        if (node.holding->total != nullptr && node.operation != HoldingOperation::Move)
            change(*node.holding->total, now);
    }
    void touch(const Transfer& node, Moment& now) {
        const bool is_measured = node.kind == TransferKind::Pull;
        if (node.kind == TransferKind::Pay) write({ElementKind::Balance}, now);
        if (is_measured) read({ElementKind::World}, now);
        interact(Mutability::NonPayable, Outcome::Dropped, now);
        if (is_measured) read({ElementKind::World}, now);
    }
    void touch(const LedgerSum& node, Moment& now) { read({ElementKind::Field, node.ledger, nullptr}, now); }
    void touch(const CoinAmount&, Moment&) {}
    void touch(const CoinSplit&, Moment&) {}
    void touch(const CoinJoin&, Moment&) {}
    void touch(const CoinLeave&, Moment&) {}
    void touch(const TestDeploy&, Moment&) {}
    void touch(const TestCall&, Moment&) {}
    void touch(const TestCheat&, Moment&) {}

    EntryPoint& entry_;
    const Expression* dropped_ = nullptr;     ///< whose value a statement drops
    Outcome outcome_ = Outcome::Used;         ///< of the expression that is looked at
    Moment left_{.is_reachable = false};      ///< by `break` or `continue`, in the loop around
    Moment returned_{.is_reachable = false};  ///< from the function around
    std::map<std::pair<const Function*, std::tuple<bool, bool, bool>>, Moment> known_;
};

}  // namespace

void infer_effects(Program& program) {
    for (const auto& contract : program.contracts)
        for (const auto& function : contract->functions) {
            const bool is_inside =
                function->kind == FunctionKind::Internal || function->kind == FunctionKind::PartInit;
            if (is_inside) continue;
            EntryPoint entry{function.get(), {}, {}, {}, {}};
            Tracer{entry}.run();
            contract->entry_points.push_back(std::move(entry));
        }
}

}  // namespace deed::sema
