#include "compiler/optimize/passes.hpp"

#include <gtest/gtest.h>

#include "tests/compiler/optimize/after.hpp"

namespace deed::optimize {
namespace {

TEST(Simplify, ComputesAndFollowsWhatIsKnown) {
    EXPECT_EQ(after(simplify,
                    "b0:\n  %1 = ADD 0x2, 0x3\n  %2 = EQ %1, 0x5\n  BRANCH %2, b1, b2\n"
                    "b1:\n  SSTORE 0x0, %1\n  STOP\nb2:\n  INVALID\n"),
              "b0:\n  %1 = ADD 0x2, 0x3\n  %2 = EQ 0x5, 0x5\n  JUMP b1\nb1:\n  SSTORE 0x0, 0x5\n  STOP\n");
}

TEST(Simplify, TakesNegationsOutOfBranches) {
    EXPECT_EQ(
        after(simplify,
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = ISZERO %1\n  BRANCH %2, b1, b2\n"
              "b1:\n  STOP\nb2:\n  INVALID\n"),
        "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = ISZERO %1\n  BRANCH %1, b2, b1\nb1:\n  STOP\nb2:\n  INVALID\n");
}

TEST(Simplify, TurnsProductsWithPowersOfTwoIntoShifts) {
    EXPECT_EQ(
        after(simplify,
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = MUL %1, 0x20\n  %3 = DIV %2, 0x8\n  SSTORE %2, %3\n"
              "  STOP\n"),
        "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = SHL 0x5, %1\n  %3 = SHR 0x3, %2\n  SSTORE %2, %3\n  STOP\n");
}

TEST(Simplify, DropsMasksThatChangeNothing) {
    EXPECT_EQ(after(simplify,
                    "b0:\n  %1 = CALLER\n  %2 = AND %1, 0xffffffffffffffffffffffffffffffffffffffff\n"
                    "  %3 = AND %1, 0xff\n  SSTORE %2, %3\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  %2 = AND %1, 0xffffffffffffffffffffffffffffffffffffffff\n"
              "  %3 = AND %1, 0xff\n  SSTORE %1, %3\n  STOP\n");
}

TEST(RemoveParameters, DropsThoseWithOneValue) {
    EXPECT_EQ(after(remove_parameters,
                    "b0:\n  %1 = CALLER\n  JUMP b1(%1, 0x0)\nb1(%2, %3):\n  %4 = ADD %3, 0x1\n"
                    "  %5 = LT %4, %2\n  BRANCH %5, b2, b3\nb2:\n  JUMP b1(%2, %4)\nb3:\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  JUMP b1(0x0)\nb1(%2):\n  %3 = ADD %2, 0x1\n  %4 = LT %3, %1\n"
              "  BRANCH %4, b2, b3\nb2:\n  JUMP b1(%3)\nb3:\n  STOP\n");
}

TEST(RemoveParameters, LeavesNoJumpThatNobodyReachesBehind) {
    EXPECT_EQ(after(remove_parameters,
                    "b0:\n  %1 = CALLER\n  JUMP b1(%1)\nb1(%2):\n  SSTORE 0x0, %2\n  STOP\n"
                    "b2:\n  JUMP b1(0x1)\n"),
              "b0:\n  %1 = CALLER\n  JUMP b1\nb1:\n  SSTORE 0x0, %1\n  STOP\n");
}

TEST(NumberValues, ComputesEqualThingsOnceBelow) {
    EXPECT_EQ(after(number_values,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x4\n  %3 = ADD %1, %2\n"
                    "  BRANCH %3, b1, b2\nb1:\n  %4 = ADD %2, %1\n  SSTORE 0x0, %4\n  STOP\n"
                    "b2:\n  %5 = SUB %2, %1\n  SSTORE 0x0, %5\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x4\n  %3 = ADD %1, %2\n"
              "  BRANCH %3, b1, b2\nb1:\n  SSTORE 0x0, %3\n  STOP\n"
              "b2:\n  %4 = SUB %2, %1\n  SSTORE 0x0, %4\n  STOP\n");
}

TEST(NumberValues, ReadsAgainWhatMayHaveChanged) {
    const std::string text =
        "b0:\n  %1 = SLOAD 0x0\n  SSTORE 0x0, 0x1\n  %2 = SLOAD 0x0\n  SSTORE %1, %2\n  STOP\n";

    EXPECT_EQ(after(number_values, text), text);
}

TEST(UseConditions, KnowsTheConditionBehindItsBranch) {
    EXPECT_EQ(after(use_conditions,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = LT %1, 0x9\n  BRANCH %2, b1, b2\n"
                    "b1:\n  BRANCH %2, b3, b4\nb2:\n  %3 = ISZERO %2\n  STOP\nb3:\n  STOP\nb4:\n  INVALID\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = LT %1, 0x9\n  BRANCH %2, b1, b2\n"
              "b1:\n  JUMP b3\nb2:\n  %3 = ISZERO %2\n  STOP\nb3:\n  STOP\n");
}

TEST(UseConditions, GoesPastABranchOnWhatItHasTold) {
    EXPECT_EQ(after(use_conditions,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x20\n  %3 = GT %1, 0x0\n"
                    "  BRANCH %1, b1, b2\nb1:\n  JUMP b3(%2)\nb2:\n  JUMP b3(%3)\n"
                    "b3(%4):\n  BRANCH %4, b4, b5\nb4:\n  STOP\nb5:\n  INVALID\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x20\n  %3 = GT %1, 0x0\n"
              "  BRANCH %1, b1, b2\nb1:\n  JUMP b3(%2)\nb2:\n  JUMP b5\n"
              "b3(%4):\n  BRANCH %4, b4, b5\nb4:\n  STOP\nb5:\n  INVALID\n");
}

TEST(UseConditions, GoesThroughABlockWhoseParameterIsUsedBehindIt) {
    const std::string text =
        "b0:\n  %1 = CALLDATALOAD 0x0\n  BRANCH %1, b1, b2\nb1:\n  JUMP b3(0x1)\nb2:\n  JUMP b3(0x0)\n"
        "b3(%2):\n  BRANCH %2, b4, b5\nb4:\n  SSTORE 0x0, %2\n  STOP\nb5:\n  INVALID\n";

    EXPECT_EQ(after(use_conditions, text), text);
}

TEST(CacheStorage, ReadsAWordOnceAndWritesItOnce) {
    EXPECT_EQ(
        after(cache_storage,
              "b0:\n  %1 = SLOAD 0x0\n  SSTORE 0x0, 0x1\n  %2 = SLOAD 0x0\n  SSTORE 0x0, 0x2\n"
              "  %3 = SLOAD 0x1\n  %4 = SLOAD 0x1\n  %5 = ADD %3, %4\n  %6 = ADD %1, %2\n"
              "  SSTORE %5, %6\n  STOP\n"),
        "b0:\n  %1 = SLOAD 0x0\n  SSTORE 0x0, 0x2\n  %2 = SLOAD 0x1\n  %3 = ADD %2, %2\n  %4 = ADD %1, 0x1\n"
        "  SSTORE %3, %4\n  STOP\n");
}

TEST(CacheStorage, ForgetsWhatAnotherSlotMayBe) {
    const std::string text =
        "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = SLOAD %1\n  SSTORE 0x0, 0x1\n  %3 = SLOAD %1\n"
        "  SSTORE %2, %3\n  STOP\n";

    EXPECT_EQ(after(cache_storage, text), text);
}

TEST(CacheStorage, KeepsTheValuesOfDifferentMapsApart) {
    EXPECT_EQ(after(cache_storage,
                    "b0:\n  %1 = CALLER\n  %2 = MAP_SLOT %1, 0x0\n  %3 = MAP_SLOT %1, 0x1\n  %4 = SLOAD %2\n"
                    "  SSTORE %3, 0x1\n  %5 = SLOAD %2\n  SSTORE %2, %5\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  %2 = MAP_SLOT %1, 0x0\n  %3 = MAP_SLOT %1, 0x1\n  %4 = SLOAD %2\n"
              "  SSTORE %3, 0x1\n  SSTORE %2, %4\n  STOP\n");
}

TEST(CacheStorage, KeepsAWriteThatACallOrAnotherWayOutMaySee) {
    const std::string with_call =
        "b0:\n  SSTORE 0x0, 0x1\n  %1 = CALL 0x0, 0x1, 0x0, 0x0, 0x0, 0x0, 0x0\n"
        "  SSTORE 0x0, 0x2\n  STOP\n";
    const std::string with_way_out =
        "b0:\n  %1 = CALLER\n  SSTORE 0x0, 0x1\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x0, 0x2\n"
        "  STOP\nb2:\n  STOP\n";

    EXPECT_EQ(after(cache_storage, with_call), with_call);
    EXPECT_EQ(after(cache_storage, with_way_out), with_way_out);
}

TEST(CacheStorage, JoinsWritesAcrossAWayOutThatUndoesThem) {
    EXPECT_EQ(
        after(cache_storage,
              "b0:\n  %1 = CALLER\n  SSTORE 0x0, 0x1\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x0, 0x2\n"
              "  STOP\nb2:\n  REVERT 0x0, 0x0\n"),
        "b0:\n  %1 = CALLER\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x0, 0x2\n  STOP\nb2:\n  REVERT 0x0, 0x0\n");
}

TEST(RemoveDeadCode, FollowsValuesAroundLoops) {
    EXPECT_EQ(after(remove_dead_code,
                    "b0:\n  %1 = SLOAD 0x0\n  JUMP b1(0x0, 0x0)\nb1(%2, %3):\n  %4 = ADD %3, 0x1\n"
                    "  %5 = ADD %2, 0x2\n  %6 = LT %4, 0x9\n  BRANCH %6, b2, b3\nb2:\n  JUMP b1(%5, %4)\n"
                    "b3:\n  STOP\n"),
              "b0:\n  JUMP b1(0x0)\nb1(%1):\n  %2 = ADD %1, 0x1\n  %3 = LT %2, 0x9\n  BRANCH %3, b2, b3\n"
              "b2:\n  JUMP b1(%2)\nb3:\n  STOP\n");
}

TEST(ThreadJumps, JoinsBlocksAndSkipsEmptyOnes) {
    EXPECT_EQ(after(thread_jumps,
                    "b0:\n  %1 = CALLER\n  JUMP b1(%1)\nb1(%2):\n  BRANCH %2, b2, b3\nb2:\n  JUMP b4\n"
                    "b3:\n  SSTORE 0x0, %2\n  JUMP b4\nb4:\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  BRANCH %1, b2, b1\nb1:\n  SSTORE 0x0, %1\n  JUMP b2\nb2:\n  STOP\n");
}

}  // namespace
}  // namespace deed::optimize
