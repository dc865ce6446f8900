#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"

namespace deed::evaluator {

Executed Evaluation::execute(const sema::Statement& statement) {
    if (++run_.steps > kStepLimit) return Failure{Stop{.kind = StopKind::TooLong}};
    return std::visit([this](const auto& node) { return execute_node(node); }, statement.node);
}

Executed Evaluation::execute(const sema::Block& block) {
    for (const auto& statement : block.statements) {
        DEED_TRY(flow, execute(*statement));
        if (flow != Flow::Next) return flow;
    }
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::Block& node) {
    return execute(node);
}

Executed Evaluation::execute_node(const sema::Declare& node) {
    DEED_TRY(value, evaluate(*node.value));
    return declare(*node.local, std::move(value));
}

Executed Evaluation::execute_node(const sema::DeclareTuple& node) {
    DEED_TRY(value, evaluate(*node.value));
    for (size_t i = 0; i < node.locals.size(); ++i)
        if (node.locals[i] != nullptr) DEED_CHECK(declare(*node.locals[i], value.values().at(i)));
    return Flow::Next;
}

/// What may change is copied, and so must be well formed in all its parts.
Executed Evaluation::declare(const sema::Local& local, Value value) {
    if (local.is_mutable && !is_whole(value)) return Failure{Stop{}};
    locals_.at(local.index) = std::move(value);
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::Assign& node) {
    DEED_TRY(spot, find_spot(node.place));
    DEED_TRY(value, evaluate(*node.value));
    return write(spot, std::move(value));
}

Executed Evaluation::execute_node(const sema::Update& node) {
    DEED_TRY(spot, find_spot(node.place));
    const Value old = read(spot);
    DEED_TRY(operand, evaluate(*node.value));
    DEED_TRY(value, settle(compute(node.op, *spot.type, old, operand)));
    return write(spot, std::move(value));
}

Executed Evaluation::execute_node(const sema::ListUpdate& node) {
    DEED_TRY(spot, find_spot(node.place));
    if (node.op == sema::ListOperator::Clear) return write(spot, zero_of(*spot.type));
    if (spot.type->is_text()) return update_text(node, spot);
    const sema::RevertWith* const otherwise = node.otherwise ? &*node.otherwise : nullptr;
    std::optional<Value> pushed;
    if (node.op == sema::ListOperator::Push) {
        DEED_TRY(value, evaluate(*node.value));
        pushed = std::move(value);
        DEED_CHECK(check_there(spot));
    }
    DEED_TRY(length, length_of(spot));
    if (pushed && length >= spot.type->length)
        return Failure{fail_with(otherwise, stop_with(Panic::TooMuch))};
    if (!pushed && length == 0) return Failure{fail_with(otherwise, stop_with(Panic::OutOfRange))};
    if (pushed && !is_whole(*pushed)) return Failure{Stop{}};
    DEED_TRY(list, open(spot));
    Values& elements = std::get<Values>(list->data);
    if (pushed)
        elements.push_back(*std::move(pushed));
    else
        elements.pop_back();
    return Flow::Next;
}

Executed Evaluation::update_text(const sema::ListUpdate& node, const Spot& spot) {
    const sema::RevertWith* const otherwise = node.otherwise ? &*node.otherwise : nullptr;
    Bytes byte;
    if (node.op == sema::ListOperator::Push) {
        DEED_TRY(value, evaluate(*node.value));
        byte = value.bytes();
    }
    DEED_CHECK(check_there(spot));
    Bytes text = read(spot).bytes();
    if (byte.empty()) {
        if (text.empty()) return Failure{fail_with(otherwise, stop_with(Panic::OutOfRange))};
        text.pop_back();
    } else {
        if (text.size() >= spot.type->length) return Failure{fail_with(otherwise, stop_with(Panic::TooMuch))};
        text.push_back(byte.front());
    }
    return write(spot, Value{std::move(text)});
}

Executed Evaluation::execute_node(const sema::Evaluate& node) {
    DEED_TRY(value, evaluate(*node.expression));
    (void)value;
    return Flow::Next;
}

// Control.

Executed Evaluation::execute_node(const sema::If& node) {
    DEED_TRY(condition, evaluate_condition(*node.condition));
    if (condition) return execute(node.when_true);
    return node.when_false ? execute(*node.when_false) : Flow::Next;
}

Executed Evaluation::execute_node(const sema::While& node) {
    const Integer maximum = integer_of(node.maximum);
    for (Integer round = 0;; ++round) {
        DEED_TRY(condition, evaluate_condition(*node.condition));
        if (!condition) return Flow::Next;
        if (round == maximum) return Failure{stop_with(Panic::TooMuch)};
        DEED_TRY(flow, execute(node.body));
        if (flow == Flow::Break) return Flow::Next;
        if (flow == Flow::Return) return flow;
    }
}

Executed Evaluation::execute_node(const sema::ForRange& node) {
    DEED_TRY(begin, evaluate(*node.begin));
    DEED_TRY(end, evaluate(*node.end));
    const Integer rounds = end.integer() - begin.integer();
    if (node.maximum && rounds > integer_of(*node.maximum)) return Failure{stop_with(Panic::TooMuch)};
    for (Integer i = begin.integer(); i < end.integer(); ++i) {
        locals_.at(node.local->index) = Value{i};
        DEED_TRY(flow, execute(node.body));
        if (flow == Flow::Break) break;
        if (flow == Flow::Return) return flow;
    }
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::ForEach& node) {
    Spot spot;
    Value array;
    const auto* const place = std::get_if<sema::Place>(&node.array);
    if (place != nullptr) {
        DEED_TRY(found, find_spot(*place));
        spot = std::move(found);
    } else {
        DEED_TRY(value, evaluate(*std::get<sema::ExpressionPtr>(node.array)));
        array = std::move(value);
    }
    for (size_t i = 0;; ++i) {
        uint64_t length = 0;
        if (place != nullptr) {
            DEED_CHECK(check_there(spot));
            DEED_TRY(now, length_of(spot));
            length = now;
        } else {
            length = array.values().size();
        }
        if (i >= length) break;
        Value element = place != nullptr ? read(element_of(spot, i)) : array.values().at(i);
        if (std::holds_alternative<Malformed>(element.data)) return Failure{Stop{}};
        locals_.at(node.local->index) = std::move(element);
        DEED_TRY(flow, execute(node.body));
        if (flow == Flow::Break) break;
        if (flow == Flow::Return) return flow;
    }
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::Return& node) {
    result_ = Value{Values{}};
    if (node.value != nullptr) {
        DEED_TRY(value, evaluate(*node.value));
        result_ = std::move(value);
    }
    return Flow::Return;
}

Executed Evaluation::execute_node(const sema::Break&) {
    return Flow::Break;
}

Executed Evaluation::execute_node(const sema::Continue&) {
    return Flow::Continue;
}

// Refusals.

Stop Evaluation::fail_with(const sema::RevertWith* otherwise, Stop own) {
    return otherwise == nullptr ? std::move(own) : revert_with(*otherwise);
}

Stop Evaluation::revert_with(const sema::RevertWith& with) {
    auto arguments = evaluate_whole(with.arguments);
    if (!arguments) return arguments.error();
    return {.data = encode_error(*with.error, *arguments)};
}

Executed Evaluation::execute_node(const sema::Revert& node) {
    return Failure{revert_with(node.with)};
}

Executed Evaluation::execute_node(const sema::Require& node) {
    DEED_TRY(holds, evaluate_condition(*node.condition));
    if (!holds) return Failure{revert_with(node.otherwise)};
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::Assert& node) {
    DEED_TRY(holds, evaluate_condition(*node.condition));
    if (holds) return Flow::Next;
    if (is_test_) return Failure{Stop{.kind = StopKind::TestFailed, .ending = TestEnding::AssertionFailed}};
    return Failure{stop_with(Panic::Assertion)};
}

Executed Evaluation::execute_node(const sema::Assume& node) {
    DEED_TRY(holds, evaluate_condition(*node.condition));
    if (holds) return Flow::Next;
    return Failure{Stop{.kind = StopKind::TestFailed, .ending = TestEnding::Passed}};
}

// Events.

Executed Evaluation::execute_node(const sema::Emit& node) {
    DEED_TRY(arguments, evaluate_whole(node.arguments));
    if (context_.changes == Changes::Refused) return Failure{Stop{}};
    EventCode code = encode_event(*node.event, arguments);
    run_.logs.push_back({context_.self, std::move(code.topics), std::move(code.data)});
    return Flow::Next;
}

Executed Evaluation::execute_node(const sema::Unsafe& node) {
    return execute(node.body);
}

}  // namespace deed::evaluator
