#include <map>
#include <set>

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

using diagnostics::Code;
using diagnostics::Diagnostics;

/// Which coin: `paid`, or the local with this index and one.
using CoinId = uint32_t;
constexpr CoinId kPaid = 0;
/// The arm of `fail(why)` in a `match` of a `try call`.
constexpr size_t kFail = 0;

struct Coin {
    bool is_live = true;
    source::Span used;  ///< where, when it is not live
};

/// The coins in scope where a path has come to.
struct State {
    bool is_reachable = true;
    std::map<CoinId, Coin> coins;
};

/// Follows every path of one function. A coin has been used, or has not, on all paths that meet; that makes a
/// coin on no path used twice, and on none forgotten.
class Coins {
  public:
    Coins(const Function& function, Diagnostics& diagnostics)
        : function_(function), diagnostics_(diagnostics) {}

    void run() {
        State state;
        if (function_.signature.mutability == Mutability::Payable) state.coins.emplace(kPaid, Coin{});
        for (const Local* parameter : function_.parameters) add(*parameter, state);
        follow_statements(function_.body, state);
        if (state.is_reachable) check_end(state, nullptr);
    }

  private:
    struct Loop {
        std::map<CoinId, Coin> entry;
        std::vector<State> breaks;
    };

    // Statements.

    void follow(const Block& block, State& state) {
        const std::map<CoinId, Coin> outer = state.coins;
        follow_statements(block, state);
        check_scope(outer, state);
    }

    void follow_statements(const Block& block, State& state) {
        for (const StatementPtr& statement : block.statements) {
            if (!state.is_reachable) return;
            std::visit([&](const auto& node) { step(node, statement->span, state); }, statement->node);
        }
    }

    /// What the block declared ends with it.
    void check_scope(const std::map<CoinId, Coin>& outer, State& state) {
        for (auto coin = state.coins.begin(); coin != state.coins.end();) {
            const bool is_outer = outer.contains(coin->first);
            if (!is_outer && state.is_reachable) check_used(coin->first, coin->second, nullptr);
            coin = is_outer ? std::next(coin) : state.coins.erase(coin);
        }
    }

    void step(const Block& node, source::Span, State& state) { follow(node, state); }
    void step(const Unsafe& node, source::Span, State& state) { follow(node.body, state); }
    void step(const Declare& node, source::Span, State& state) {
        check(*node.value, state);
        add(*node.local, state);
    }
    void step(const DeclareTuple& node, source::Span, State& state) {
        check(*node.value, state);
        for (const Local* local : node.locals)
            if (local != nullptr) add(*local, state);
    }
    void step(const Assign& node, source::Span, State& state) {
        for_each_key(node.place, [&](const Expression& key) { check(key, state); });
        check(*node.value, state);
        const auto id = id_of(node.place);
        const auto coin = id ? state.coins.find(*id) : state.coins.end();
        if (coin == state.coins.end()) return;
        if (coin->second.is_live) report(Code::CoinOverwritten, *id, node.place.span);
        coin->second.is_live = true;
    }
    void step(const Update& node, source::Span, State& state) {
        for_each_key(node.place, [&](const Expression& key) { check(key, state); });
        check(*node.value, state);
    }
    void step(const ListUpdate& node, source::Span, State& state) {
        for_each_key(node.place, [&](const Expression& key) { check(key, state); });
        if (node.value != nullptr) check(*node.value, state);
        if (node.otherwise) check_failing(*node.otherwise, state);
    }
    void step(const Evaluate& node, source::Span, State& state) { check(*node.expression, state); }
    void step(const If& node, source::Span, State& state) {
        check(*node.condition, state);
        State other = state;
        follow(node.when_true, state);
        if (node.when_false) follow(*node.when_false, other);
        state = join(state, other);
    }
    void step(const Match& node, source::Span, State& state) {
        follow_match(node, state,
                     [&](const MatchArm& arm, State& inside) { follow_statements(arm.body, inside); });
    }
    void step(const While& node, source::Span, State& state) {
        follow_loop(node.condition.get(), node.body, state);
    }
    void step(const ForRange& node, source::Span, State& state) {
        check(*node.begin, state);
        check(*node.end, state);
        follow_loop(nullptr, node.body, state);
    }
    void step(const ForEach& node, source::Span, State& state) {
        if (const auto* place = std::get_if<Place>(&node.array))
            for_each_key(*place, [&](const Expression& key) { check(key, state); });
        else
            check(*std::get<ExpressionPtr>(node.array), state);
        follow_loop(nullptr, node.body, state);
    }
    void step(const Return& node, source::Span span, State& state) {
        if (node.value != nullptr) check(*node.value, state);
        check_end(state, &span);
        state.is_reachable = false;
    }
    void step(const Break&, source::Span span, State& state) {
        leave_round(span, state);
        loops_.back().breaks.push_back(state);
        state.is_reachable = false;
    }
    void step(const Continue&, source::Span span, State& state) {
        leave_round(span, state);
        check_round(loops_.back().entry, state);
        state.is_reachable = false;
    }
    void step(const Revert& node, source::Span, State& state) {
        for (const ExpressionPtr& argument : node.with.arguments) check(*argument, state);
        state.is_reachable = false;
    }
    void step(const Require& node, source::Span, State& state) {
        check(*node.condition, state);
        check_failing(node.otherwise, state);
    }
    void step(const Assert& node, source::Span, State& state) { check(*node.condition, state); }
    void step(const Emit& node, source::Span, State& state) {
        for (const ExpressionPtr& argument : node.arguments) check(*argument, state);
    }
    void step(const Verify& node, source::Span, State& state) {
        for (const ExpressionPtr& argument : node.arguments)
            if (argument != nullptr) check(*argument, state);
        check(*node.v, state);
        check(*node.r, state);
        check(*node.s, state);
    }
    // Only tests have these, and tests have no coins.
    void step(const Assume&, source::Span, State&) {}
    void step(const ExpectRevert&, source::Span, State&) {}
    void step(const ExpectEmit&, source::Span, State&) {}

    // Arms.

    template <typename Node, typename FollowArm>
    void follow_match(const Node& node, State& state, const FollowArm& follow_arm) {
        check(*node.subject, state);
        const std::vector<CoinId> given = coins_given(*node.subject);
        State end = state;
        end.is_reachable = false;
        for (size_t i = 0; i < node.arms.size(); ++i) {
            State inside = state;
            // What a failed call was given has come back.
            if (i == kFail)
                for (const CoinId id : given) inside.coins[id].is_live = true;
            const std::map<CoinId, Coin> outer = inside.coins;
            for (const Local* binding : node.arms[i].bindings)
                if (binding != nullptr) add(*binding, inside);
            follow_arm(node.arms[i], inside);
            check_scope(outer, inside);
            end = join(end, inside);
        }
        state = end;
    }

    /// The coins that a `try call` sends along; each has a name, by which it is known when the call fails.
    std::vector<CoinId> coins_given(const Expression& subject) {
        const std::vector<CallOption>* options = nullptr;
        if (const auto* call = std::get_if<ExternalCall>(&subject.node); call != nullptr)
            if (call->form == CallForm::Try) options = &call->options;
        if (const auto* call = std::get_if<RawCall>(&subject.node); call != nullptr)
            if (call->form == CallForm::Try) options = &call->options;
        std::vector<CoinId> given;
        if (options == nullptr) return given;
        for (const CallOption& option : *options) {
            if (option.kind != CallOptionKind::Value) continue;
            if (const auto id = id_of(*option.value))
                given.push_back(*id);
            else
                diagnostics_.report(Code::CoinDropped, option.value->span)
                    .with_help("give it a name first, by which it is known when the call fails: `let c = …`");
        }
        return given;
    }

    // Loops.

    /// The body may run any number of times: what a round finds is what the first one found.
    void follow_loop(const Expression* condition, const Block& body, State& state) {
        loops_.push_back({state.coins, {}});
        State inside = state;
        if (condition != nullptr) check(*condition, inside);
        state = inside;
        follow(body, inside);
        if (inside.is_reachable) check_round(loops_.back().entry, inside);
        const std::vector<State> breaks = std::move(loops_.back().breaks);
        loops_.pop_back();
        for (const State& other : breaks) state = join(state, other);
    }

    /// The round's own coins end with it.
    void leave_round(source::Span span, State& state) {
        const std::map<CoinId, Coin>& entry = loops_.back().entry;
        for (auto coin = state.coins.begin(); coin != state.coins.end();) {
            const bool is_outer = entry.contains(coin->first);
            if (!is_outer) check_used(coin->first, coin->second, &span);
            coin = is_outer ? std::next(coin) : state.coins.erase(coin);
        }
    }

    void check_round(const std::map<CoinId, Coin>& entry, const State& state) {
        for (const auto& [id, before] : entry) {
            const auto after = state.coins.find(id);
            if (after == state.coins.end() || before.is_live == after->second.is_live) continue;
            if (before.is_live)
                report(Code::CoinUsedInLoop, id, after->second.used);
            else
                report(Code::CoinNotUsed, id, span_of(id));
        }
    }

    // Expressions, in the order in which they are evaluated.

    void check(const Expression& expression, State& state) {
        if (const auto* amount = std::get_if<CoinAmount>(&expression.node)) return peek(*amount, state);
        if (const auto* node = std::get_if<Conditional>(&expression.node)) {
            check(*node->condition, state);
            State other = state;
            check(*node->when_true, state);
            check(*node->when_false, other);
            state = join(state, other);
            return;
        }
        if (const auto* node = std::get_if<MatchValue>(&expression.node))
            return follow_match(*node, state,
                                [&](const MatchValueArm& arm, State& inside) { check(*arm.value, inside); });
        if (const auto* node = std::get_if<Logical>(&expression.node)) {
            check(*node->left, state);
            State other = state;
            check(*node->right, other);
            state = join(state, other);
            return;
        }
        if (const auto* node = std::get_if<Otherwise>(&expression.node)) {
            check(*node->operation, state);
            check_failing(node->with, state);
            return;
        }
        if (const auto* node = std::get_if<CoinSplit>(&expression.node)) {
            // How much is split off may depend on how much there is.
            check(*node->amount, state);
            return check(*node->coin, state);
        }
        for_each_operand(expression, [&](const Expression& operand) { check(operand, state); });
        if (const auto id = id_of(expression)) use(*id, expression.span, state);
    }

    /// What is used on the way to a revert is there on the other path.
    void check_failing(const RevertWith& with, State failing) {
        for (const ExpressionPtr& argument : with.arguments) check(*argument, failing);
    }

    void peek(const CoinAmount& amount, State& state) {
        const auto id = id_of(*amount.coin);
        if (!id) {
            check(*amount.coin, state);
            diagnostics_.report(Code::CoinDropped, amount.coin->span)
                .with_help("give it a name first: `let c = …`");
            return;
        }
        const auto coin = state.coins.find(*id);
        if (coin != state.coins.end() && !coin->second.is_live)
            report(Code::CoinUsedTwice, *id, amount.coin->span, &coin->second.used);
    }

    void use(CoinId id, source::Span span, State& state) {
        const auto coin = state.coins.find(id);
        if (coin == state.coins.end()) return;
        if (!coin->second.is_live) report(Code::CoinUsedTwice, id, span, &coin->second.used);
        coin->second = {false, span};
    }

    // Coins.

    static std::optional<CoinId> id_of(const Place& place) {
        const auto* const* local = std::get_if<const Local*>(&place.root);
        const bool is_coin = local != nullptr && (*local)->type->is(TypeKind::Coin);
        return is_coin ? std::optional{(*local)->index + 1} : std::nullopt;
    }
    static std::optional<CoinId> id_of(const Expression& expression) {
        if (const auto* read = std::get_if<PlaceRead>(&expression.node)) return id_of(read->place);
        const auto* surroundings = std::get_if<EnvironmentRead>(&expression.node);
        const bool is_paid = surroundings != nullptr && surroundings->what == Environment::Paid;
        return is_paid ? std::optional{kPaid} : std::nullopt;
    }

    static void add(const Local& local, State& state) {
        if (local.type->is(TypeKind::Coin)) state.coins[local.index + 1] = Coin{};
    }

    State join(const State& a, const State& b) {
        if (!a.is_reachable) return b;
        if (!b.is_reachable) return a;
        State result = a;
        for (auto& [id, coin] : result.coins) {
            const auto other = b.coins.find(id);
            if (other == b.coins.end() || other->second.is_live == coin.is_live) continue;
            const Coin& used = coin.is_live ? other->second : coin;
            report(Code::CoinUsedOnOnePath, id, used.used);
            coin = used;
        }
        return result;
    }

    void check_end(const State& state, const source::Span* end) {
        for (const auto& [id, coin] : state.coins) check_used(id, coin, end);
    }

    void check_used(CoinId id, const Coin& coin, const source::Span* end) {
        if (!coin.is_live || reported_.contains(id)) return;
        reported_.insert(id);
        auto& message = id == kPaid ? diagnostics_.report(Code::PaidNotUsed, function_.span)
                                    : diagnostics_.report(Code::CoinNotUsed, span_of(id), {name_of(id)});
        if (end != nullptr) message.note(*end, "it is still there when this path ends");
    }

    [[nodiscard]] std::string name_of(CoinId id) const {
        return id == kPaid ? "paid" : function_.locals[id - 1]->name;
    }
    [[nodiscard]] source::Span span_of(CoinId id) const {
        return id == kPaid ? function_.span : function_.locals[id - 1]->span;
    }

    /// One message for each coin: what else is wrong with it may follow from the first.
    void report(Code code, CoinId id, source::Span span, const source::Span* used = nullptr) {
        if (!reported_.insert(id).second) return;
        if (id == kPaid) {
            const bool is_missing = code == Code::CoinUsedOnOnePath;
            diagnostics_.report(is_missing ? Code::PaidNotUsed : Code::PaidUsedTwice,
                                is_missing ? function_.span : span);
            return;
        }
        auto& message = diagnostics_.report(code, span, {name_of(id)});
        if (used != nullptr) message.note(*used, "used here");
        message.note(span_of(id), "the coin");
    }

    const Function& function_;
    Diagnostics& diagnostics_;
    std::set<CoinId> reported_;
    std::vector<Loop> loops_;
};

}  // namespace

void check_coins(const Program& program, const std::set<const Function*>& broken, Diagnostics& diagnostics) {
    const auto follow = [&](const Function& function) {
        if (!broken.contains(&function)) Coins{function, diagnostics}.run();
    };
    for (const auto& function : program.functions) follow(*function);
    for (const auto& contract : program.contracts) {
        if (contract->init != nullptr) follow(*contract->init);
        for (const auto& function : contract->functions) follow(*function);
    }
}

}  // namespace deed::sema
