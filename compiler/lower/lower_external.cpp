#include <algorithm>

#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::Type;

namespace {

constexpr uint64_t kSelectorSize = 4;
constexpr unsigned kSelectorShift = 224;

std::vector<const Type*> result_types(const sema::Signature& signature) {
    std::vector<const Type*> types;
    for (const sema::Parameter& result : signature.results) types.push_back(result.type);
    return types;
}

/// The bytes that values of these types take in the ABI, or nothing when they differ in length.
std::optional<uint64_t> static_size(const std::vector<const Type*>& types) {
    uint64_t size = 0;
    for (const Type* type : types) {
        if (is_dynamic(*type)) return std::nullopt;
        size += abi_head_size(*type);
    }
    return size;
}

}  // namespace

Encoded FunctionLowering::encode_call(const sema::Selector& selector, const std::vector<Typed>& arguments) {
    const bool is_static = !any_dynamic(arguments);
    const ValueId begin =
        is_static ? emit_.workspace(kSelectorSize + static_abi_size(arguments)) : emit_.workspace();
    emit_.store(begin, emit_.word(word_from(BytesView{selector}) << kSelectorShift));
    const ValueId end = encode_abi(emit_, arguments, emit_.add(begin, kSelectorSize));
    return {begin, emit_.sub(end, begin)};
}

ValueId FunctionLowering::send(const CallInput& input, ValueId output, ValueId size) {
    if (input.mode == CallMode::Static)
        return emit_.op(Op::STATICCALL,
                        {input.gas, input.target, input.data.offset, input.data.size, output, size});
    return emit_.op(Op::CALL,
                    {input.gas, input.target, input.value, input.data.offset, input.data.size, output, size});
}

/// Results of known size were written to memory by the call itself; others stay in return data.
std::vector<Value> FunctionLowering::take_returned(const std::vector<const Type*>& types, ValueId output) {
    const ValueId returned = emit_.op(Op::RETURNDATASIZE);
    const auto size = static_size(types);
    if (!size) {
        Decoder decoder{emit_, Region::ReturnData, emit_.word(0), returned};
        std::vector<Value> values = decoder.decode(types);
        decoder.finish(Check::ReturnData);
        return values;
    }
    if (*size > 0) emit_.revert_if(emit_.op(Op::LT, {returned, emit_.word(*size)}), Check::ReturnData);
    Decoder decoder{emit_, Region::Memory, output, emit_.add(output, *size)};
    std::vector<Value> values = decoder.decode(types);
    decoder.finish(Check::ReturnData);
    return values;
}

Value FunctionLowering::lower_node(const sema::ExternalCall& node, const sema::Expression& whole) {
    const ValueId target = lower_word(*node.target);
    const bool is_static = node.signature->mutability <= sema::Mutability::View;
    CallInput input{is_static ? CallMode::Static : CallMode::Changing, target, {}, emit_.word(0), {}};
    std::optional<ValueId> gas;
    for (const sema::CallOption& option : node.options) {
        const ValueId word = lower_word(*option.value);
        switch (option.kind) {
            case sema::CallOptionKind::Value: input.value = word; break;
            case sema::CallOptionKind::Gas: gas = word; break;
        }
    }
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    std::optional<ValueId> earned_token;
    if (node.earned && node.earned->token != nullptr) earned_token = lower_word(*node.earned->token);
    emit_.set_span(whole.span);
    ValueId before{};
    if (node.earned) before = own_balance(earned_token);
    if (node.earned && !earned_token) before = emit_.sub(before, input.value);

    const auto types = result_types(*node.signature);
    // Whatever returns enough data is there; where none is expected, code must be.
    if (types.empty()) emit_.revert_if(emit_.is_zero(emit_.op(Op::EXTCODESIZE, {target})), Check::OuterCode);
    const auto size = static_size(types);
    input.data = encode_call(node.signature->selector, arguments);
    input.gas = gas ? *gas : emit_.op(Op::GAS);
    const ValueId output = size ? emit_.workspace(*size) : emit_.word(0);
    const ValueId worked = send(input, output, emit_.word(size.value_or(0)));
    emit_.pass_revert_if(emit_.is_zero(worked), Check::OuterCall);

    Value result;
    result.is_fresh = true;
    const std::vector<Value> returned = take_returned(types, output);
    for (size_t i = 0; i < types.size(); ++i) {
        // Measuring builds its own call where the results of this one lie.
        const Value one = node.earned ? values_.own(*types[i], returned[i]) : returned[i];
        result.words.insert(result.words.end(), one.words.begin(), one.words.end());
    }
    if (node.earned) result.words.push_back(growth(before, own_balance(earned_token)));
    return result;
}

}  // namespace deed::lower
