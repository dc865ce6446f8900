#include "compiler/lower/supplied.hpp"

namespace deed::lower {
namespace {

/// The product's low and high word (Remco Bloemen, "Mathemagic: full multiply").
struct WideProduct {
    ValueId low;
    ValueId high;
};
WideProduct multiply_wide(Emitter& emit, ValueId a, ValueId b) {
    const ValueId low = emit.op(Op::MUL, {a, b});
    const ValueId folded = emit.op(Op::MULMOD, {a, b, emit.word(Uint256::max())});
    const ValueId borrow = emit.op(Op::LT, {folded, low});
    return {low, emit.sub(emit.sub(folded, low), borrow)};
}

/// The inverse of an odd word modulo 2^256: each step of Newton's method doubles the right bits, from four.
ValueId invert_odd(Emitter& emit, ValueId odd) {
    ValueId inverse = emit.op(Op::XOR, {emit.op(Op::MUL, {emit.word(3), odd}), emit.word(2)});
    constexpr int kSteps = 6;
    for (int i = 0; i < kSteps; ++i) {
        const ValueId error = emit.sub(emit.word(2), emit.op(Op::MUL, {odd, inverse}));
        inverse = emit.op(Op::MUL, {inverse, error});
    }
    return inverse;
}

/// The quotient of an exact division: remainder taken off, powers of two out, then the inverse of what is
/// odd.
ValueId divide_wide(Emitter& emit, const WideProduct& product, ValueId remainder, ValueId divisor) {
    const ValueId high = emit.sub(product.high, emit.op(Op::GT, {remainder, product.low}));
    const ValueId low = emit.sub(product.low, remainder);

    const ValueId twos = emit.op(Op::AND, {divisor, emit.sub(emit.word(0), divisor)});
    const ValueId odd = emit.op(Op::DIV, {divisor, twos});
    // 2^256 / twos: the high word moves down by as much (not at all when twos is 1, where this wraps to 0).
    const ValueId flip = emit.add(emit.op(Op::DIV, {emit.sub(emit.word(0), twos), twos}), emit.word(1));
    const ValueId joined = emit.either(emit.op(Op::DIV, {low, twos}), emit.op(Op::MUL, {high, flip}));
    return emit.op(Op::MUL, {joined, invert_odd(emit, odd)});
}

}  // namespace

ValueId high_product(Emitter& emit, ValueId a, ValueId b) {
    return multiply_wide(emit, a, b).high;
}

uint32_t supply_wide_division(Emitter& caller) {
    return caller.module().supply("wide_division", [&] {
        const uint32_t number = caller.module().add_function("wide_division", ir::FunctionKind::Internal, 1);
        Emitter emit{caller.module(), number, 3};
        emit.set_span(caller.span());
        const ValueId a = emit.parameter(0);
        const ValueId b = emit.parameter(1);
        const ValueId divisor = emit.parameter(2);
        const WideProduct product = multiply_wide(emit, a, b);

        const BlockId wide = emit.make_block();
        const BlockId narrow = emit.make_block();
        emit.branch(product.high, wide, narrow);
        emit.enter_sealed(narrow);
        emit.end(Op::YIELD, {emit.op(Op::DIV, {product.low, divisor})});
        emit.enter_sealed(wide);
        const ValueId fits = emit.op(Op::GT, {divisor, product.high});
        emit.panic_if(emit.is_zero(fits), Panic::Overflow, Check::Quotient);
        const ValueId remainder = emit.op(Op::MULMOD, {a, b, divisor});
        emit.end(Op::YIELD, {divide_wide(emit, product, remainder, divisor)});
        return number;
    });
}

uint32_t supply_bit_search(Emitter& caller) {
    return caller.module().supply("bit_search", [&] {
        const uint32_t number = caller.module().add_function("bit_search", ir::FunctionKind::Internal, 1);
        Emitter emit{caller.module(), number, 1};
        emit.set_span(caller.span());
        const ValueId value = emit.parameter(0);
        ValueId position = emit.word(0);
        for (unsigned step = 7; step + 1 > 0; --step) {
            const ValueId rest = emit.op(Op::SHR, {position, value});
            const Uint256 limit = (Uint256{1} << (1U << step)) - 1;
            const ValueId is_above = emit.op(Op::GT, {rest, emit.word(limit)});
            position = emit.either(position, emit.op(Op::SHL, {emit.word(step), is_above}));
        }
        // The highest bit's position is one less than the count, and there is none in zero.
        emit.end(Op::YIELD, {emit.add(position, emit.op(Op::GT, {value, emit.word(0)}))});
        return number;
    });
}

/// One round of a power for each bit of the exponent.
constexpr uint64_t kExponentBits = 256;

void build_power(Emitter& emit, const std::function<ValueId(Emitter&, ValueId, ValueId)>& multiply) {
    const Variable result = emit.make_variable();
    const Variable square = emit.make_variable();
    const Variable exponent = emit.make_variable();
    emit.write(result, emit.word(1));
    emit.write(square, emit.parameter(0));
    emit.write(exponent, emit.parameter(1));

    const BlockId round = emit.make_block();
    const BlockId odd = emit.make_block();
    const BlockId even = emit.make_block();
    const BlockId next = emit.make_block();
    const BlockId again = emit.make_block();
    const BlockId done = emit.make_block();
    emit.mark_loop(round, kExponentBits);
    emit.jump(round);

    emit.enter(round);
    emit.branch(emit.op(Op::AND, {emit.read(exponent), emit.word(1)}), odd, even);
    emit.enter_sealed(odd);
    emit.write(result, multiply(emit, emit.read(result), emit.read(square)));
    emit.jump(next);
    emit.enter_sealed(even);
    emit.jump(next);

    emit.enter_sealed(next);
    emit.write(exponent, emit.op(Op::SHR, {emit.word(1), emit.read(exponent)}));
    emit.branch(emit.read(exponent), again, done);
    emit.enter_sealed(again);
    emit.write(square, multiply(emit, emit.read(square), emit.read(square)));
    emit.jump(round);
    emit.seal(round);

    emit.enter_sealed(done);
    emit.end(Op::YIELD, {emit.read(result)});
}

}  // namespace deed::lower
