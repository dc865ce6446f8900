#include <algorithm>

#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "compiler/sema/actors.hpp"

namespace deed::evaluator {

using sema::Expression;
using sema::WorldChange;

namespace {

/// block.time and block.number end where their type ends.
Integer move_forward(const Integer& clock, const Integer& amount) {
    const Integer last = ~uint64_t{0};
    const Integer sum = clock + amount;
    return std::min(sum, last);
}

World make_test_world() {
    constexpr uint64_t kFirstBlockTime = 1'700'000'000;
    const Integer ether = boost::multiprecision::pow(Integer{10}, 18);
    World world;
    world.surroundings = {.time = kFirstBlockTime, .number = 1, .base_fee = 1'000'000'000, .chain_id = 31337};
    for (const sema::Actor& actor : sema::actors()) world.accounts[actor.address].balance = 10'000 * ether;
    world.accounts[sema::test_runner()].balance = 10'000 * ether;
    return world;
}

Stop failed_test(TestEnding ending) {
    return {.kind = StopKind::TestFailed, .ending = ending};
}

}  // namespace

// Transactions.

Result<Transaction, Stop> Evaluation::make_transaction(const std::vector<sema::ExpressionPtr>& arguments,
                                                       const Expression& value, const Expression& from) {
    std::vector<const sema::Type*> types;
    for (const sema::ExpressionPtr& argument : arguments) types.push_back(argument->type);
    DEED_TRY(values, evaluate_all(arguments));
    DEED_TRY(amount, evaluate(value));
    DEED_TRY(sender, evaluate(from));
    return Transaction{.from = sender.address(), .value = amount.integer(), .input = encode(types, values)};
}

Result<Outcome, Stop> Evaluation::require_success(const Outcome& outcome) {
    if (outcome.ending == Ending::TooLong) return Failure{Stop{.kind = StopKind::TooLong}};
    if (outcome.ending != Ending::Success)
        return Failure{Stop{.kind = StopKind::TransactionReverted, .data = outcome.output}};
    run_.logs.insert(run_.logs.end(), outcome.logs.begin(), outcome.logs.end());
    return outcome;
}

Evaluated Evaluation::evaluate_node(const sema::TestDeploy& node, const Expression&) {
    DEED_TRY(transaction, make_transaction(node.arguments, *node.value, *node.from));
    DEED_TRY(outcome, require_success(create(run_.program, run_.world, *node.contract, transaction)));
    return Value{outcome.created};
}

Evaluated Evaluation::evaluate_node(const sema::TestCall& node, const Expression&) {
    DEED_TRY(target, evaluate(*node.target));
    DEED_TRY(transaction, make_transaction(node.arguments, *node.value, *node.from));
    transaction.to = target.address();
    if (node.selector)
        transaction.input.insert(transaction.input.begin(), node.selector->begin(), node.selector->end());
    DEED_TRY(outcome, require_success(evaluator::call(run_.program, run_.world, transaction)));
    auto results = decode(types_of(node.signature->results), outcome.output);
    if (!results) return Failure{Stop{}};
    return results->size() == 1 ? std::move(results->front()) : Value{*std::move(results)};
}

Evaluated Evaluation::evaluate_node(const sema::TestCheat& node, const Expression&) {
    DEED_TRY(arguments, evaluate_all(node.arguments));
    Surroundings& surroundings = run_.world.surroundings;
    switch (node.change) {
        case WorldChange::Warp:
            surroundings.time = move_forward(surroundings.time, arguments[0].integer());
            break;
        case WorldChange::Roll:
            surroundings.number = move_forward(surroundings.number, arguments[0].integer());
            break;
        case WorldChange::Deal:
            run_.world.accounts[arguments[0].address()].balance = arguments[1].integer();
            break;
    }
    return Value{Values{}};
}

// Expectations.

Executed Evaluation::execute_node(const sema::ExpectRevert& node) {
    std::optional<Bytes> expected;
    if (node.with) {
        DEED_TRY(arguments, evaluate_all(node.with->arguments));
        expected = encode_error(*node.with->error, arguments);
    }
    Executed executed = execute(node.body);
    if (executed) return Failure{failed_test(TestEnding::NothingReverted)};
    const Stop& stop = executed.error();
    if (stop.kind != StopKind::TransactionReverted) return executed;
    if (expected && *expected != stop.data) return Failure{failed_test(TestEnding::WrongRevert)};
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::ExpectEmit& node) {
    DEED_TRY(arguments, evaluate_all(node.arguments));
    const EventCode expected = encode_event(*node.event, arguments);
    const auto before = static_cast<std::ptrdiff_t>(run_.logs.size());
    DEED_TRY(flow, execute(node.body));
    const bool is_there = std::any_of(run_.logs.begin() + before, run_.logs.end(), [&](const Log& log) {
        return log.topics == expected.topics && log.data == expected.data;
    });
    if (!is_there) return Failure{failed_test(TestEnding::EventMissing)};
    return flow;
}

Executed Evaluation::run(const sema::Test& test) {
    is_test_ = true;
    locals_ = Values(test.locals.size());
    return execute(test.body);
}

TestEnding run_test(const sema::Program& program, const sema::Test& test) {
    World world = make_test_world();
    Run run{program, world};
    const Executed executed = Evaluation{run, {}}.run(test);
    if (executed) return TestEnding::Passed;
    switch (executed.error().kind) {
        case StopKind::Revert: return TestEnding::Stopped;
        case StopKind::TransactionReverted: return TestEnding::CallReverted;
        case StopKind::TestFailed: return executed.error().ending;
        case StopKind::TooLong: return TestEnding::TooLong;
    }
    return TestEnding::Stopped;
}

}  // namespace deed::evaluator
