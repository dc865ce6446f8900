#include "compiler/lower/function_lowering.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::lower {

using sema::BinaryOperator;
using sema::Type;
using sema::TypeKind;

namespace {

/// Where checked code keeps the sum of a ledger: the low word, then the high one. Contracts have nothing
/// there.
Uint256 sum_slot(const sema::Field& ledger) {
    return to_word(crypto::keccak256(as_bytes("deed sum of " + ledger.name)));
}

/// A whole number in two's complement: at most 510 bits and a sign.
struct Halves {
    ValueId high;
    ValueId low;
};

Halves halves_of(const Value& value) {
    return {value.words[0], value.words[1]};
}

Halves add(Emitter& emit, const Halves& a, const Halves& b) {
    const ValueId low = emit.add(a.low, b.low);
    const ValueId carry = emit.op(Op::LT, {low, a.low});
    return {emit.add(emit.add(a.high, b.high), carry), low};
}

Halves subtract(Emitter& emit, const Halves& a, const Halves& b) {
    const ValueId borrow = emit.op(Op::LT, {a.low, b.low});
    return {emit.sub(emit.sub(a.high, b.high), borrow), emit.sub(a.low, b.low)};
}

/// The product modulo 2^512, which two's complement makes right for all signs.
Halves multiply(Emitter& emit, const Halves& a, const Halves& b) {
    const ValueId low = emit.op(Op::MUL, {a.low, b.low});
    const ValueId folded = emit.op(Op::MULMOD, {a.low, b.low, emit.word(Uint256::max())});
    const ValueId carried = emit.sub(emit.sub(folded, low), emit.op(Op::LT, {folded, low}));
    const ValueId crossed = emit.add(emit.op(Op::MUL, {a.high, b.low}), emit.op(Op::MUL, {a.low, b.high}));
    return {emit.add(carried, crossed), low};
}

ValueId is_less(Emitter& emit, const Halves& a, const Halves& b) {
    const ValueId is_below = emit.op(Op::SLT, {a.high, b.high});
    const ValueId is_level = emit.op(Op::EQ, {a.high, b.high});
    return emit.either(is_below, emit.op(Op::AND, {is_level, emit.op(Op::LT, {a.low, b.low})}));
}

ValueId is_equal(Emitter& emit, const Halves& a, const Halves& b) {
    return emit.op(Op::AND, {emit.op(Op::EQ, {a.high, b.high}), emit.op(Op::EQ, {a.low, b.low})});
}

}  // namespace

Value FunctionLowering::widen_to_whole(const Type& type, const Value& value) {
    if (type.is(TypeKind::Whole)) return value;
    const bool is_signed = type.is(TypeKind::Signed);
    const ValueId sign = is_signed ? emit_.op(Op::SAR, {emit_.word(255), value.words[0]}) : emit_.word(0);
    return {{sign, value.words[0]}};
}

Value FunctionLowering::compute_whole(const sema::Binary& node) {
    const source::Span span = emit_.span();
    const Halves left = halves_of(lower(*node.left));
    const Halves right = halves_of(lower(*node.right));
    emit_.set_span(span);
    const Halves result = node.op == BinaryOperator::Add        ? add(emit_, left, right)
                          : node.op == BinaryOperator::Subtract ? subtract(emit_, left, right)
                                                                : multiply(emit_, left, right);
    return {{result.high, result.low}};
}

ValueId FunctionLowering::compare_whole(const sema::Binary& node) {
    const source::Span span = emit_.span();
    const Halves left = halves_of(lower(*node.left));
    const Halves right = halves_of(lower(*node.right));
    emit_.set_span(span);
    if (node.op == BinaryOperator::Equal) return is_equal(emit_, left, right);
    if (node.op == BinaryOperator::NotEqual) return emit_.is_zero(is_equal(emit_, left, right));
    if (node.op == BinaryOperator::Less) return is_less(emit_, left, right);
    if (node.op == BinaryOperator::Greater) return is_less(emit_, right, left);
    if (node.op == BinaryOperator::LessEqual) return emit_.is_zero(is_less(emit_, right, left));
    return emit_.is_zero(is_less(emit_, left, right));
}

Value FunctionLowering::lower_node(const sema::LedgerSum& node, const sema::Expression&) {
    const Uint256 slot = sum_slot(*node.ledger);
    return {{emit_.op(Op::SLOAD, {emit_.word(slot + 1)}), emit_.op(Op::SLOAD, {emit_.word(slot)})}};
}

void FunctionLowering::note_change(const sema::Field& holding, ValueId before, ValueId after) {
    const bool is_summed =
        shared_.specifications == Specifications::Checked && holding.role == sema::FieldRole::Ledger;
    if (!is_summed) return;
    const Uint256 slot = sum_slot(holding);
    const Halves sum{emit_.op(Op::SLOAD, {emit_.word(slot + 1)}), emit_.op(Op::SLOAD, {emit_.word(slot)})};
    const Halves larger = add(emit_, sum, {emit_.word(0), after});
    const Halves changed = subtract(emit_, larger, {emit_.word(0), before});
    emit_.run(Op::SSTORE, {emit_.word(slot + 1), changed.high});
    emit_.run(Op::SSTORE, {emit_.word(slot), changed.low});
}

void FunctionLowering::lower_with_ensures(const sema::Function& function, uint32_t body) {
    // The calls of the body, and of what is promised, end the return data that slices may lie in.
    std::vector<ValueId> arguments;
    uint32_t next = 0;
    for (const sema::Local* parameter : function.parameters) {
        Value given;
        for (uint32_t i = 0; i < word_count(*parameter->type); ++i)
            given.words.push_back(emit_.parameter(next++));
        const Value kept = keep_slices(*parameter->type, given);
        declare(*parameter, kept);
        arguments.insert(arguments.end(), kept.words.begin(), kept.words.end());
    }
    for (const sema::Ensures& one : function.ensures)
        for (const sema::OldValue& old : one.old) {
            const Type& type = *old.local->type;
            declare(*old.local, keep_slices(type, values_.own(type, lower(*old.value))));
        }

    const bool gives_nothing = function.result == nullptr || function.result->is(TypeKind::Nothing);
    const uint32_t results = gives_nothing ? 0 : word_count(*function.result);
    const Value raw{emit_.invoke(body, arguments, results)};
    // The body's memory is its own only until its next call.
    const Value result =
        gives_nothing ? raw : keep_slices(*function.result, values_.own(*function.result, raw));
    for (const sema::Ensures& one : function.ensures) {
        const BlockId holds = emit_.make_block();
        const BlockId fails = emit_.make_block();
        emit_.branch(lower_word(*one.condition), holds, fails);
        emit_.enter_sealed(fails);
        fail(Cheat::FailEnsures, {site(one.span)});
        emit_.enter_sealed(holds);
    }
    emit_.end(Op::YIELD, result.words);
}

}  // namespace deed::lower
