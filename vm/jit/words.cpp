#include "vm/jit/words.hpp"

#include <llvm/IR/IntrinsicsX86.h>

#include "vm/jit/values.hpp"

namespace deed::jit {

using isa::Op;

namespace {

bool is_constant(const llvm::Value* value, uint64_t number) {
    const auto* const constant = llvm::dyn_cast<llvm::ConstantInt>(value);
    return constant != nullptr && constant->equalsInt(number);
}
bool is_known_zero(const llvm::Value* value) {
    return is_constant(value, 0);
}

/// Which bit is the only one set.
std::optional<unsigned> find_only_bit(const Uint256& value) {
    if (!value || (value & (value - 1))) return std::nullopt;
    return value.bit_width() - 1;
}

}  // namespace

Word Words::constant(const Uint256& value) const {
    Word word;
    for (size_t i = 0; i < 4; ++i) word[i] = limb(value[i]);
    return word;
}

Word Words::from_limb(llvm::Value* low) const {
    return {.limbs = {low, limb(0), limb(0), limb(0)}};
}

Word Words::from_bit(llvm::Value* bit) const {
    Word word = from_limb(builder_.CreateZExt(bit, builder_.getInt64Ty()));
    word.truth = bit;
    return word;
}

std::optional<Uint256> Words::find_constant(const Word& word) {
    Uint256 value;
    for (size_t i = 0; i < 4; ++i) {
        const auto* const known = llvm::dyn_cast<llvm::ConstantInt>(word[i]);
        if (known == nullptr) return std::nullopt;
        value[i] = known->getZExtValue();
    }
    return value;
}

bool Words::fits_limb(const Word& word) {
    return is_known_zero(word[1]) && is_known_zero(word[2]) && is_known_zero(word[3]);
}

Range Words::range(const Word& word) {
    if (const auto known = find_constant(word)) return only(*known);
    if (!fits_limb(word)) return word.range;
    return intersect(word.range, {0, ~uint64_t{0}}).value_or(word.range);
}

Word Words::restrict_to(const Range& range, Word word) const {
    word.range = intersect(word.range, range).value_or(word.range);
    if (!word.range.most.fits_uint64()) return word;
    for (size_t i = 1; i < 4; ++i) word[i] = limb(0);
    return word;
}

llvm::Value* Words::high_limbs(const Word& word) {
    return builder_.CreateOr(builder_.CreateOr(word[1], word[2]), word[3]);
}

llvm::Value* Words::is_true(const Word& word) {
    if (word.truth != nullptr) return word.truth;
    return builder_.CreateICmpNE(builder_.CreateOr(word[0], high_limbs(word)), limb(0));
}

llvm::Value* Words::is_zero(const Word& word) {
    if (word.truth != nullptr) return builder_.CreateNot(word.truth);
    return builder_.CreateICmpEQ(builder_.CreateOr(word[0], high_limbs(word)), limb(0));
}

std::optional<Word> Words::compute(Op op, std::span<const Word> operands) {
    std::array<Uint256, 3> known;
    std::array<Range, 3> ranges;
    bool is_known = true;
    for (size_t i = 0; i < operands.size(); ++i) {
        ranges[i] = range(operands[i]);
        const auto value = find_constant(operands[i]);
        is_known = is_known && value;
        known[i] = value.value_or(Uint256{});
    }
    if (is_known) return constant(evaluate(op, {known.data(), operands.size()}));

    const Range range = range_of(op, {ranges.data(), operands.size()});
    std::optional<Word> result;
    if (range.most.fits_uint64()) result = compute_limb(op, operands);
    if (!result) result = compute_any(op, operands);
    if (!result) return std::nullopt;
    result->range = {};
    return restrict_to(range, *result);
}

/// A result that fits 64 bits.
std::optional<Word> Words::compute_limb(Op op, std::span<const Word> operands) {
    if (operands.size() != 2) return std::nullopt;
    const Word& a = operands[0];
    const Word& b = operands[1];
    const bool divides = fits_limb(a) && fits_limb(b) && range(b).least;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wswitch-enum"  // in the others limbs depend on higher ones
    switch (op) {
        case Op::ADD: return from_limb(builder_.CreateAdd(a[0], b[0]));
        case Op::SUB: return from_limb(builder_.CreateSub(a[0], b[0]));
        case Op::MUL: return from_limb(builder_.CreateMul(a[0], b[0]));
        case Op::DIV: return divides ? std::optional{divide_limbs(a, b)} : std::nullopt;
        case Op::MOD: return divides ? std::optional{remainder_limbs(a, b)} : std::nullopt;
        default: return std::nullopt;
    }
#pragma clang diagnostic pop
}

// Instructions that are not written out are called.
std::optional<Word> Words::compute_any(Op op, std::span<const Word> operands) {
    const Word& a = operands[0];
    const Word& b = operands[operands.size() > 1 ? 1 : 0];
    const auto known_b = find_constant(b);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wswitch-enum"  // the other instructions are not of form Word, or called
    switch (op) {
        case Op::ADD: return add(a, b);
        case Op::SUB: return subtract(a, b);
        case Op::MUL: return multiply(a, b);
        case Op::DIV: return known_b ? divide_by_constant(a, *known_b) : std::nullopt;
        case Op::MOD: return known_b ? remainder_by_constant(a, *known_b) : std::nullopt;
        case Op::AND: return bitwise(llvm::Instruction::And, a, b);
        case Op::OR: return bitwise(llvm::Instruction::Or, a, b);
        case Op::XOR: return bitwise(llvm::Instruction::Xor, a, b);
        case Op::NOT: return bitwise(llvm::Instruction::Xor, a, constant(Uint256::max()));
        case Op::LT: return from_bit(is_less(a, b));
        case Op::GT: return from_bit(is_less(b, a));
        case Op::SLT: return from_bit(is_less_signed(a, b));
        case Op::SGT: return from_bit(is_less_signed(b, a));
        case Op::EQ: return from_bit(is_equal(a, b));
        case Op::ISZERO: return from_bit(is_zero(a));
        case Op::SHL: return shift_left(a, b);
        case Op::SHR: return shift_right(a, b, limb(0));
        case Op::SAR: return shift_right(a, b, sign(b));
        case Op::BYTE: return byte(a, b);
        case Op::SIGNEXTEND: return sign_extend(a, b);
        default: return std::nullopt;
    }
#pragma clang diagnostic pop
}

Word Words::bitwise(llvm::Instruction::BinaryOps op, const Word& a, const Word& b) {
    Word result;
    for (size_t i = 0; i < 4; ++i) result[i] = builder_.CreateBinOp(op, a[i], b[i]);
    if (a.truth != nullptr && b.truth != nullptr) result.truth = builder_.CreateBinOp(op, a.truth, b.truth);
    return result;
}

Word Words::choose(llvm::Value* bit, const Word& yes, const Word& no) {
    Word result;
    for (size_t i = 0; i < 4; ++i) result[i] = builder_.CreateSelect(bit, yes[i], no[i]);
    return result;
}

// Sums.

/// The sum and the carry out; a carry is null when there is none, else a bit.
std::pair<llvm::Value*, llvm::Value*> Words::add_with_carry(llvm::Value* a, llvm::Value* b,
                                                            llvm::Value* carry) {
    if (carry == nullptr && is_known_zero(a)) return {b, nullptr};
    if (carry == nullptr && is_known_zero(b)) return {a, nullptr};
    if (tier_ == Tier::Optimised) {
        llvm::Value* const in = carry == nullptr ? builder_.getInt8(0) : carry;
        llvm::Value* const both = builder_.CreateIntrinsic(llvm::Intrinsic::x86_addcarry_64, {}, {in, a, b});
        return {builder_.CreateExtractValue(both, 1), builder_.CreateExtractValue(both, 0)};
    }
    llvm::Value* sum = builder_.CreateAdd(a, b);
    llvm::Value* out = builder_.CreateICmpULT(sum, a);
    if (carry != nullptr) {
        llvm::Value* const with_carry = builder_.CreateAdd(sum, builder_.CreateZExt(carry, sum->getType()));
        out = builder_.CreateOr(out, builder_.CreateICmpULT(with_carry, sum));
        sum = with_carry;
    }
    return {sum, out};
}

std::pair<llvm::Value*, llvm::Value*> Words::subtract_with_borrow(llvm::Value* a, llvm::Value* b,
                                                                  llvm::Value* borrow) {
    if (borrow == nullptr && is_known_zero(b)) return {a, nullptr};
    if (tier_ == Tier::Optimised) {
        llvm::Value* const in = borrow == nullptr ? builder_.getInt8(0) : borrow;
        llvm::Value* const both = builder_.CreateIntrinsic(llvm::Intrinsic::x86_subborrow_64, {}, {in, a, b});
        return {builder_.CreateExtractValue(both, 1), builder_.CreateExtractValue(both, 0)};
    }
    llvm::Value* difference = builder_.CreateSub(a, b);
    llvm::Value* out = builder_.CreateICmpULT(a, b);
    if (borrow != nullptr) {
        llvm::Value* const in = builder_.CreateZExt(borrow, difference->getType());
        out = builder_.CreateOr(out, builder_.CreateICmpULT(difference, in));
        difference = builder_.CreateSub(difference, in);
    }
    return {difference, out};
}

Word Words::add(const Word& a, const Word& b) {
    Word result;
    llvm::Value* carry = nullptr;
    for (size_t i = 0; i < 4; ++i) {
        if (carry != nullptr && is_known_zero(a[i]) && is_known_zero(b[i])) {
            llvm::Value* const bit = builder_.CreateZExt(carry, builder_.getInt64Ty());
            result[i] = bit;
            carry = nullptr;
            continue;
        }
        std::tie(result[i], carry) = add_with_carry(a[i], b[i], carry);
    }
    return result;
}

Word Words::subtract(const Word& a, const Word& b) {
    Word result;
    llvm::Value* borrow = nullptr;
    for (size_t i = 0; i < 4; ++i) {
        std::tie(result[i], borrow) = subtract_with_borrow(a[i], b[i], borrow);
    }
    return result;
}

// Products.

std::optional<Word> Words::multiply(const Word& a, const Word& b) {
    for (const auto& [factor, other] : {std::pair{a, b}, std::pair{b, a}}) {
        const auto known = find_constant(factor);
        if (!known) continue;
        if (!*known) return constant(0);
        if (const auto bit = find_only_bit(*known)) return shift_left(other, *bit);
    }
    if (tier_ == Tier::Fast && !fits_limb(a) && !fits_limb(b)) return std::nullopt;
    return multiply_limbs(a, b);
}

Word Words::multiply_limbs(const Word& a, const Word& b) {
    llvm::Type* const wide = builder_.getInt128Ty();
    Word result = constant(0);
    for (size_t i = 0; i < 4; ++i) {
        if (is_known_zero(a[i])) continue;
        llvm::Value* carry = limb(0);
        for (size_t j = 0; i + j < 3; ++j) {
            if (is_known_zero(b[j]) && is_known_zero(carry)) continue;
            llvm::Value* product =
                builder_.CreateMul(builder_.CreateZExt(a[i], wide), builder_.CreateZExt(b[j], wide));
            product = builder_.CreateAdd(product, builder_.CreateZExt(result[i + j], wide));
            product = builder_.CreateAdd(product, builder_.CreateZExt(carry, wide));
            result[i + j] = builder_.CreateTrunc(product, builder_.getInt64Ty());
            carry = builder_.CreateTrunc(builder_.CreateLShr(product, 64), builder_.getInt64Ty());
        }
        llvm::Value* const top = builder_.CreateMul(a[i], b[3 - i]);
        result[3] = builder_.CreateAdd(builder_.CreateAdd(result[3], top), carry);
    }
    return result;
}

Word Words::divide_limbs(const Word& a, const Word& b) {
    return from_limb(builder_.CreateUDiv(a[0], b[0]));
}

Word Words::remainder_limbs(const Word& a, const Word& b) {
    return from_limb(builder_.CreateURem(a[0], b[0]));
}

std::optional<Word> Words::divide_by_constant(const Word& a, const Uint256& b) {
    if (!b) return constant(0);
    if (const auto bit = find_only_bit(b)) return shift_right(a, *bit, limb(0));
    if (fits_limb(a)) return b.fits_uint64() ? divide_limbs(a, constant(b)) : constant(0);
    return std::nullopt;
}

std::optional<Word> Words::remainder_by_constant(const Word& a, const Uint256& b) {
    if (!b) return constant(0);
    if (find_only_bit(b)) return bitwise(llvm::Instruction::And, a, constant(b - 1));
    if (fits_limb(a)) return b.fits_uint64() ? remainder_limbs(a, constant(b)) : a;
    return std::nullopt;
}

// Comparisons.

llvm::Value* Words::is_less(const Word& a, const Word& b) {
    llvm::Value* const low = builder_.CreateICmpULT(a[0], b[0]);
    if (fits_limb(a) && fits_limb(b)) return low;
    if (fits_limb(b)) return builder_.CreateAnd(builder_.CreateICmpEQ(high_limbs(a), limb(0)), low);
    if (fits_limb(a)) return builder_.CreateOr(builder_.CreateICmpNE(high_limbs(b), limb(0)), low);
    if (tier_ == Tier::Optimised) {
        llvm::Value* borrow = nullptr;
        for (size_t i = 0; i < 4; ++i) borrow = subtract_with_borrow(a[i], b[i], borrow).second;
        if (borrow == nullptr) return builder_.getFalse();
        return builder_.CreateICmpNE(borrow, builder_.getInt8(0));
    }
    llvm::Value* less = low;
    for (size_t i = 1; i < 4; ++i)
        less = builder_.CreateSelect(builder_.CreateICmpEQ(a[i], b[i]), less,
                                     builder_.CreateICmpULT(a[i], b[i]));
    return less;
}

llvm::Value* Words::is_less_signed(const Word& a, const Word& b) {
    Word left = a;
    Word right = b;
    llvm::Value* const flip = limb(uint64_t{1} << 63);
    left[3] = builder_.CreateXor(a[3], flip);
    right[3] = builder_.CreateXor(b[3], flip);
    return is_less(left, right);
}

llvm::Value* Words::is_equal(const Word& a, const Word& b) {
    return is_zero(bitwise(llvm::Instruction::Xor, a, b));
}

// Shifts.

Word Words::shift_left(const Word& value, unsigned bits) {
    Word result = constant(0);
    const unsigned limbs = bits / 64;
    const unsigned part = bits % 64;
    for (size_t i = limbs; i < 4; ++i) {
        const size_t from = i - limbs;
        llvm::Value* const low = from == 0 ? limb(0) : value[from - 1];
        if (part == 0) {
            result[i] = value[from];
            continue;
        }
        llvm::Value* const up = builder_.CreateShl(value[from], part);
        result[i] = is_known_zero(low) ? up : builder_.CreateOr(up, builder_.CreateLShr(low, 64 - part));
    }
    return result;
}

Word Words::shift_right(const Word& value, unsigned bits, llvm::Value* fill) {
    Word result;
    const unsigned limbs = bits / 64;
    const unsigned part = bits % 64;
    for (size_t i = 0; i < 4; ++i) {
        const size_t from = i + limbs;
        llvm::Value* const low = from < 4 ? value[from] : fill;
        llvm::Value* const high = from + 1 < 4 ? value[from + 1] : fill;
        result[i] = part == 0 ? low
                              : builder_.CreateOr(builder_.CreateLShr(low, part),
                                                  builder_.CreateShl(high, 64 - part));
    }
    return result;
}

Word Words::shift_left(const Word& bits, const Word& value) {
    if (const auto known = find_constant(bits))
        return known->fits_uint64() && (*known)[0] < 256
                   ? shift_left(value, static_cast<unsigned>((*known)[0]))
                   : constant(0);
    llvm::Value* const part = builder_.CreateAnd(bits[0], limb(63));
    Word shifted;
    shifted[0] = builder_.CreateShl(value[0], part);
    for (size_t i = 1; i < 4; ++i)
        shifted[i] = builder_.CreateIntrinsic(llvm::Intrinsic::fshl, {builder_.getInt64Ty()},
                                              {value[i], value[i - 1], part});
    const auto has_bit = [&](uint64_t bit) {
        return builder_.CreateICmpNE(builder_.CreateAnd(bits[0], limb(bit)), limb(0));
    };
    shifted = choose(has_bit(64), shift_left(shifted, 64), shifted);
    shifted = choose(has_bit(128), shift_left(shifted, 128), shifted);
    const Word in_range = choose(builder_.CreateICmpULT(bits[0], limb(256)), shifted, constant(0));
    return choose(builder_.CreateICmpEQ(high_limbs(bits), limb(0)), in_range, constant(0));
}

/// @p fill is the limb that comes in from above: zeros or ones.
Word Words::shift_right(const Word& bits, const Word& value, llvm::Value* fill) {
    const Word filled{.limbs = {fill, fill, fill, fill}};
    if (const auto known = find_constant(bits))
        return known->fits_uint64() && (*known)[0] < 256
                   ? shift_right(value, static_cast<unsigned>((*known)[0]), fill)
                   : filled;
    llvm::Value* const part = builder_.CreateAnd(bits[0], limb(63));
    Word shifted;
    for (size_t i = 0; i < 4; ++i)
        shifted[i] = builder_.CreateIntrinsic(llvm::Intrinsic::fshr, {builder_.getInt64Ty()},
                                              {i < 3 ? value[i + 1] : fill, value[i], part});
    const auto has_bit = [&](uint64_t bit) {
        return builder_.CreateICmpNE(builder_.CreateAnd(bits[0], limb(bit)), limb(0));
    };
    shifted = choose(has_bit(64), shift_right(shifted, 64, fill), shifted);
    shifted = choose(has_bit(128), shift_right(shifted, 128, fill), shifted);
    const Word in_range = choose(builder_.CreateICmpULT(bits[0], limb(256)), shifted, filled);
    return choose(builder_.CreateICmpEQ(high_limbs(bits), limb(0)), in_range, filled);
}

llvm::Value* Words::sign(const Word& value) {
    return builder_.CreateAShr(value[3], 63);
}

Word Words::byte(const Word& index, const Word& value) {
    if (const auto known = find_constant(index)) {
        if (!known->fits_uint64() || (*known)[0] >= 32) return constant(0);
        const uint64_t from_lowest = 31 - (*known)[0];
        return from_limb(
            builder_.CreateAnd(builder_.CreateLShr(value[from_lowest / 8], from_lowest % 8 * 8), limb(0xff)));
    }
    llvm::Value* const from_lowest = builder_.CreateSub(limb(31), index[0]);
    llvm::Value* const place = builder_.CreateLShr(from_lowest, 3);
    llvm::Value* chosen = value[0];
    for (size_t i = 1; i < 4; ++i)
        chosen = builder_.CreateSelect(builder_.CreateICmpEQ(place, limb(i)), value[i], chosen);
    llvm::Value* const bits = builder_.CreateShl(builder_.CreateAnd(from_lowest, limb(7)), 3);
    llvm::Value* const result = builder_.CreateAnd(builder_.CreateLShr(chosen, bits), limb(0xff));
    llvm::Value* const is_inside = builder_.CreateAnd(builder_.CreateICmpULT(index[0], limb(32)),
                                                      builder_.CreateICmpEQ(high_limbs(index), limb(0)));
    return from_limb(builder_.CreateSelect(is_inside, result, limb(0)));
}

std::optional<Word> Words::sign_extend(const Word& byte, const Word& value) {
    const auto known = find_constant(byte);
    if (!known) return std::nullopt;
    if (!known->fits_uint64() || (*known)[0] >= 31) return value;
    const auto place = (*known)[0] / 8;
    const unsigned unused = 56 - static_cast<unsigned>((*known)[0] % 8 * 8);
    Word result = value;
    result.truth = nullptr;
    result[place] = builder_.CreateAShr(builder_.CreateShl(value[place], unused), unused);
    llvm::Value* const sign = builder_.CreateAShr(result[place], 63);
    for (size_t i = place + 1; i < 4; ++i) result[i] = sign;
    return result;
}

}  // namespace deed::jit
