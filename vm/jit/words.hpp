#pragma once

#include <array>

#include <llvm/Analysis/InstSimplifyFolder.h>
#include <llvm/IR/IRBuilder.h>

#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"
#include "vm/jit/compile.hpp"
#include "vm/jit/ranges.hpp"

namespace deed::jit {

/// A word in a function that is being written: four 64-bit limbs, least significant first. Limbs that are
/// known to be zero are constants, so that what fits 64 bits costs no more than that.
struct Word {
    std::array<llvm::Value*, 4> limbs{};
    llvm::Value* truth = nullptr;  ///< for a word that is 0 or 1: the same as one bit
    Range range;                   ///< where it is known to be, besides what the limbs say

    llvm::Value*& operator[](size_t i) { return limbs[i]; }
    llvm::Value* operator[](size_t i) const { return limbs[i]; }
};

using Builder = llvm::IRBuilder<llvm::InstSimplifyFolder>;

/// Writes Word instructions without a call or a branch.
class Words {
  public:
    Words(Builder& builder, Tier tier) : builder_(builder), tier_(tier) {}

    [[nodiscard]] Word constant(const Uint256& value) const;
    [[nodiscard]] Word from_limb(llvm::Value* limb) const;
    [[nodiscard]] Word from_bit(llvm::Value* bit) const;
    /// The number that @p word is known to be.
    [[nodiscard]] static std::optional<Uint256> find_constant(const Word& word);
    /// Whether the limbs above the lowest are known to be zero.
    [[nodiscard]] static bool fits_limb(const Word& word);

    /// Where the word is known to be.
    [[nodiscard]] static Range range(const Word& word);
    /// The same word, known to be in @p range.
    [[nodiscard]] Word restrict_to(const Range& range, Word word) const;

    /// One bit: whether the word is zero.
    [[nodiscard]] llvm::Value* is_zero(const Word& word);
    /// One bit: whether the word is not zero.
    [[nodiscard]] llvm::Value* is_true(const Word& word);
    /// All limbs above the lowest, joined by "or": zero if the word fits 64 bits.
    [[nodiscard]] llvm::Value* high_limbs(const Word& word);

    /// The result of @p op on @p operands, the first of which was the top of the stack; nothing for what is
    /// better called than written out.
    [[nodiscard]] std::optional<Word> compute(isa::Op op, std::span<const Word> operands);
    /// a / b and a mod b for operands that both fit 64 bits, and b not zero.
    [[nodiscard]] Word divide_limbs(const Word& a, const Word& b);
    [[nodiscard]] Word remainder_limbs(const Word& a, const Word& b);

  private:
    enum class Direction : uint8_t { Up, Down };

    [[nodiscard]] std::optional<Word> compute_any(isa::Op op, std::span<const Word> operands);
    [[nodiscard]] std::optional<Word> compute_limb(isa::Op op, std::span<const Word> operands);
    [[nodiscard]] Word bitwise(llvm::Instruction::BinaryOps op, const Word& a, const Word& b);
    [[nodiscard]] Word add(const Word& a, const Word& b);
    [[nodiscard]] Word subtract(const Word& a, const Word& b);
    [[nodiscard]] std::optional<Word> multiply(const Word& a, const Word& b);
    [[nodiscard]] Word multiply_limbs(const Word& a, const Word& b);
    [[nodiscard]] std::optional<Word> divide_by_constant(const Word& a, const Uint256& b);
    [[nodiscard]] std::optional<Word> remainder_by_constant(const Word& a, const Uint256& b);
    [[nodiscard]] llvm::Value* is_less(const Word& a, const Word& b);
    [[nodiscard]] llvm::Value* is_less_signed(const Word& a, const Word& b);
    [[nodiscard]] llvm::Value* is_equal(const Word& a, const Word& b);
    [[nodiscard]] Word shift_left(const Word& value, unsigned bits);
    [[nodiscard]] Word shift_right(const Word& value, unsigned bits, llvm::Value* fill);
    [[nodiscard]] Word shift_left(const Word& bits, const Word& value);
    [[nodiscard]] Word shift_right(const Word& bits, const Word& value, llvm::Value* fill);
    [[nodiscard]] llvm::Value* sign(const Word& value);
    [[nodiscard]] Word byte(const Word& index, const Word& value);
    [[nodiscard]] std::optional<Word> sign_extend(const Word& byte, const Word& value);
    [[nodiscard]] Word choose(llvm::Value* bit, const Word& yes, const Word& no);

    [[nodiscard]] llvm::Value* limb(uint64_t value) const { return builder_.getInt64(value); }
    [[nodiscard]] std::pair<llvm::Value*, llvm::Value*> add_with_carry(llvm::Value* a, llvm::Value* b,
                                                                       llvm::Value* carry);
    [[nodiscard]] std::pair<llvm::Value*, llvm::Value*> subtract_with_borrow(llvm::Value* a, llvm::Value* b,
                                                                             llvm::Value* borrow);

    Builder& builder_;
    Tier tier_;
};

}  // namespace deed::jit
