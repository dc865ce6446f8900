#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "compiler/sema/selectors.hpp"

namespace deed::evaluator {

using sema::Expression;
using sema::HoldingOperation;
using sema::TransferKind;

namespace {

constexpr size_t kWord = 32;

/// The sum of two amounts, or the stop of one that no word holds.
Result<Integer, Stop> sum_of(const Integer& a, const Integer& b) {
    Integer sum = a + b;
    if (sum > integer_of(Uint256::max())) return Failure{stop_with(Panic::Overflow)};
    return sum;
}

Bytes word_bytes(const Integer& number) {
    const Hash word = to_hash(sema::word_of(number));
    return to_bytes(BytesView{word});
}

}  // namespace

Stop Evaluation::lack_of(const Integer& available, const Integer& needed) {
    return {.data = encode_error(*run_.program.insufficient, {Value{available}, Value{needed}})};
}

/// The holding at a key, or its ledger's total where there is none.
Evaluation::Spot Evaluation::holding_spot(const sema::Field& field, const std::optional<Value>& member,
                                          const Value* key) {
    Spot spot{&field, {}, field.type};
    const auto step_into = [&](const Value& where) {
        spot.type = spot.type->element;
        spot.steps.push_back({key_of(where), spot.type});
    };
    if (member) step_into(*member);
    if (key != nullptr) step_into(*key);
    return spot;
}

Result<Integer, Stop> Evaluation::debit(const Spot& spot, const std::optional<Integer>& amount) {
    const Integer available = read(spot).integer();
    Integer taken = amount.value_or(available);
    if (available < taken) return Failure{lack_of(available, taken)};
    DEED_CHECK(write(spot, Value{Integer{available - taken}}));
    return taken;
}

Executed Evaluation::credit(const Spot& spot, const Integer& amount) {
    DEED_TRY(sum, sum_of(read(spot).integer(), amount));
    return write(spot, Value{std::move(sum)});
}

Evaluated Evaluation::evaluate_node(const sema::HoldingChange& node, const Expression&) {
    const sema::RevertWith* const otherwise = take_otherwise();
    std::optional<Value> member;
    if (node.member != nullptr) {
        DEED_TRY(which, evaluate(*node.member));
        member = std::move(which);
    }
    DEED_TRY(keys, evaluate_all(node.keys));
    std::optional<Integer> amount;
    if (node.amount != nullptr) {
        DEED_TRY(value, evaluate(*node.amount));
        amount = value.integer();
    }
    const sema::Field& field = *node.holding;
    const auto holding = [&](size_t i) {
        return holding_spot(field, member, keys.empty() ? nullptr : &keys[i]);
    };
    const bool is_put = node.operation == HoldingOperation::Put || node.operation == HoldingOperation::Mint;
    Integer moved;
    if (is_put) {
        moved = *amount;
    } else {
        auto taken = debit(holding(0), amount);
        if (!taken) return Failure{fail_with(otherwise, taken.error())};
        moved = *std::move(taken);
    }
    if (node.operation == HoldingOperation::Move) {
        DEED_CHECK(credit(holding(1), moved));
        return Value{Values{}};
    }
    if (field.total != nullptr) {
        const Spot total = holding_spot(*field.total, member, nullptr);
        if (is_put) {
            DEED_CHECK(credit(total, moved));
        } else {
            DEED_CHECK(debit(total, moved));
        }
    }
    if (is_put) {
        DEED_CHECK(credit(holding(0), moved));
    }
    const bool gives_coin =
        node.operation == HoldingOperation::Take || node.operation == HoldingOperation::TakeAll;
    return gives_coin ? Value{std::move(moved)} : Value{Values{}};
}

Evaluated Evaluation::evaluate_node(const sema::CoinAmount& node, const Expression&) {
    return evaluate(*node.coin);
}

Evaluated Evaluation::evaluate_node(const sema::CoinSplit& node, const Expression&) {
    const sema::RevertWith* const otherwise = take_otherwise();
    DEED_TRY(coin, evaluate(*node.coin));
    DEED_TRY(part, evaluate(*node.amount));
    if (coin.integer() < part.integer())
        return Failure{fail_with(otherwise, lack_of(coin.integer(), part.integer()))};
    Integer rest = coin.integer() - part.integer();
    return Value{Values{std::move(part), Value{std::move(rest)}}};
}

Evaluated Evaluation::evaluate_node(const sema::CoinJoin& node, const Expression&) {
    DEED_TRY(left, evaluate(*node.left));
    DEED_TRY(right, evaluate(*node.right));
    DEED_TRY(sum, sum_of(left.integer(), right.integer()));
    return Value{std::move(sum)};
}

Evaluated Evaluation::evaluate_node(const sema::CoinLeave& node, const Expression&) {
    DEED_CHECK(evaluate(*node.coin));
    return Value{Values{}};
}

Evaluated Evaluation::evaluate_node(const sema::LedgerSum& node, const Expression&) {
    const Value ledger = read({node.ledger, {}, node.ledger->type});
    Integer sum = 0;
    for (const auto& [key, amount] : std::get<Entries>(ledger.data)) sum += amount.integer();
    return Value{std::move(sum)};
}

// In and out.

/// Sends ether and calldata; gives what comes back.
Result<Bytes, Stop> Evaluation::send(const Address& to, const Integer& value, const Bytes& input) {
    const bool is_allowed = value == 0 || context_.changes == Changes::Allowed;
    if (account().balance < value || !is_allowed) return Failure{Stop{}};
    const Context callee{to, context_.self, value, context_.changes};
    note_interaction(callee.changes);
    return remember(run_frame(run_, callee, [&] { return run_call(run_, callee, input); }));
}

/// As SafeERC20 takes it: true, or nothing at all from a contract.
Result<bool, Stop> Evaluation::ask_token(const Address& token, std::string_view signature,
                                         const std::vector<Integer>& arguments) {
    Bytes input = to_bytes(sema::selector_of(std::string{signature}));
    for (const Integer& argument : arguments) append(input, word_bytes(argument));
    DEED_TRY(output, send(token, 0, input));
    if (output.empty()) return run_.world.has_code(token);
    return output.size() >= kWord && Bytes{output.begin(), output.begin() + kWord} == word_bytes(1);
}

Executed Evaluation::tell_token(const Address& token, std::string_view signature,
                                const std::vector<Integer>& arguments) {
    DEED_TRY(agrees, ask_token(token, signature, arguments));
    if (!agrees) return Failure{Stop{}};
    return Flow::Next;
}

Result<Integer, Stop> Evaluation::own_balance(const sema::ExpressionPtr& token) {
    if (token == nullptr) return account().balance;
    DEED_TRY(address, evaluate(*token));
    Bytes input = to_bytes(sema::selector_of("balanceOf(address)"));
    append(input, word_bytes(integer_of(to_word(context_.self))));
    DEED_TRY(output, send(address.address(), 0, input));
    if (output.size() < kWord) return Failure{Stop{}};
    return integer_of(word_from(BytesView{output}.first(kWord)));
}

Evaluated Evaluation::growth(const Integer& before, const Integer& after) {
    if (after < before) return Failure{stop_with(Panic::Overflow)};
    return Value{Integer{after - before}};
}

Evaluated Evaluation::evaluate_node(const sema::Transfer& node, const Expression&) {
    Address token;
    if (node.token != nullptr) {
        DEED_TRY(known, evaluate(*node.token));
        token = known.address();
    }
    DEED_TRY(account_value, evaluate(*node.account));
    DEED_TRY(amount_value, evaluate(*node.amount));
    const Integer account = integer_of(to_word(account_value.address()));
    const Integer& amount = amount_value.integer();
    const Integer self = integer_of(to_word(context_.self));
    switch (node.kind) {
        case TransferKind::Pay: DEED_CHECK(send(account_value.address(), amount, {})); break;
        case TransferKind::Push:
            DEED_CHECK(tell_token(token, "transfer(address,uint256)", {account, amount}));
            break;
        case TransferKind::Allow: {
            const auto agrees = ask_token(token, "approve(address,uint256)", {account, amount});
            if (agrees && *agrees) break;
            if (!agrees && agrees.error().kind != StopKind::Revert) return Failure{agrees.error()};
            DEED_CHECK(tell_token(token, "approve(address,uint256)", {account, 0}));
            DEED_CHECK(tell_token(token, "approve(address,uint256)", {account, amount}));
            break;
        }
        case TransferKind::PullExact:
            DEED_CHECK(tell_token(token, "transferFrom(address,address,uint256)", {account, self, amount}));
            return amount_value;
        case TransferKind::Pull: {
            DEED_TRY(before, own_balance(node.token));
            DEED_CHECK(tell_token(token, "transferFrom(address,address,uint256)", {account, self, amount}));
            DEED_TRY(after, own_balance(node.token));
            return growth(before, after);
        }
    }
    return Value{Values{}};
}

}  // namespace deed::evaluator
