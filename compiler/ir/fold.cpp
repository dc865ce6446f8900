#include "compiler/ir/fold.hpp"

#include <algorithm>

namespace deed::ir {
namespace {

using Folded = std::optional<std::variant<Uint256, ValueId>>;

Uint256 shift_right_signed(const Uint256& value, const Uint256& bits) {
    const Uint256 fill = value.is_negative() ? Uint256::max() : Uint256{};
    if (bits >= Uint256{256}) return fill;
    const auto count = static_cast<uint64_t>(bits);
    return count == 0 ? value : (value >> count) | (fill << (256 - count));
}

Uint256 extend_sign(const Uint256& byte, const Uint256& value) {
    if (byte >= Uint256{31}) return value;
    const uint64_t unused = 248 - static_cast<uint64_t>(byte) * 8;
    return shift_right_signed(value << unused, unused);
}

enum class Direction : uint8_t { Left, Right };

Uint256 shift(const Uint256& value, const Uint256& bits, Direction direction) {
    if (bits >= Uint256{256}) return {};
    const auto count = static_cast<uint64_t>(bits);
    return direction == Direction::Left ? value << count : value >> count;
}

std::optional<Uint256> evaluate(Op op, const Uint256& a, const Uint256& b) {
    using enum Op;
    if (op == ADD) return a + b;
    if (op == SUB) return a - b;
    if (op == MUL) return a * b;
    if (op == DIV) return a / b;
    if (op == MOD) return a % b;
    if (op == SDIV) return divide_signed(a, b).quotient;
    if (op == SMOD) return divide_signed(a, b).remainder;
    if (op == EXP) return power(a, b);
    if (op == SIGNEXTEND) return extend_sign(a, b);
    if (op == LT) return Uint256{a < b};
    if (op == GT) return Uint256{b < a};
    if (op == SLT) return Uint256{less_signed(a, b)};
    if (op == SGT) return Uint256{less_signed(b, a)};
    if (op == EQ) return Uint256{a == b};
    if (op == AND) return a & b;
    if (op == OR) return a | b;
    if (op == XOR) return a ^ b;
    if (op == SHL) return shift(b, a, Direction::Left);
    if (op == SHR) return shift(b, a, Direction::Right);
    if (op == SAR) return shift_right_signed(b, a);
    if (op == BYTE)
        return a >= Uint256{32} ? Uint256{} : (b >> (248 - static_cast<uint64_t>(a) * 8)) & Uint256{255};
    return std::nullopt;
}

/// Where one operand, at @p place, is a known constant.
Folded fold_half(Op op, const Uint256& known, size_t place, ValueId other) {
    using enum Op;
    const bool is_zero = known == Uint256{};
    const bool is_one = known == Uint256{1};
    const bool is_all = known == Uint256::max();
    if (is_zero && (op == ADD || op == OR || op == XOR)) return other;
    if (is_zero && (op == MUL || op == AND)) return Uint256{};
    if (is_one && op == MUL) return other;
    if (is_all && op == AND) return other;
    if (is_all && op == OR) return Uint256::max();
    if (place == 1 && is_zero && op == SUB) return other;
    if (place == 1 && is_one && (op == DIV || op == SDIV)) return other;
    if (place == 0 && is_zero && (op == SHL || op == SHR || op == SAR)) return other;
    if (place == 1 && is_zero && (op == SHL || op == SHR || op == SAR || op == LT)) return Uint256{};
    if (place == 0 && is_zero && op == GT) return Uint256{};
    return std::nullopt;
}

Folded fold_same(Op op, ValueId both) {
    using enum Op;
    if (op == SUB || op == XOR || op == LT || op == GT || op == SLT || op == SGT) return Uint256{};
    if (op == EQ) return Uint256{1};
    if (op == AND || op == OR) return both;
    return std::nullopt;
}

}  // namespace

Folded fold(const Function& function, Op op, std::span<const ValueId> operands) {
    const OpFacts& facts = facts_of(op);
    if (facts.reads != Effects::Nothing || facts.writes != Effects::Nothing || facts.results != 1)
        return std::nullopt;
    const auto constant = [&](size_t i) -> const Uint256& { return function.value(operands[i]).constant; };
    const auto is_known = [&](size_t i) { return function.is_constant(operands[i]); };
    const bool are_known =
        std::all_of(operands.begin(), operands.end(), [&](ValueId v) { return function.is_constant(v); });

    if (operands.size() == 1 && are_known) {
        if (op == Op::ISZERO) return Uint256{constant(0) == Uint256{}};
        if (op == Op::NOT) return ~constant(0);
        if (op == Op::CLZ) return Uint256{256 - constant(0).bit_width()};
    }
    if (operands.size() == 3 && are_known) {
        if (op == Op::ADDMOD) return add_modulo(constant(0), constant(1), constant(2));
        if (op == Op::MULMOD) return multiply_modulo(constant(0), constant(1), constant(2));
    }
    if (operands.size() != 2) return std::nullopt;
    if (are_known) {
        if (const auto value = evaluate(op, constant(0), constant(1))) return *value;
        return std::nullopt;
    }
    if (operands[0] == operands[1]) return fold_same(op, operands[0]);
    if (is_known(0)) return fold_half(op, constant(0), 0, operands[1]);
    if (is_known(1)) return fold_half(op, constant(1), 1, operands[0]);
    return std::nullopt;
}

}  // namespace deed::ir
