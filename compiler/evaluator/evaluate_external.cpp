#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/evaluation.hpp"

namespace deed::evaluator {

using sema::CallOptionKind;
using sema::Expression;

Evaluated Evaluation::evaluate_node(const sema::ExternalCall& node, const Expression&) {
    DEED_TRY(target, evaluate(*node.target));
    Context callee{target.address(), context_.self, 0, context_.changes};
    if (node.signature->mutability <= sema::Mutability::View) callee.changes = Changes::Refused;
    for (const sema::CallOption& option : node.options) {
        DEED_TRY(amount, evaluate(*option.value));
        switch (option.kind) {
            case CallOptionKind::Value: callee.value = amount.integer(); break;
            case CallOptionKind::Gas: break;  // There is no gas here.
        }
    }
    DEED_TRY(arguments, evaluate_all(node.arguments));
    std::vector<const sema::Type*> argument_types;
    for (const sema::ExpressionPtr& argument : node.arguments) argument_types.push_back(argument->type);
    Bytes input = to_bytes(node.signature->selector);
    append(input, encode(argument_types, arguments));

    Integer before;
    if (node.earned) {
        DEED_TRY(balance, own_balance(node.earned->token));
        before = node.earned->token == nullptr ? Integer{balance - callee.value} : balance;
    }
    const auto types = types_of(node.signature->results);
    if (types.empty() && !run_.world.has_code(callee.self)) return Failure{Stop{}};
    const bool is_payable = account().balance >= callee.value;
    const bool is_allowed = callee.value == 0 || context_.changes == Changes::Allowed;
    if (!is_payable || !is_allowed) return Failure{Stop{}};
    DEED_TRY(output, run_frame(run_, callee, [&] { return run_call(run_, callee, input); }));
    auto results = decode(types, output);
    if (!results) return Failure{Stop{}};
    if (node.earned) {
        DEED_TRY(after, own_balance(node.earned->token));
        DEED_TRY(coin, growth(before, after));
        results->push_back(std::move(coin));
    }
    return results->size() == 1 ? std::move(results->front()) : Value{*std::move(results)};
}

}  // namespace deed::evaluator
