#include "compiler/sema/pure_evaluation.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/sema/fold.hpp"

namespace deed::sema {
namespace {

constexpr uint32_t kDepthLimit = 64;

enum class Flow : uint8_t { Next, Break, Continue, Returned, Stopped };

/// Runs bodies as the text says, each operation by the folding that constants have everywhere.
class PureEvaluation {
  public:
    PureEvaluation(const std::function<bool(const Function&)>& prepare, uint32_t limit)
        : prepare_(prepare), limit_(limit) {}

    std::optional<Constant> call(const Function& function, std::vector<Constant> arguments) {
        if (depth_ == kDepthLimit || !prepare_(function)) return std::nullopt;
        if (function.parameters.size() != arguments.size()) return std::nullopt;
        std::map<const Local*, Constant> outer = std::exchange(locals_, {});
        for (size_t i = 0; i < arguments.size(); ++i)
            locals_.insert_or_assign(function.parameters[i], std::move(arguments[i]));
        ++depth_;
        const Flow flow = execute(function.body);
        --depth_;
        locals_ = std::move(outer);
        return flow == Flow::Returned ? std::exchange(result_, std::nullopt) : std::nullopt;
    }
    [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
    [[nodiscard]] uint32_t steps() const { return std::min(steps_, limit_); }

  private:
    // Statements.

    /// Every statement and every round of a loop is a step.
    bool take_step() { return ++steps_ <= limit_; }

    Flow execute(const Block& block) {
        for (const StatementPtr& statement : block.statements) {
            if (!take_step()) return Flow::Stopped;
            const Flow flow =
                std::visit([&](const auto& node) { return execute_node(node); }, statement->node);
            if (flow != Flow::Next) return flow;
        }
        return Flow::Next;
    }

    Flow execute_node(const Block& node) { return execute(node); }
    Flow execute_node(const Declare& node) { return keep(node.local, evaluate(*node.value)); }
    Flow execute_node(const Assign& node) {
        const Local* const local = local_of(node.place);
        return local == nullptr ? Flow::Stopped : keep(local, evaluate(*node.value));
    }
    Flow execute_node(const Update& node) {
        const Local* const local = local_of(node.place);
        if (local == nullptr || !locals_.contains(local)) return Flow::Stopped;
        const Constant old = locals_.at(local);
        auto operand = evaluate(*node.value);
        if (!operand) return Flow::Stopped;
        Expression sum{Binary{node.op, make(old, local->type), make(*operand, node.value->type)}, local->type,
                       node.value->span};
        return keep(local, settle(sum));
    }
    Flow execute_node(const Evaluate& node) {
        return evaluate(*node.expression) ? Flow::Next : Flow::Stopped;
    }
    Flow execute_node(const If& node) {
        const auto condition = evaluate_condition(*node.condition);
        if (!condition) return Flow::Stopped;
        if (*condition) return execute(node.when_true);
        return node.when_false ? execute(*node.when_false) : Flow::Next;
    }
    Flow execute_node(const Match& node) {
        const auto arm = find_arm(*node.subject, node.arms.size());
        return arm ? execute(node.arms[*arm].body) : Flow::Stopped;
    }
    Flow execute_node(const While& node) {
        for (Uint256 round = 0;; round += 1) {
            const auto condition = evaluate_condition(*node.condition);
            if (!condition) return Flow::Stopped;
            if (!*condition) return Flow::Next;
            if (round == node.maximum) return fail("the loop exceeds its maximum");
            const Flow flow = run_round(node.body);
            if (flow == Flow::Break) return Flow::Next;
            if (flow == Flow::Returned || flow == Flow::Stopped) return flow;
        }
    }
    Flow run_round(const Block& body) { return take_step() ? execute(body) : Flow::Stopped; }
    Flow execute_node(const ForRange& node) {
        const auto begin = evaluate_word(*node.begin);
        const auto end = evaluate_word(*node.end);
        if (!begin || !end || !node.local->type->is(TypeKind::Unsigned)) return Flow::Stopped;
        if (*begin >= *end) return Flow::Next;
        if (node.maximum && *end - *begin > *node.maximum) return fail("the loop exceeds its maximum");
        for (Uint256 i = *begin; i < *end; i += 1) {
            locals_.insert_or_assign(node.local, Constant{i});
            const Flow flow = run_round(node.body);
            if (flow == Flow::Break) return Flow::Next;
            if (flow == Flow::Returned || flow == Flow::Stopped) return flow;
        }
        return Flow::Next;
    }
    Flow execute_node(const Return& node) {
        if (node.value == nullptr) return Flow::Stopped;
        result_ = evaluate(*node.value);
        return result_ ? Flow::Returned : Flow::Stopped;
    }
    Flow execute_node(const Break&) { return Flow::Break; }
    Flow execute_node(const Continue&) { return Flow::Continue; }
    Flow execute_node(const Revert&) { return fail("it reverts"); }
    Flow execute_node(const Require& node) {
        return hold(evaluate_condition(*node.condition), "a requirement does not hold");
    }
    Flow execute_node(const Assert& node) {
        return hold(evaluate_condition(*node.condition), "an assertion does not hold");
    }
    /// Everything else handles more than constants.
    template <typename Node>
    Flow execute_node(const Node&) {
        return Flow::Stopped;
    }

    Flow keep(const Local* local, std::optional<Constant> value) {
        if (!value) return Flow::Stopped;
        locals_.insert_or_assign(local, *std::move(value));
        return Flow::Next;
    }
    Flow hold(const std::optional<bool>& condition, const char* failure) {
        if (!condition) return Flow::Stopped;
        return *condition ? Flow::Next : fail(failure);
    }
    Flow fail(std::string why) {
        failure_ = std::move(why);
        return Flow::Stopped;
    }

    // Expressions.

    static ExpressionPtr make(Constant value, const Type* type) {
        return std::make_unique<Expression>(Expression{std::move(value), type, {}});
    }
    static const Local* local_of(const Place& place) {
        const auto* const* local = std::get_if<const Local*>(&place.root);
        return local != nullptr && place.path.empty() ? *local : nullptr;
    }

    std::optional<Uint256> evaluate_word(const Expression& expression) {
        const auto value = evaluate(expression);
        const auto* word = value ? std::get_if<Uint256>(&value->value) : nullptr;
        return word == nullptr ? std::nullopt : std::optional{*word};
    }
    std::optional<bool> evaluate_condition(const Expression& expression) {
        const auto word = evaluate_word(expression);
        return word ? std::optional{*word != Uint256{}} : std::nullopt;
    }
    /// Which arm a bool or a plain enum chooses.
    std::optional<size_t> find_arm(const Expression& subject, size_t arms) {
        if (!subject.type->is_word()) return std::nullopt;
        const auto tag = evaluate_word(subject);
        return tag && *tag < Uint256{arms} ? std::optional{static_cast<size_t>(static_cast<uint64_t>(*tag))}
                                           : std::nullopt;
    }

    std::optional<Constant> evaluate(const Expression& expression) {
        if (++steps_ > limit_ || failure_) return std::nullopt;
        return std::visit([&](const auto& node) { return evaluate_node(node, expression); }, expression.node);
    }
    std::optional<Constant> settle(Expression& operation) {
        if (const auto failure = fold(operation)) failure_ = failure;
        const Constant* const value = failure_ ? nullptr : constant_of(operation);
        return value == nullptr ? std::nullopt : std::optional{*value};
    }
    /// The operand as a constant of its own; null when it has no value.
    ExpressionPtr reduce(const ExpressionPtr& operand) {
        auto value = evaluate(*operand);
        return value ? make(*std::move(value), operand->type) : nullptr;
    }

    std::optional<Constant> evaluate_node(const Constant& node, const Expression&) { return node; }
    std::optional<Constant> evaluate_node(const PlaceRead& node, const Expression&) {
        const Local* const local = local_of(node.place);
        const auto known = local == nullptr ? locals_.end() : locals_.find(local);
        return known == locals_.end() ? std::nullopt : std::optional{known->second};
    }
    std::optional<Constant> evaluate_node(const Unary& node, const Expression& whole) {
        ExpressionPtr operand = reduce(node.operand);
        if (operand == nullptr) return std::nullopt;
        Expression operation{Unary{node.op, std::move(operand)}, whole.type, whole.span};
        return settle(operation);
    }
    std::optional<Constant> evaluate_node(const Binary& node, const Expression& whole) {
        ExpressionPtr left = reduce(node.left);
        ExpressionPtr right = left == nullptr ? nullptr : reduce(node.right);
        if (right == nullptr) return std::nullopt;
        Expression operation{Binary{node.op, std::move(left), std::move(right)}, whole.type, whole.span};
        return settle(operation);
    }
    std::optional<Constant> evaluate_node(const Division& node, const Expression& whole) {
        Division reduced{node.rounding, reduce(node.left), nullptr, nullptr};
        if (reduced.left == nullptr) return std::nullopt;
        if (node.right != nullptr) reduced.right = reduce(node.right);
        if (node.right != nullptr && reduced.right == nullptr) return std::nullopt;
        reduced.divisor = reduce(node.divisor);
        if (reduced.divisor == nullptr) return std::nullopt;
        Expression operation{std::move(reduced), whole.type, whole.span};
        return settle(operation);
    }
    std::optional<Constant> evaluate_node(const Cast& node, const Expression& whole) {
        ExpressionPtr operand = reduce(node.operand);
        if (operand == nullptr || !whole.type->is_word()) return std::nullopt;
        Expression operation{Cast{node.kind, std::move(operand)}, whole.type, whole.span};
        return settle(operation);
    }
    std::optional<Constant> evaluate_node(const IntrinsicCall& node, const Expression& whole) {
        IntrinsicCall reduced{node.intrinsic, {}};
        for (const ExpressionPtr& operand : node.operands) {
            reduced.operands.push_back(reduce(operand));
            if (reduced.operands.back() == nullptr) return std::nullopt;
        }
        Expression operation{std::move(reduced), whole.type, whole.span};
        return settle(operation);
    }
    std::optional<Constant> evaluate_node(const Logical& node, const Expression&) {
        const auto left = evaluate_condition(*node.left);
        if (!left) return std::nullopt;
        const bool is_decided = *left == (node.op == LogicalOperator::Or);
        if (is_decided) return Constant{Uint256{*left}};
        return evaluate(*node.right);
    }
    std::optional<Constant> evaluate_node(const Conditional& node, const Expression&) {
        const auto condition = evaluate_condition(*node.condition);
        if (!condition) return std::nullopt;
        return evaluate(*condition ? *node.when_true : *node.when_false);
    }
    std::optional<Constant> evaluate_node(const MatchValue& node, const Expression&) {
        const auto arm = find_arm(*node.subject, node.arms.size());
        return arm ? evaluate(*node.arms[*arm].value) : std::nullopt;
    }
    std::optional<Constant> evaluate_node(const Otherwise& node, const Expression&) {
        return evaluate(*node.operation);
    }
    std::optional<Constant> evaluate_node(const Call& node, const Expression&) {
        std::vector<Constant> arguments;
        for (const ExpressionPtr& argument : node.arguments) {
            auto value = evaluate(*argument);
            if (!value) return std::nullopt;
            arguments.push_back(*std::move(value));
        }
        return call(*node.function, std::move(arguments));
    }
    template <typename Node>
    std::optional<Constant> evaluate_node(const Node&, const Expression&) {
        return std::nullopt;
    }

    const std::function<bool(const Function&)>& prepare_;
    std::map<const Local*, Constant> locals_;
    std::optional<Constant> result_;
    std::optional<std::string> failure_;
    uint32_t limit_;
    uint32_t steps_ = 0;
    uint32_t depth_ = 0;
};

}  // namespace

PureOutcome evaluate_pure(const Function& function, std::vector<Constant> arguments,
                          const std::function<bool(const Function&)>& prepare, uint32_t& steps_left) {
    PureEvaluation evaluation{prepare, std::min(kCallSteps, steps_left)};
    auto value = evaluation.call(function, std::move(arguments));
    steps_left -= evaluation.steps();
    return {std::move(value), evaluation.failure()};
}

}  // namespace deed::sema
