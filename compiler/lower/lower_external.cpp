#include <algorithm>

#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

using sema::Type;

namespace {

constexpr uint64_t kSelectorSize = 4;
constexpr unsigned kSelectorShift = 224;
constexpr uint64_t kWord = 32;
constexpr uint64_t kRecoverAddress = 1;
/// What a call costs beside what it forwards (EIP-2929, EIP-7702): the account, what its code is delegated
/// to, ether sent along, an account that the ether makes. With something to spare for the instructions
/// between.
constexpr uint64_t kColdPrice = 2600;
constexpr uint64_t kDelegationPrice = 2600;
constexpr uint64_t kValuePrice = 9000;
constexpr uint64_t kCreationPrice = 25000;
constexpr uint64_t kSpare = 400;
/// Half the order of secp256k1: a signature with `s` above it is the mirror image of another.
constexpr Uint256 kHalfOrder{0xdfe92f46681b20a0, 0x5d576e7357a4501d, ~0ULL, ~0ULL >> 1};

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
    const ValueId gas = input.gas ? *input.gas : emit_.op(Op::GAS);
    if (input.mode == CallMode::Static)
        return emit_.op(Op::STATICCALL,
                        {gas, input.target, input.data.offset, input.data.size, output, size});
    return emit_.op(Op::CALL,
                    {gas, input.target, input.value, input.data.offset, input.data.size, output, size});
}

std::vector<Value> FunctionLowering::take_returned_data(const std::vector<const Type*>& types) {
    Decoder decoder{emit_, Region::ReturnData, emit_.word(0), emit_.op(Op::RETURNDATASIZE)};
    std::vector<Value> values = decoder.decode(types);
    decoder.finish(Check::ReturnData);
    return values;
}

/// Results of known size were written to memory by the call itself; others stay in return data.
std::vector<Value> FunctionLowering::take_returned(const std::vector<const Type*>& types, ValueId output) {
    const auto size = static_size(types);
    if (!size) return take_returned_data(types);
    const ValueId returned = emit_.op(Op::RETURNDATASIZE);
    if (*size > 0) emit_.revert_if(emit_.op(Op::LT, {returned, emit_.word(*size)}), Check::ReturnData);
    Decoder decoder{emit_, Region::Memory, output, emit_.add(output, *size)};
    std::vector<Value> values = decoder.decode(types);
    decoder.finish(Check::ReturnData);
    return values;
}

FunctionLowering::CallInput FunctionLowering::open_call(const sema::Expression& target,
                                                        const std::vector<sema::CallOption>& options) {
    CallInput input{CallMode::Changing, lower_word(target), std::nullopt, emit_.word(0)};
    for (const sema::CallOption& option : options) {
        const ValueId word = lower_word(*option.value);
        switch (option.kind) {
            case sema::CallOptionKind::Value:
                input.value = word;
                input.sends = true;
                break;
            case sema::CallOptionKind::Gas: input.gas = word; break;
            case sema::CallOptionKind::Salt: DEED_ASSERT(!"a call takes no salt");
        }
    }
    return input;
}

Value FunctionLowering::lower_node(const sema::ExternalCall& node, const sema::Expression& whole) {
    CallInput input = open_call(*node.target, node.options);
    if (node.signature->mutability <= sema::Mutability::View) input.mode = CallMode::Static;
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    std::optional<ValueId> earned_token;
    if (node.earned && node.earned->token != nullptr) earned_token = lower_word(*node.earned->token);
    emit_.set_span(whole.span);
    ValueId before{};
    if (node.earned) before = own_balance(earned_token);
    if (node.earned && !earned_token) before = emit_.sub(before, input.value);

    const std::function<ValueId()> measure = [&] { return growth(before, own_balance(earned_token)); };
    if (node.form == sema::CallForm::Try)
        return lower_attempt(input, node, *whole.type, arguments,
                             node.earned ? measure : std::function<ValueId()>{});
    const auto types = result_types(*node.signature);

    // Whatever returns enough data is there; where none is expected, code must be.
    if (types.empty())
        emit_.revert_if(emit_.is_zero(emit_.op(Op::EXTCODESIZE, {input.target})), Check::OuterCode);
    const auto size = static_size(types);
    input.data = encode_call(node.signature->selector, arguments);
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
    if (node.earned) result.words.push_back(measure());
    return result;
}

/// An account without code fails with nothing.
Value FunctionLowering::lower_attempt(CallInput& input, const sema::ExternalCall& node, const Type& whole,
                                      const std::vector<Typed>& arguments,
                                      const std::function<ValueId()>& measure) {
    const BlockId there = emit_.make_block();
    const BlockId absent = emit_.make_block();
    const BlockId done = emit_.make_block();
    std::vector<Variable> words;
    for (uint32_t i = 0; i < word_count(whole); ++i) words.push_back(emit_.make_variable());
    const auto leave = [&](const std::vector<ValueId>& values) {
        for (size_t i = 0; i < words.size(); ++i) emit_.write(words[i], values[i]);
        emit_.jump(done);
    };
    emit_.branch(emit_.op(Op::EXTCODESIZE, {input.target}), there, absent);
    emit_.enter_sealed(absent);
    leave(std::vector<ValueId>(words.size(), emit_.word(0)));
    emit_.enter_sealed(there);
    input.data = encode_call(node.signature->selector, arguments);
    leave(attempt(input, result_types(*node.signature), whole, measure).words);
    emit_.enter_sealed(done);
    Value value;
    for (const Variable word : words) value.words.push_back(emit_.read(word));
    return value;
}

Value FunctionLowering::lower_node(const sema::RawCall& node, const sema::Expression& whole) {
    CallInput input = open_call(*node.target, node.options);
    input.data = bytes_in_workspace(*node.data);
    emit_.set_span(whole.span);
    if (node.form == sema::CallForm::Try) {
        // Asking makes the account warm, and tells whether the call would make it.
        const ValueId is_new = emit_.is_zero(emit_.op(Op::EXTCODEHASH, {input.target}));
        input.price = emit_.op(Op::MUL, {is_new, emit_.word(input.sends ? kCreationPrice : 0)});
        return attempt(input, {}, *whole.type, {});
    }
    const ValueId worked = send(input, emit_.word(0), emit_.word(0));
    emit_.pass_revert_if(emit_.is_zero(worked), Check::OuterCall);
    return returned_bytes();
}

Value FunctionLowering::returned_bytes() {
    return {
        {emit_.word(static_cast<uint64_t>(Region::ReturnData)), emit_.word(0), emit_.op(Op::RETURNDATASIZE)}};
}

// Attempts.

/// EIP-150 keeps a 64th back: of n + n / 63 + 1 at least n can be forwarded. The machine takes the price of
/// the call itself before.
void FunctionLowering::require_gas(const CallInput& input) {
    const ValueId gas = *input.gas;
    const ValueId more = emit_.op(Op::DIV, {gas, emit_.word(63)});
    const uint64_t price = kColdPrice + kDelegationPrice + kSpare + (input.sends ? kValuePrice : 0);
    ValueId needed = emit_.add(emit_.add(gas, more), price);
    if (input.price) needed = emit_.add(needed, *input.price);
    const ValueId is_huge = emit_.op(Op::SHR, {emit_.word(64), gas});
    const ValueId is_short = emit_.op(Op::LT, {emit_.op(Op::GAS), needed});
    const BlockId enough = emit_.make_block();
    const BlockId too_low = emit_.make_block();
    emit_.branch(emit_.either(is_huge, is_short), too_low, enough, Check::GasToForward);
    emit_.enter_sealed(too_low);
    revert_with(*shared_.program.gas_too_low, {});
    emit_.enter_sealed(enough);
}

/// Makes the call: `fail` with what came back when it reverts, else `ok`. Results are the bytes as they came
/// when
/// @p types is empty but the attempt has some.
Value FunctionLowering::attempt(const CallInput& input, const std::vector<const Type*>& types,
                                const Type& whole, const std::function<ValueId()>& measure) {
    require_gas(input);
    const ValueId worked = send(input, emit_.word(0), emit_.word(0));
    const BlockId ok = emit_.make_block();
    const BlockId fail = emit_.make_block();
    const BlockId done = emit_.make_block();
    std::vector<Variable> words;
    for (uint32_t i = 0; i < word_count(whole); ++i) words.push_back(emit_.make_variable());
    const auto leave = [&](uint32_t first, const std::vector<ValueId>& values) {
        for (uint32_t i = 1; i < words.size(); ++i) emit_.write(words[i], emit_.word(0));
        for (uint32_t i = 0; i < values.size(); ++i) emit_.write(words[first + i], values[i]);
        emit_.jump(done);
    };
    emit_.branch(worked, ok, fail);
    emit_.enter_sealed(fail);
    emit_.write(words[0], emit_.word(0));
    leave(1, returned_bytes().words);

    emit_.enter_sealed(ok);
    emit_.write(words[0], emit_.word(1));
    std::vector<ValueId> results;
    const bool is_raw = types.empty() && !measure && words.size() > 4;
    if (is_raw) results = returned_bytes().words;
    size_t taken = 0;
    if (!types.empty())
        for (const Value& one : take_returned_data(types)) {
            // Measuring builds its own call.
            const Value kept = measure ? values_.own(*types[taken], one) : one;
            ++taken;
            results.insert(results.end(), kept.words.begin(), kept.words.end());
        }
    if (measure) results.push_back(measure());
    leave(4, results);

    emit_.enter_sealed(done);
    Value value;
    value.is_fresh = true;
    for (const Variable word : words) value.words.push_back(emit_.read(word));
    return value;
}

// Creation.

Value FunctionLowering::lower_node(const sema::Deploy& node, const sema::Expression& whole) {
    ValueId value = emit_.word(0);
    std::optional<ValueId> salt;
    for (const sema::CallOption& option : node.options) {
        const ValueId word = lower_word(*option.value);
        switch (option.kind) {
            case sema::CallOptionKind::Value: value = word; break;
            case sema::CallOptionKind::Salt: salt = word; break;
            case sema::CallOptionKind::Gas: DEED_ASSERT(!"a creation takes no gas option");
        }
    }
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    emit_.set_span(whole.span);
    const uint32_t data = shared_.creation_code.at(node.contract);
    const ValueId begin = emit_.workspace();
    const ValueId size = emit_.op(Op::DATA_SIZE, {}, data);
    emit_.run(Op::CODECOPY, {begin, emit_.op(Op::DATA_OFFSET, {}, data), size});
    const ValueId end = encode_abi(emit_, arguments, emit_.add(begin, size));
    const ValueId length = emit_.sub(end, begin);
    const ValueId created = salt ? emit_.op(Op::CREATE2, {value, begin, length, *salt})
                                 : emit_.op(Op::CREATE, {value, begin, length});
    // A failed creation leaves what it reverted with, or nothing.
    emit_.pass_revert_if(emit_.is_zero(created), Check::Creation);
    return {{created}};
}

// Signatures.

/// An option of an address. The precompiled contract returns nothing for what is no signature.
Value FunctionLowering::recover(const std::vector<sema::ExpressionPtr>& operands) {
    std::vector<ValueId> words;
    for (const auto& operand : operands) words.push_back(lower_word(*operand));
    const ValueId base = emit_.workspace(4 * kWord);
    for (size_t i = 0; i < words.size(); ++i) emit_.store(emit_.add(base, i * kWord), words[i]);
    const ValueId worked = emit_.op(Op::STATICCALL, {emit_.op(Op::GAS), emit_.word(kRecoverAddress), base,
                                                     emit_.word(4 * kWord), base, emit_.word(kWord)});
    emit_.revert_if(emit_.is_zero(worked), Check::OuterCall);
    const ValueId is_low = emit_.is_zero(emit_.op(Op::GT, {words[3], emit_.word(kHalfOrder)}));
    const ValueId was_found = emit_.op(Op::LT, {emit_.word(0), emit_.op(Op::RETURNDATASIZE)});
    const ValueId is_some = emit_.op(Op::AND, {is_low, was_found});
    return {{is_some, emit_.op(Op::MUL, {is_some, emit_.load(base)})}};
}

}  // namespace deed::lower
