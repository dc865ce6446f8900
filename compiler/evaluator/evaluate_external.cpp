#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "compiler/sema/number.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::evaluator {

using sema::CallForm;
using sema::CallOptionKind;
using sema::Expression;

namespace {

/// The variants of what comes of a `try call`.
constexpr uint32_t kFail = 0;
constexpr uint32_t kOk = 1;

/// A word in as many bytes as its type has; bytes and text as they are.
Bytes pack(const sema::Type& type, const Value& value) {
    if (type.is_slice() || type.is(sema::TypeKind::FixedBytes)) return value.bytes();
    const Bytes word = encode({&type}, {value});
    const size_t size = type.is_integer() ? type.bits / 8 : type.is(sema::TypeKind::Bool) ? 1 : 20;
    return {word.end() - static_cast<std::ptrdiff_t>(size), word.end()};
}

}  // namespace

// Encodings.

Evaluated Evaluation::evaluate_node(const sema::AbiEncode& node, const Expression&) {
    DEED_TRY(arguments, evaluate_whole(node.arguments));
    Bytes encoding;
    if (node.form == sema::EncodingForm::Packed) {
        for (size_t i = 0; i < arguments.size(); ++i)
            append(encoding, pack(*node.arguments[i]->type, arguments[i]));
        return Value{std::move(encoding)};
    }
    std::vector<const sema::Type*> types;
    for (const sema::ExpressionPtr& argument : node.arguments) types.push_back(argument->type);
    if (node.selector) encoding = to_bytes(*node.selector);
    append(encoding, encode(types, arguments));
    return Value{std::move(encoding)};
}

Evaluated Evaluation::evaluate_node(const sema::AbiDecode& node, const Expression& whole) {
    DEED_TRY(data, evaluate(*node.data));
    const bool is_tuple = whole.type->is(sema::TypeKind::Tuple);
    auto values =
        decode(is_tuple ? whole.type->members : std::vector<const sema::Type*>{whole.type}, data.bytes());
    if (!values) return Failure{Stop{}};
    return is_tuple ? Value{*std::move(values)} : std::move(values->front());
}

// Calls.

Result<Context, Stop> Evaluation::open_call(const Expression& target,
                                            const std::vector<sema::CallOption>& options) {
    DEED_TRY(account, evaluate(target));
    Context callee{account.address(), context_.self, 0, context_.changes};
    for (const sema::CallOption& option : options) {
        DEED_TRY(amount, evaluate(*option.value));
        switch (option.kind) {
            case CallOptionKind::Value: callee.value = amount.integer(); break;
            case CallOptionKind::Gas: break;  // There is no gas here.
            case CallOptionKind::Salt: DEED_ASSERT(!"a call takes no salt");
        }
    }
    return callee;
}

Result<Bytes, Stop> Evaluation::call_other(const Context& callee, BytesView input) {
    const bool is_payable = account().balance >= callee.value;
    const bool is_allowed = callee.value == 0 || context_.changes == Changes::Allowed;
    if (!is_payable || !is_allowed) return Failure{Stop{}};
    note_interaction(callee.changes);
    return remember(run_frame(run_, callee, [&] { return run_call(run_, callee, input); }));
}

void Evaluation::note_interaction(Changes changes) {
    run_.turns.note_interaction(changes == Changes::Refused ? Turns::Interaction::Static
                                                            : Turns::Interaction::Changing);
}

Result<Bytes, Stop> Evaluation::remember(Result<Bytes, Stop> output) {
    returned_ = output ? *output : output.error().data;
    return output;
}

Evaluated Evaluation::evaluate_node(const sema::ExternalCall& node, const Expression&) {
    DEED_TRY(callee, open_call(*node.target, node.options));
    if (node.signature->mutability <= sema::Mutability::View) callee.changes = Changes::Refused;
    DEED_TRY(arguments, evaluate_whole(node.arguments));
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
    const bool is_try = node.form == CallForm::Try;
    const bool needs_code = is_try || types.empty();
    if (needs_code && !run_.world.has_code(callee.self)) {
        returned_.reset();
        if (is_try) return Value{Variant{kFail, {Value{Bytes{}}}}};
        return Failure{Stop{}};
    }
    auto output = call_other(callee, input);
    if (!output && is_try && output.error().kind == StopKind::Revert)
        return Value{Variant{kFail, {Value{output.error().data}}}};
    if (!output) return Failure{output.error()};
    auto results = decode(types, *output);
    if (!results) return Failure{Stop{}};
    if (node.earned) {
        DEED_TRY(after, own_balance(node.earned->token));
        DEED_TRY(coin, growth(before, after));
        results->push_back(std::move(coin));
    }
    if (is_try) return Value{Variant{kOk, *std::move(results)}};
    return results->size() == 1 ? std::move(results->front()) : Value{*std::move(results)};
}

Evaluated Evaluation::evaluate_node(const sema::RawCall& node, const Expression&) {
    DEED_TRY(callee, open_call(*node.target, node.options));
    DEED_TRY(data, evaluate(*node.data));
    const bool is_try = node.form == CallForm::Try;
    auto output = call_other(callee, data.bytes());
    if (!output && is_try && output.error().kind == StopKind::Revert)
        return Value{Variant{kFail, {Value{output.error().data}}}};
    if (!output) return Failure{output.error()};
    Value returned{*std::move(output)};
    return is_try ? Value{Variant{kOk, {std::move(returned)}}} : std::move(returned);
}

Evaluated Evaluation::evaluate_node(const sema::Deploy& node, const Expression&) {
    Context child{{}, context_.self, 0, context_.changes};
    std::optional<Bytes> salt;
    for (const sema::CallOption& option : node.options) {
        DEED_TRY(given, evaluate(*option.value));
        switch (option.kind) {
            case CallOptionKind::Value: child.value = given.integer(); break;
            case CallOptionKind::Salt: salt = given.bytes(); break;
            case CallOptionKind::Gas: DEED_ASSERT(!"a creation takes no gas option");
        }
    }
    DEED_TRY(arguments, evaluate_whole(node.arguments));
    std::vector<const sema::Type*> types;
    for (const sema::ExpressionPtr& argument : node.arguments) types.push_back(argument->type);
    const Bytes input = encode(types, arguments);
    if (context_.changes == Changes::Refused || account().balance < child.value) return Failure{Stop{}};

    note_interaction(Changes::Allowed);
    // There is no code here, so under CREATE2 the contract's name and arguments stand for it.
    const uint64_t nonce = account().nonce++;
    Bytes code = to_bytes(as_bytes(node.contract->name));
    append(code, input);
    child.self = salt ? crypto::create2_address(context_.self, Hash::from(*salt), crypto::keccak256(code))
                      : crypto::create_address(context_.self, nonce);
    if (run_.world.account_at(child.self).nonce != 0) return Failure{Stop{}};
    auto created = run_frame(run_, child, [&] { return run_creation(run_, child, *node.contract, input); });
    if (!created) return Failure{created.error()};
    returned_ = Bytes{};
    return Value{child.self};
}

}  // namespace deed::evaluator
