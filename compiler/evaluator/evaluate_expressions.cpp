#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "vm/abi/contract.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::evaluator {

using sema::Environment;
using sema::Expression;
using sema::Intrinsic;

/// Here a contract's code is known by the contract's name.
Hash code_hash_of(const Account& account) {
    if (account.contract != nullptr) return crypto::keccak256(as_bytes(account.contract->name));
    if (account.stranger != nullptr) return crypto::keccak256(account.stranger->code);
    const bool is_empty = account.balance == 0 && account.nonce == 0;
    return is_empty ? Hash{} : crypto::kEmptyCodeHash;
}

Stop stop_with(Panic panic) {
    return {.data = abi::encode_panic(static_cast<uint64_t>(panic))};
}

Evaluated settle(Computed computed) {
    if (!computed) return Failure{stop_with(computed.error())};
    return *std::move(computed);
}

Evaluated Evaluation::evaluate(const Expression& expression) {
    if (++run_.steps > kStepLimit) return Failure{Stop{.kind = StopKind::TooLong}};
    Evaluated value =
        std::visit([&](const auto& node) { return evaluate_node(node, expression); }, expression.node);
    if (value && std::holds_alternative<Malformed>(value->data)) return Failure{Stop{}};
    return value;
}

Result<Values, Stop> Evaluation::evaluate_all(const std::vector<sema::ExpressionPtr>& expressions) {
    Values values;
    for (const sema::ExpressionPtr& expression : expressions) {
        DEED_TRY(value, evaluate(*expression));
        values.push_back(std::move(value));
    }
    return values;
}

Result<Values, Stop> Evaluation::evaluate_whole(const std::vector<sema::ExpressionPtr>& expressions) {
    DEED_TRY(values, evaluate_all(expressions));
    if (!are_whole(values)) return Failure{Stop{}};
    return values;
}

Result<bool, Stop> Evaluation::evaluate_condition(const Expression& expression) {
    DEED_TRY(value, evaluate(expression));
    return value.boolean();
}

Evaluated Evaluation::evaluate_node(const sema::Constant& node, const Expression& whole) {
    if (const auto* bytes = std::get_if<Bytes>(&node.value)) return Value{*bytes};
    return value_of_word(*whole.type, std::get<Uint256>(node.value));
}

Evaluated Evaluation::evaluate_node(const sema::PlaceRead& node, const Expression&) {
    DEED_TRY(spot, find_spot(node.place));
    return read(spot);
}

Evaluated Evaluation::evaluate_node(const sema::MemberOf& node, const Expression&) {
    DEED_TRY(base, evaluate(*node.base));
    return base.values().at(node.index);
}

Evaluated Evaluation::evaluate_node(const sema::ElementOf& node, const Expression&) {
    DEED_TRY(base, evaluate(*node.base));
    const bool is_list = node.base->type->is(sema::TypeKind::List);
    DEED_TRY(index, evaluate(*node.index));
    DEED_TRY(place, check_index(index, is_list ? base.values().size() : node.base->type->length));
    return base.values().at(place);
}

Evaluated Evaluation::evaluate_node(const sema::Unary& node, const Expression& whole) {
    DEED_TRY(operand, evaluate(*node.operand));
    return settle(compute(node.op, *whole.type, operand));
}

Evaluated Evaluation::evaluate_node(const sema::Binary& node, const Expression&) {
    DEED_TRY(left, evaluate(*node.left));
    DEED_TRY(right, evaluate(*node.right));
    return settle(compute(node.op, *node.left->type, left, right));
}

Evaluated Evaluation::evaluate_node(const sema::Logical& node, const Expression&) {
    DEED_TRY(left, evaluate(*node.left));
    const bool decides = left.boolean() == (node.op == sema::LogicalOperator::Or);
    if (decides) return left;
    return evaluate(*node.right);
}

Evaluated Evaluation::evaluate_node(const sema::Division& node, const Expression& whole) {
    const sema::RevertWith* const otherwise = take_otherwise();
    DEED_TRY(left, evaluate(*node.left));
    Integer numerator = left.integer();
    if (node.right != nullptr) {
        DEED_TRY(right, evaluate(*node.right));
        numerator *= right.integer();
    }
    DEED_TRY(divisor, evaluate(*node.divisor));
    Evaluated quotient = settle(divide(node.rounding, *whole.type, numerator, divisor.integer()));
    if (!quotient) return Failure{fail_with(otherwise, quotient.error())};
    return quotient;
}

Evaluated Evaluation::evaluate_node(const sema::Cast& node, const Expression& whole) {
    const sema::RevertWith* const otherwise = take_otherwise();
    DEED_TRY(operand, evaluate(*node.operand));
    Evaluated converted = settle(convert(node.kind, *node.operand->type, *whole.type, operand));
    if (!converted) return Failure{fail_with(otherwise, converted.error())};
    return converted;
}

Evaluated Evaluation::evaluate_node(const sema::Otherwise& node, const Expression&) {
    otherwise_ = &node.with;
    return evaluate(*node.operation);
}

Evaluated Evaluation::evaluate_node(const sema::Conditional& node, const Expression&) {
    DEED_TRY(condition, evaluate_condition(*node.condition));
    return evaluate(condition ? *node.when_true : *node.when_false);
}

Evaluated Evaluation::evaluate_node(const sema::Call& node, const Expression&) {
    DEED_TRY(arguments, evaluate_all(node.arguments));
    return call(*node.function, std::move(arguments));
}

Evaluated Evaluation::evaluate_node(const sema::EnvironmentRead& node, const Expression&) {
    const Surroundings& surroundings = run_.world.surroundings;
    switch (node.what) {
        case Environment::Caller: return Value{context_.caller};
        case Environment::Self: return Value{context_.self};
        case Environment::SelfBalance: return Value{account().balance};
        case Environment::BlockTime: return Value{surroundings.time};
        case Environment::BlockNumber: return Value{surroundings.number};
        case Environment::BlockBaseFee: return Value{surroundings.base_fee};
        case Environment::ChainId: return Value{surroundings.chain_id};
        // There is no gas here, so it never runs out.
        case Environment::GasLeft: return Value{Integer{kStepLimit - run_.steps}};
        case Environment::PaidAmount:
        case Environment::Paid: return Value{context_.value};
        case Environment::DomainSeparator: return Value{to_bytes(domain_separator())};
    }
    return Value{};
}

Evaluated Evaluation::evaluate_node(const sema::IntrinsicCall& node, const Expression& whole) {
    DEED_TRY(operands, evaluate_all(node.operands));
    const Value& first = operands[0];
    switch (node.intrinsic) {
        case Intrinsic::Minimum: return Value{std::min(first.integer(), operands[1].integer())};
        case Intrinsic::Maximum: return Value{std::max(first.integer(), operands[1].integer())};
        case Intrinsic::SquareRoot: return Value{square_root_of(first.integer())};
        case Intrinsic::Log2: return settle(log2_of(first.integer()));
        case Intrinsic::Keccak256: return Value{to_bytes(crypto::keccak256(first.bytes()))};
        // A precompiled contract computes it, or nobody does where nobody needs it.
        case Intrinsic::Sha256: returned_.reset(); return Value{to_bytes(crypto::sha256(first.bytes()))};
        case Intrinsic::Length: {
            const auto* elements = std::get_if<Values>(&first.data);
            return Value{Integer{elements != nullptr ? elements->size() : first.bytes().size()}};
        }
        case Intrinsic::ByteAt: {
            const Integer& index = operands[1].integer();
            if (index >= first.bytes().size()) return Failure{stop_with(Panic::OutOfRange)};
            return Value{Bytes{first.bytes()[static_cast<size_t>(index)]}};
        }
        case Intrinsic::Recover: returned_.reset(); return recover(operands);
        case Intrinsic::AccountBalance: return Value{run_.world.account_at(first.address()).balance};
        case Intrinsic::AccountCodeHash:
            return Value{to_bytes(code_hash_of(run_.world.account_at(first.address())))};
        case Intrinsic::AccountHasCode: return Value{run_.world.has_code(first.address())};
    }
    return zero_of(*whole.type);
}

Evaluated Evaluation::evaluate_node(const sema::StructLiteral& node, const Expression&) {
    DEED_TRY(members, evaluate_all(node.members));
    return Value{std::move(members)};
}

Evaluated Evaluation::evaluate_node(const sema::ArrayLiteral& node, const Expression&) {
    DEED_TRY(elements, evaluate_all(node.elements));
    return Value{std::move(elements)};
}

Evaluated Evaluation::evaluate_node(const sema::TupleLiteral& node, const Expression&) {
    DEED_TRY(members, evaluate_all(node.members));
    return Value{std::move(members)};
}

Evaluated Evaluation::call(const sema::Function& function, Values arguments) {
    Values outer = std::exchange(locals_, Values(function.locals.size()));
    for (size_t i = 0; i < arguments.size(); ++i)
        locals_.at(function.parameters[i]->index) = std::move(arguments[i]);
    if (function.guard && function.guard->condition != nullptr) {
        DEED_TRY(may, evaluate_condition(*function.guard->condition));
        if (!may) {
            const sema::ErrorType& refusal = *run_.program.unauthorized;
            return Failure{Stop{.data = encode_error(refusal, {Value{context_.caller}})}};
        }
    }
    DEED_TRY(flow, run_body(function));
    locals_ = std::move(outer);
    return flow == Flow::Return ? std::move(result_) : Value{Values{}};
}

Executed Evaluation::run_body(const sema::Function& function) {
    if (run_.promises == Promises::Dropped || function.ensures.empty()) return execute(function.body);
    for (const sema::Ensures& one : function.ensures)
        for (const sema::OldValue& old : one.old) {
            DEED_TRY(value, evaluate(*old.value));
            locals_.at(old.local->index) = std::move(value);
        }
    DEED_TRY(flow, execute(function.body));
    Value result = std::move(result_);
    for (const sema::Ensures& one : function.ensures) {
        DEED_TRY(holds, evaluate_condition(*one.condition));
        if (!holds) return Failure{Stop{}};
    }
    result_ = std::move(result);
    return flow;
}

Executed Evaluation::initialize(const sema::Contract& contract) {
    for (const auto& field : contract.fields) {
        if (field->initializer == nullptr) continue;
        locals_ = Values(field->locals.size());
        DEED_TRY(value, evaluate(*field->initializer));
        DEED_CHECK(write({field.get(), {}, field->type}, std::move(value)));
    }
    return Flow::Next;
}

}  // namespace deed::evaluator
