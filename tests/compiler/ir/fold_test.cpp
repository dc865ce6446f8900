#include "compiler/ir/fold.hpp"

#include <gtest/gtest.h>

namespace deed::ir {
namespace {

class Fold : public testing::Test {
  protected:
    ValueId constant(const Uint256& value) { return function_.add_value(ValueKind::Constant, value); }
    std::optional<Uint256> known(Op op, std::vector<ValueId> operands) {
        const auto folded = fold(function_, op, operands);
        if (!folded || !std::holds_alternative<Uint256>(*folded)) return std::nullopt;
        return std::get<Uint256>(*folded);
    }

    Function function_;
    ValueId unknown_ = function_.add_value(ValueKind::Result);
};

TEST_F(Fold, ComputesAsTheMachineDoes) {
    EXPECT_EQ(known(Op::SUB, {constant(3), constant(5)}), -Uint256{2});
    EXPECT_EQ(known(Op::DIV, {constant(3), constant(0)}), Uint256{});
    EXPECT_EQ(known(Op::SDIV, {constant(-Uint256{7}), constant(2)}), -Uint256{3});
    EXPECT_EQ(known(Op::SHL, {constant(256), constant(1)}), Uint256{});
    EXPECT_EQ(known(Op::SHR, {constant(4), constant(0x70)}), Uint256{7});
    EXPECT_EQ(known(Op::SAR, {constant(300), constant(Uint256::max())}), Uint256::max());
    EXPECT_EQ(known(Op::SIGNEXTEND, {constant(0), constant(0x1ff)}), Uint256::max());
    EXPECT_EQ(known(Op::BYTE, {constant(31), constant(0x1234)}), Uint256{0x34});
    EXPECT_EQ(known(Op::CLZ, {constant(1)}), Uint256{255});
    EXPECT_EQ(known(Op::SLT, {constant(Uint256::max()), constant(0)}), Uint256{1});
    EXPECT_EQ(known(Op::EXP, {constant(10), constant(3)}), Uint256{1000});
    EXPECT_EQ(known(Op::MULMOD, {constant(Uint256::max()), constant(2), constant(7)}),
              Uint256::max() % 7 * 2 % 7);
}

TEST_F(Fold, KnowsWhatDoesNotDependOnTheOtherOperand) {
    const auto same = [&](Op op, std::vector<ValueId> operands) {
        const auto folded = fold(function_, op, operands);
        return folded && std::holds_alternative<ValueId>(*folded) && std::get<ValueId>(*folded) == unknown_;
    };

    EXPECT_TRUE(same(Op::ADD, {constant(0), unknown_}));
    EXPECT_TRUE(same(Op::SUB, {unknown_, constant(0)}));
    EXPECT_TRUE(same(Op::AND, {unknown_, constant(Uint256::max())}));
    EXPECT_EQ(known(Op::MUL, {unknown_, constant(0)}), Uint256{});
    EXPECT_EQ(known(Op::XOR, {unknown_, unknown_}), Uint256{});
    EXPECT_FALSE(fold(function_, Op::SUB, std::vector{constant(0), unknown_}).has_value());
    EXPECT_FALSE(fold(function_, Op::DIV, std::vector{unknown_, unknown_}).has_value());
}

TEST_F(Fold, LeavesWhatHasEffects) {
    EXPECT_FALSE(fold(function_, Op::SLOAD, std::vector{constant(0)}).has_value());
    EXPECT_FALSE(fold(function_, Op::KECCAK256, std::vector{constant(0), constant(0)}).has_value());
}

}  // namespace
}  // namespace deed::ir
