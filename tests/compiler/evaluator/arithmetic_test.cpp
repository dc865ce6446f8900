#include "compiler/evaluator/arithmetic.hpp"

#include <gtest/gtest.h>

namespace deed::evaluator {
namespace {

using sema::BinaryOperator;
using sema::CastKind;
using sema::Rounding;

/// A number, or the code of a panic as a negative one.
Integer number_of(const Computed& computed) {
    return computed ? computed->integer() : -1000 - static_cast<int>(computed.error());
}
constexpr int kOverflow = -1000 - 0x11;
constexpr int kDivisionByZero = -1000 - 0x12;

class Numbers : public testing::Test {
  protected:
    Integer binary(BinaryOperator op, const sema::Type* type, const Integer& a, const Integer& b) {
        return number_of(compute(op, *type, Value{a}, Value{b}));
    }
    Integer quotient(Rounding rounding, const sema::Type* type, const Integer& a, const Integer& b) {
        return number_of(divide(rounding, *type, a, b));
    }

    sema::TypeTable types;
    const sema::Type* uint8 = types.unsigned_integer(8);
    const sema::Type* int8 = types.signed_integer(8);
};

TEST_F(Numbers, OutsideOfTheirTypePanic) {
    EXPECT_EQ(binary(BinaryOperator::Add, uint8, 200, 55), 255);
    EXPECT_EQ(binary(BinaryOperator::Add, uint8, 200, 56), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::Subtract, uint8, 0, 1), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::Multiply, int8, -128, -1), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::Power, int8, -2, 7), -128);
    EXPECT_EQ(binary(BinaryOperator::Power, int8, 2, 7), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::Power, uint8, 0, 0), 1);
    EXPECT_EQ(binary(BinaryOperator::Power, uint8, 2, Integer{1} << 255), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::Power, int8, -1, (Integer{1} << 255) + 1), -1);
    EXPECT_EQ(binary(BinaryOperator::ShiftLeft, uint8, 3, 6), 192);
    EXPECT_EQ(binary(BinaryOperator::ShiftLeft, uint8, 3, 7), kOverflow);
    EXPECT_EQ(binary(BinaryOperator::ShiftLeft, uint8, 0, Integer{1} << 200), 0);
    EXPECT_EQ(binary(BinaryOperator::Remainder, uint8, 7, 0), kDivisionByZero);
}

TEST_F(Numbers, WrapWhereTheyAreAskedTo) {
    EXPECT_EQ(binary(BinaryOperator::WrappingAdd, uint8, 200, 100), 44);
    EXPECT_EQ(binary(BinaryOperator::WrappingSubtract, int8, -128, 1), 127);
    EXPECT_EQ(binary(BinaryOperator::WrappingMultiply, int8, 64, 2), -128);
    EXPECT_EQ(binary(BinaryOperator::WrappingShiftLeft, uint8, 3, 7), 128);
    EXPECT_EQ(binary(BinaryOperator::WrappingShiftLeft, uint8, 3, 256), 0);
    EXPECT_EQ(binary(BinaryOperator::ShiftRight, int8, -5, 1), -3);
    EXPECT_EQ(binary(BinaryOperator::ShiftRight, int8, -5, Integer{1} << 200), -1);
    EXPECT_EQ(binary(BinaryOperator::And, int8, -2, 7), 6);
    EXPECT_EQ(binary(BinaryOperator::Exclusive, int8, -1, 127), -128);
}

TEST_F(Numbers, AreRoundedAsTheDivisionSays) {
    EXPECT_EQ(quotient(Rounding::Down, int8, -7, 2), -4);
    EXPECT_EQ(quotient(Rounding::Up, int8, -7, 2), -3);
    EXPECT_EQ(quotient(Rounding::Down, int8, -7, -2), 3);
    EXPECT_EQ(quotient(Rounding::Up, int8, -7, -2), 4);
    EXPECT_EQ(quotient(Rounding::Exact, int8, -8, 2), -4);
    EXPECT_EQ(quotient(Rounding::Exact, int8, -7, 2), kOverflow);
    EXPECT_EQ(quotient(Rounding::Down, int8, -128, -1), kOverflow);
    EXPECT_EQ(quotient(Rounding::Down, uint8, 255 * 255, 255), 255);
    EXPECT_EQ(quotient(Rounding::Up, uint8, 255 * 255 + 1, 255), kOverflow);
    EXPECT_EQ(quotient(Rounding::Down, uint8, 1, 0), kDivisionByZero);
}

TEST_F(Numbers, HaveRootsAndLogarithms) {
    EXPECT_EQ(square_root_of((Integer{1} << 256) - 1), (Integer{1} << 128) - 1);
    EXPECT_EQ(square_root_of(0), 0);
    EXPECT_EQ(number_of(log2_of(0)), kDivisionByZero);
    EXPECT_EQ(number_of(log2_of((Integer{1} << 256) - 1)), 255);
}

TEST_F(Numbers, KeepTheirBitsWhereTheirMeaningChanges) {
    const sema::Type& word = *types.uint256();
    const sema::Type& tag = *types.fixed_bytes(2);
    const sema::Type& short_tag = *types.fixed_bytes(1);

    EXPECT_EQ(convert(CastKind::Reinterpret, *int8, *uint8, Value{Integer{-1}}).value(), Value{Integer{255}});
    EXPECT_EQ(
        convert(CastKind::Reinterpret, *types.unsigned_integer(16), tag, Value{Integer{0x0102}}).value(),
        (Value{Bytes{1, 2}}));
    EXPECT_EQ(convert(CastKind::Resize, tag, short_tag, Value{Bytes{1, 2}}).value(), Value{Bytes{1}});
    EXPECT_EQ(convert(CastKind::Resize, short_tag, tag, Value{Bytes{1}}).value(), (Value{Bytes{1, 0}}));
    EXPECT_EQ(convert(CastKind::Truncate, word, *uint8, Value{Integer{0x1234}}).value(),
              Value{Integer{0x34}});
    EXPECT_EQ(number_of(convert(CastKind::Checked, word, *uint8, Value{Integer{256}})), kOverflow);
    EXPECT_EQ(value_of_word(tag, Uint256{0x0102} << 240), (Value{Bytes{1, 2}}));
}

}  // namespace
}  // namespace deed::evaluator
