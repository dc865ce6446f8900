#include "compiler/optimize/ranges.hpp"

#include <algorithm>

#include "compiler/ir/graph.hpp"

namespace deed::optimize {

using ir::Op;
using ir::ValueId;

namespace {

constexpr unsigned kBits = 256;

Range meet(const Range& a, const Range& b) {
    return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

/// All ones up to the highest bit of @p value.
Uint256 ones_of(const Uint256& value) {
    return value == Uint256{} ? Uint256{} : Uint256::max() >> (kBits - value.bit_width());
}

std::optional<unsigned> count_of(const Range& count) {
    if (count.low != count.high || count.low >= Uint256{kBits}) return std::nullopt;
    return static_cast<unsigned>(static_cast<uint64_t>(count.low));
}

Range truth_of(bool is_always, bool is_never) {
    return {is_always ? 1 : 0, is_never ? 0 : 1};
}
Range less(const Range& a, const Range& b) {
    return truth_of(a.high < b.low, a.low >= b.high);
}
/// As signed numbers, when neither can be negative.
Range less_signed(const Range& a, const Range& b) {
    if (a.high.is_negative() || b.high.is_negative()) return {0, 1};
    return less(a, b);
}
Range equal(const Range& a, const Range& b) {
    const bool are_constants = a.low == a.high && b.low == b.high;
    return truth_of(are_constants && a.low == b.low, a.high < b.low || b.high < a.low);
}

Range sum(const Range& a, const Range& b) {
    if (a.high > Uint256::max() - b.high) return {};
    return {a.low + b.low, a.high + b.high};
}
Range difference(const Range& a, const Range& b) {
    if (a.low < b.high) return {};
    return {a.low - b.high, a.high - b.low};
}
Range product(const Range& a, const Range& b) {
    if (b.high != Uint256{} && a.high > Uint256::max() / b.high) return {};
    return {a.low * b.low, a.high * b.high};
}
Range quotient(const Range& a, const Range& b) {
    const Uint256 least = b.high == Uint256{} ? Uint256{} : a.low / b.high;
    return {b.low == Uint256{} ? Uint256{} : least, b.low == Uint256{} ? a.high : a.high / b.low};
}
Range remainder(const Range& a, const Range& b) {
    const Uint256 most = b.high == Uint256{} ? Uint256{} : b.high - 1;
    return {0, std::min(a.high, most)};
}
Range shift_right(const Range& count, const Range& value) {
    const auto bits = count_of(count);
    if (!bits) return {0, value.high};
    return {value.low >> *bits, value.high >> *bits};
}
Range shift_left(const Range& count, const Range& value) {
    const auto bits = count_of(count);
    if (!bits || value.high.bit_width() + *bits > kBits) return {};
    return {value.low << *bits, value.high << *bits};
}

std::optional<Range> of_pair(Op op, const Range& a, const Range& b) {
    if (op == Op::ADD) return sum(a, b);
    if (op == Op::SUB) return difference(a, b);
    if (op == Op::MUL) return product(a, b);
    if (op == Op::DIV) return quotient(a, b);
    if (op == Op::MOD) return remainder(a, b);
    if (op == Op::SHR) return shift_right(a, b);
    if (op == Op::SHL) return shift_left(a, b);
    if (op == Op::AND) return Range{0, std::min(a.high, b.high)};
    if (op == Op::OR) return Range{std::max(a.low, b.low), ones_of(a.high | b.high)};
    if (op == Op::XOR) return Range{0, ones_of(a.high | b.high)};
    if (op == Op::LT) return less(a, b);
    if (op == Op::GT) return less(b, a);
    if (op == Op::SLT) return less_signed(a, b);
    if (op == Op::SGT) return less_signed(b, a);
    if (op == Op::EQ) return equal(a, b);
    if (op == Op::BYTE) return Range{0, 255};
    return std::nullopt;
}

}  // namespace

Ranges::Ranges(const ir::Function& function, const std::vector<const ir::Instruction*>& makers)
    : function_(function), makers_(makers), plain_(function.values.size()), facts_(plain_.size()) {
    for (uint32_t i = 0; i < plain_.size(); ++i)
        if (function.is_constant(ValueId{i}))
            plain_[i] = {function.values[i].constant, function.values[i].constant};
    for (const ir::BlockId block : ir::reverse_post_order(function))
        for (const ir::Instruction& instruction : function.block(block).instructions)
            if (instruction.results.size() == 1)
                plain_[index(instruction.results[0])] = made_by(instruction, 0);
}

Range Ranges::made_by(const ir::Instruction& instruction, unsigned depth) const {
    constexpr unsigned kAddressBits = 160;
    const auto operand = [&](size_t i) { return of(instruction.operands[i], depth); };
    const Op op = instruction.op;
    if (op == Op::CALLER || op == Op::ADDRESS || op == Op::ORIGIN)
        return {0, Uint256::max() >> (kBits - kAddressBits)};
    if (op == Op::ISZERO) return equal(operand(0), {0, 0});
    if (op == Op::CLZ) return {0, kBits};
    if (instruction.operands.size() != 2) return {};
    return of_pair(op, operand(0), operand(1)).value_or(Range{});
}

Range Ranges::of(ValueId value, unsigned depth) const {
    if (index(value) >= plain_.size()) {
        const Uint256& constant = function_.value(value).constant;
        return {constant, constant};
    }
    Range range = plain_[index(value)];
    if (const auto& fact = facts_[index(value)]) range = meet(range, *fact);
    if (const ir::Instruction* maker = makers_[index(value)]; depth > 0 && maker != nullptr)
        range = meet(range, made_by(*maker, depth - 1));
    return range.low <= range.high ? range : plain_[index(value)];
}

std::optional<Range> Ranges::narrow(ValueId value, const Range& range) {
    std::optional<Range>& fact = facts_.at(index(value));
    const std::optional<Range> old = fact;
    const Range narrowed = meet(old.value_or(Range{}), range);
    if (narrowed.low <= narrowed.high) fact = narrowed;
    return old;
}

void Ranges::restore(ValueId value, const std::optional<Range>& fact) {
    facts_[index(value)] = fact;
}

}  // namespace deed::optimize
