#include "vm/jit/ranges.hpp"

#include <algorithm>

namespace deed::jit {

using isa::Op;

namespace {

/// The largest number of @p bits bits.
Uint256 ones(unsigned bits) {
    return bits == 0 ? Uint256{} : Uint256::max() >> (256 - bits);
}

/// The sum of two ranges of numbers wraps around for all or for none of them, or may be anything.
Range add(const Range& a, const Range& b) {
    const Range sum{a.least + b.least, a.most + b.most};
    const bool least_wraps = sum.least < a.least;
    const bool most_wraps = sum.most < a.most;
    return least_wraps == most_wraps ? sum : Range{};
}

Range subtract(const Range& a, const Range& b) {
    const bool never_wraps = a.least >= b.most;
    const bool always_wraps = a.most < b.least;
    return never_wraps || always_wraps ? Range{a.least - b.most, a.most - b.least} : Range{};
}

Range multiply(const Range& a, const Range& b) {
    if (a.most.bit_width() + b.most.bit_width() > 256) return {};
    return {a.least * b.least, a.most * b.most};
}

Range shift_right(const Range& bits, const Range& value) {
    if (bits.least != bits.most || !bits.least.fits_uint64() || bits.least[0] > 255) return {0, value.most};
    const auto count = static_cast<unsigned>(bits.least[0]);
    return {value.least >> count, value.most >> count};
}

}  // namespace

std::optional<Range> intersect(const Range& a, const Range& b) {
    const Range both{std::max(a.least, b.least), std::min(a.most, b.most)};
    if (both.most < both.least) return std::nullopt;
    return both;
}

Range widen(const Range& a, const Range& b) {
    Range both = a;
    if (b.least < a.least) both.least = b.least ? 1 : 0;
    if (b.most > a.most) both.most = ones(b.most.bit_width() <= 32 ? 32 : b.most.fits_uint64() ? 64 : 256);
    return both;
}

Range range_of(Op op, std::span<const Range> operands) {
    const Range& a = operands[0];
    const Range& b = operands[operands.size() > 1 ? 1 : 0];
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wswitch-enum"  // of the others nothing is known
    switch (op) {
        case Op::ADD: return add(a, b);
        case Op::SUB: return subtract(a, b);
        case Op::MUL: return multiply(a, b);
        case Op::DIV: return {0, a.most};
        case Op::MOD: return {0, std::min(a.most, b.most)};
        case Op::AND: return {0, std::min(a.most, b.most)};
        case Op::OR:
            return {std::max(a.least, b.least), ones(std::max(a.most.bit_width(), b.most.bit_width()))};
        case Op::XOR: return {0, ones(std::max(a.most.bit_width(), b.most.bit_width()))};
        case Op::SHR: return shift_right(a, b);
        case Op::BYTE: return {0, 0xff};
        case Op::LT:
        case Op::GT:
        case Op::SLT:
        case Op::SGT:
        case Op::EQ:
        case Op::ISZERO: return {0, 1};
        default: return {};
    }
#pragma clang diagnostic pop
}

}  // namespace deed::jit
