#include "compiler/lower/function_lowering.hpp"
#include "compiler/lower/slice_uses.hpp"

namespace deed::lower {

using sema::Environment;
using sema::Expression;
using sema::Intrinsic;
using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kSha256Address = 2;

}  // namespace

Value FunctionLowering::lower(const Expression& expression) {
    emit_.set_span(expression.span);
    Value value = std::visit([&](const auto& node) { return lower_node(node, expression); }, expression.node);
    emit_.set_span(expression.span);
    return value;
}

ValueId FunctionLowering::lower_word(const Expression& expression) {
    return lower(expression).words[0];
}

Value FunctionLowering::lower_node(const sema::Constant& node, const Expression&) {
    if (const auto* word = std::get_if<Uint256>(&node.value)) return {{emit_.word(*word)}};
    return {{}, &std::get<Bytes>(node.value)};
}

Value FunctionLowering::lower_node(const sema::PlaceRead& node, const Expression&) {
    return read(find_spot(node.place));
}

Value FunctionLowering::lower_node(const sema::MemberOf& node, const Expression&) {
    const Value base = lower(*node.base);
    return member_of(*node.base->type, base, node.index);
}

Value FunctionLowering::lower_node(const sema::ElementOf& node, const Expression& whole) {
    const Value base = lower(*node.base);
    const ValueId i = lower_word(*node.index);
    emit_.set_span(whole.span);
    if (node.base->type->is(TypeKind::List)) {
        check_index(i, base.words[2]);
        return values_.element(*node.base->type, base, i);
    }
    check_index(i, emit_.word(node.base->type->length));
    return read(project_index({MemorySpot{base.words[0]}, node.base->type}, *whole.type, i));
}

Value FunctionLowering::lower_node(const sema::Unary& node, const Expression& whole) {
    const ValueId operand = lower_word(*node.operand);
    emit_.set_span(whole.span);
    return {{arithmetic_.unary(node.op, *whole.type, operand)}};
}

Value FunctionLowering::lower_node(const sema::Binary& node, const Expression& whole) {
    if (whole.type->is(TypeKind::Whole)) return compute_whole(node);
    return {{compare(node)}};
}

/// A binary operation; the operands of Equal and NotEqual may be slices or options.
ValueId FunctionLowering::compare(const sema::Binary& node) {
    if (node.left->type->is(TypeKind::Whole)) return compare_whole(node);
    const source::Span span = emit_.span();
    if (node.left->type->is(TypeKind::Option)) {
        const Value left = lower(*node.left);
        const Value right = lower(*node.right);
        ValueId difference = emit_.word(0);
        for (size_t i = 0; i < left.words.size(); ++i)
            difference = emit_.either(difference, emit_.op(Op::XOR, {left.words[i], right.words[i]}));
        const ValueId is_same = emit_.is_zero(difference);
        return node.op == sema::BinaryOperator::Equal ? is_same : emit_.is_zero(is_same);
    }
    if (!node.left->type->is_slice()) {
        const ValueId left = lower_word(*node.left);
        const ValueId right = lower_word(*node.right);
        emit_.set_span(span);
        return arithmetic_.binary(node.op, *node.left->type, left, right);
    }
    const Value left = lower(*node.left);
    const Value right = lower(*node.right);
    const ValueId is_equal = emit_.op(Op::EQ, {values_.hash_slice(left), values_.hash_slice(right)});
    return node.op == sema::BinaryOperator::Equal ? is_equal : emit_.is_zero(is_equal);
}

Value FunctionLowering::lower_node(const sema::Logical& node, const Expression&) {
    const Variable result = emit_.make_variable();
    const BlockId other = emit_.make_block();
    const BlockId settled = emit_.make_block();
    const BlockId done = emit_.make_block();
    const ValueId left = lower_word(*node.left);
    emit_.write(result, left);
    if (node.op == sema::LogicalOperator::And)
        emit_.branch(left, other, settled);
    else
        emit_.branch(left, settled, other);
    emit_.enter_sealed(other);
    emit_.write(result, lower_word(*node.right));
    emit_.jump(done);
    emit_.enter_sealed(settled);
    emit_.jump(done);
    emit_.enter_sealed(done);
    return {{emit_.read(result)}};
}

Value FunctionLowering::lower_node(const sema::Division& node, const Expression& whole) {
    const auto otherwise = take_otherwise();
    const ValueId left = lower_word(*node.left);
    std::optional<ValueId> right;
    if (node.right != nullptr) right = lower_word(*node.right);
    const ValueId divisor = lower_word(*node.divisor);
    emit_.set_span(whole.span);
    emit_.redirect_panics(otherwise);
    const ValueId quotient =
        right ? arithmetic_.multiply_divide(node.rounding, *whole.type, left, *right, divisor)
              : arithmetic_.divide(node.rounding, *whole.type, left, divisor);
    emit_.redirect_panics(std::nullopt);
    return {{quotient}};
}

Value FunctionLowering::lower_node(const sema::Cast& node, const Expression& whole) {
    const auto otherwise = take_otherwise();
    Value operand = lower(*node.operand);
    if (whole.type->is(TypeKind::Whole)) return widen_to_whole(*node.operand->type, operand);
    if (node.kind == sema::CastKind::Bound) {
        emit_.redirect_panics(otherwise);
        const Value bounded = bound(*whole.type, operand);
        emit_.redirect_panics(std::nullopt);
        return may_lie_in_return_data(*node.operand->type, operand) ? values_.own(*whole.type, bounded)
                                                                    : bounded;
    }
    if (makes_slice(whole)) return slice_of(whole, operand);
    if (!whole.type->is_word()) return operand;
    emit_.set_span(whole.span);
    emit_.redirect_panics(otherwise);
    const ValueId word = arithmetic_.cast(node.kind, *node.operand->type, *whole.type, operand.words[0]);
    emit_.redirect_panics(std::nullopt);
    return {{word}};
}

/// Nobody watches over a text as over a slice, which is refused when it was in return data that is gone.
bool FunctionLowering::may_lie_in_return_data(const Type& type, const Value& value) {
    if (!type.is_slice() || value.literal != nullptr || !emit_.module().has_return_data()) return false;
    const auto region = emit_.constant_of(value.words[0]);
    return !region || region == Uint256{static_cast<uint64_t>(Region::ReturnData)};
}

/// A slice is never copied again, so it must not lie where something changes.
Value FunctionLowering::slice_of(const Expression& whole, const Value& text) {
    const Expression& operand = *std::get<sema::Cast>(whole.node).operand;
    if (!shared_.passing_slices.contains(&whole)) return keep_bytes(text);
    const auto* read = std::get_if<sema::PlaceRead>(&operand.node);
    const auto* const* local = read == nullptr ? nullptr : std::get_if<const sema::Local*>(&read->place.root);
    const bool may_change = local == nullptr || (*local)->is_mutable;
    return may_change ? values_.own(*operand.type, text) : text;
}

Value FunctionLowering::lower_node(const sema::Conditional& node, const Expression& whole) {
    std::vector<Variable> results;
    for (uint32_t i = 0; i < word_count(*whole.type); ++i) results.push_back(emit_.make_variable());
    const BlockId if_true = emit_.make_block();
    const BlockId if_false = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.branch(lower_word(*node.condition), if_true, if_false);
    const auto lower_arm = [&](BlockId block, const Expression& arm) {
        emit_.enter_sealed(block);
        const auto words = values_.words_of(lower(arm));
        for (size_t i = 0; i < words.size(); ++i) emit_.write(results[i], words[i]);
        emit_.jump(done);
    };
    lower_arm(if_true, *node.when_true);
    lower_arm(if_false, *node.when_false);
    emit_.enter_sealed(done);
    Value value;
    for (const Variable result : results) value.words.push_back(emit_.read(result));
    return value;
}

Value FunctionLowering::lower_node(const sema::Call& node, const Expression& whole) {
    std::vector<ValueId> words;
    for (const auto& argument : node.arguments) {
        const auto part = values_.words_of(lower(*argument));
        words.insert(words.end(), part.begin(), part.end());
    }
    emit_.set_span(whole.span);
    const uint32_t function = shared_.function_number(*node.function);
    const Value result{emit_.invoke(function, words, word_count(*whole.type))};
    // The callee's memory is its own only until its next call.
    return whole.type->is(TypeKind::Nothing) ? result : values_.own(*whole.type, result);
}

Value FunctionLowering::lower_node(const sema::EnvironmentRead& node, const Expression&) {
    switch (node.what) {
        case Environment::Caller: return {{emit_.op(Op::CALLER)}};
        case Environment::Self: return {{emit_.op(Op::ADDRESS)}};
        case Environment::SelfBalance: return {{emit_.op(Op::SELFBALANCE)}};
        case Environment::BlockTime: return {{emit_.op(Op::TIMESTAMP)}};
        case Environment::BlockNumber: return {{emit_.op(Op::NUMBER)}};
        case Environment::BlockBaseFee: return {{emit_.op(Op::BASEFEE)}};
        case Environment::ChainId: return {{emit_.op(Op::CHAINID)}};
        case Environment::GasLeft: return {{emit_.op(Op::GAS)}};
        case Environment::PaidAmount:
        case Environment::Paid: return {{emit_.op(Op::CALLVALUE)}};
        case Environment::DomainSeparator: return {{domain_separator()}};
    }
    return {};
}

Value FunctionLowering::lower_node(const sema::IntrinsicCall& node, const Expression& whole) {
    const Expression& first = *node.operands[0];
    const auto second = [&] { return lower_word(*node.operands[1]); };
    switch (node.intrinsic) {
        case Intrinsic::Minimum: {
            const ValueId a = lower_word(first);
            return {{arithmetic_.minimum(*whole.type, a, second())}};
        }
        case Intrinsic::Maximum: {
            const ValueId a = lower_word(first);
            return {{arithmetic_.maximum(*whole.type, a, second())}};
        }
        case Intrinsic::SquareRoot: return {{arithmetic_.square_root(lower_word(first))}};
        case Intrinsic::Log2: return {{arithmetic_.log2(lower_word(first))}};
        case Intrinsic::Keccak256: return {{hash(first)}};
        case Intrinsic::Sha256: return {{sha256(first)}};
        case Intrinsic::Length: return {{length_of_place(first)}};
        case Intrinsic::ByteAt: {
            const Value slice = lower(first);
            const ValueId i = second();
            emit_.set_span(whole.span);
            check_index(i, values_.length_of(slice));
            return {{values_.byte_of(slice, i)}};
        }
        case Intrinsic::Recover: return recover(node.operands);
        case Intrinsic::AccountBalance: return {{emit_.op(Op::BALANCE, {lower_word(first)})}};
        case Intrinsic::AccountCodeHash: return {{emit_.op(Op::EXTCODEHASH, {lower_word(first)})}};
        case Intrinsic::AccountHasCode: {
            const ValueId size = emit_.op(Op::EXTCODESIZE, {lower_word(first)});
            return {{emit_.is_zero(emit_.is_zero(size))}};
        }
    }
    return {};
}

ValueId FunctionLowering::hash(const Expression& operand) {
    if (const auto* encoding = std::get_if<sema::AbiEncode>(&operand.node)) {
        const Encoded encoded = encode(*encoding);
        return emit_.op(Op::KECCAK256, {encoded.offset, encoded.size});
    }
    const Value value = lower(operand);
    if (operand.type->is_slice()) return values_.hash_slice(value);
    const ValueId target = emit_.workspace(kWord);
    emit_.store(target, value.words[0]);
    return emit_.op(Op::KECCAK256, {target, emit_.word(operand.type->length)});
}

ValueId FunctionLowering::sha256(const Expression& operand) {
    const Value value = lower(operand);
    ValueId input;
    ValueId size;
    if (operand.type->is_slice()) {
        input = emit_.workspace();
        size = values_.length_of(value);
        values_.copy_slice(value, input);
    } else {
        input = emit_.workspace(kWord);
        size = emit_.word(operand.type->length);
        emit_.store(input, value.words[0]);
    }
    const ValueId output = emit_.workspace(kWord);
    const ValueId worked = emit_.op(Op::STATICCALL, {emit_.op(Op::GAS), emit_.word(kSha256Address), input,
                                                     size, output, emit_.word(kWord)});
    // The precompiled contract fails only when it runs out of gas.
    emit_.revert_if(emit_.is_zero(worked), Check::OuterCall);
    return emit_.load(output);
}

/// The members' words one after another; arrays among them become the whole's own.
Value FunctionLowering::join_members(const std::vector<sema::ExpressionPtr>& members) {
    Value whole;
    whole.is_fresh = true;
    for (const auto& member : members) {
        const auto words = values_.words_of(values_.own(*member->type, lower(*member)));
        whole.words.insert(whole.words.end(), words.begin(), words.end());
    }
    return whole;
}

Value FunctionLowering::lower_node(const sema::StructLiteral& node, const Expression&) {
    return join_members(node.members);
}

Value FunctionLowering::lower_node(const sema::TupleLiteral& node, const Expression&) {
    return join_members(node.members);
}

Value FunctionLowering::lower_node(const sema::ArrayLiteral& node, const Expression& whole) {
    const Type& element = *whole.type->element;
    // All elements come before the first is stored: one may read the array that stood here in the last round
    // of a loop.
    std::vector<Value> elements;
    for (const auto& one : node.elements) elements.push_back(values_.own(element, lower(*one)));
    if (whole.type->is(TypeKind::List)) {
        const ValueId object = emit_.make_object(memory_size(*whole.type));
        const ValueId first = emit_.add(object, kWord);
        emit_.store(object, emit_.word(elements.size()));
        for (size_t i = 0; i < elements.size(); ++i)
            values_.store(element, emit_.add(first, i * memory_size(element)), elements[i]);
        return {{emit_.word(static_cast<uint64_t>(Region::Memory)), first, emit_.word(elements.size())},
                nullptr,
                true};
    }
    Value array{{emit_.make_object(memory_size(*whole.type))}, nullptr, true};
    for (size_t i = 0; i < elements.size(); ++i)
        values_.store(element, emit_.add(array.words[0], i * memory_size(element)), elements[i]);
    return array;
}

}  // namespace deed::lower
