#include <gtest/gtest.h>

#include "compiler/optimize/passes.hpp"
#include "tests/compiler/optimize/after.hpp"

namespace deed::optimize {
namespace {

TEST(UseRanges, DropsChecksThatMasksDecide) {
    EXPECT_EQ(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = AND %1, 0xff\n  %3 = ADD %2, 0x1\n"
                    "  %4 = SHR 0x40, %3\n  SSTORE %3, %4\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = AND %1, 0xff\n  %3 = ADD %2, 0x1\n"
              "  %4 = SHR 0x40, %3\n  SSTORE %3, 0x0\n  STOP\n");
}

TEST(UseRanges, DropsChecksThatABranchDecides) {
    EXPECT_EQ(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = LT %1, 0x20\n  BRANCH %2, b1, b2\n"
                    "b1:\n  %3 = ADD %1, 0x1\n  %4 = LT %3, %1\n  SSTORE %3, %4\n  STOP\n"
                    "b2:\n  %5 = ADD %1, 0x1\n  %6 = LT %5, %1\n  SSTORE %5, %6\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = LT %1, 0x20\n  BRANCH %2, b1, b2\n"
              "b1:\n  %3 = ADD %1, 0x1\n  %4 = LT %3, %1\n  SSTORE %3, 0x0\n  STOP\n"
              "b2:\n  %5 = ADD %1, 0x1\n  %6 = LT %5, %1\n  SSTORE %5, %6\n  STOP\n");
}

TEST(UseRanges, RemembersWhichIsLess) {
    EXPECT_EQ(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x20\n  %3 = LT %1, %2\n"
                    "  BRANCH %3, b1, b2\nb1:\n  %4 = GT %2, %1\n  SSTORE 0x0, %4\n  STOP\n"
                    "b2:\n  %5 = GT %2, %1\n  SSTORE 0x0, %5\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLDATALOAD 0x20\n  %3 = LT %1, %2\n"
              "  BRANCH %3, b1, b2\nb1:\n  %4 = GT %2, %1\n  SSTORE 0x0, 0x1\n  STOP\n"
              "b2:\n  %5 = GT %2, %1\n  SSTORE 0x0, 0x0\n  STOP\n");
}

TEST(UseRanges, KnowsProductsThatCannotBeTooLarge) {
    EXPECT_EQ(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = SHR 0x80, %1\n  %3 = CALLER\n  %4 = MUL %2, %3\n"
                    "  %5 = DIV %4, %2\n  %6 = EQ %5, %3\n  %7 = ISZERO %2\n  %8 = OR %6, %7\n"
                    "  SSTORE %4, %8\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = SHR 0x80, %1\n  %3 = CALLER\n  %4 = MUL %2, %3\n"
              "  %5 = DIV %4, %2\n  %6 = EQ %5, %3\n  %7 = ISZERO %2\n  %8 = OR %6, %7\n"
              "  SSTORE %4, %8\n  STOP\n");
    EXPECT_NE(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = SHR 0xa0, %1\n  %3 = CALLER\n  %4 = MUL %2, %3\n"
                    "  %5 = DIV %4, %2\n  %6 = EQ %5, %3\n  %7 = ISZERO %2\n  %8 = OR %6, %7\n"
                    "  SSTORE %4, %8\n  STOP\n")
                  .find("SSTORE %4, 0x1"),
              std::string::npos);
}

TEST(UseRanges, LeavesSignsThatAreThere) {
    EXPECT_EQ(after(use_ranges,
                    "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = AND %1, 0x7f\n  %3 = AND %1, 0xff\n"
                    "  %4 = SIGNEXTEND 0x0, %2\n  %5 = SIGNEXTEND 0x0, %3\n  SSTORE %4, %5\n  STOP\n"),
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = AND %1, 0x7f\n  %3 = AND %1, 0xff\n"
              "  %4 = SIGNEXTEND 0x0, %2\n  %5 = SIGNEXTEND 0x0, %3\n  SSTORE %2, %5\n  STOP\n");
}

TEST(UseRanges, ForgetsABranchWhereItsWaysMeet) {
    const std::string text =
        "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = LT %1, 0x20\n  BRANCH %2, b1, b2\n"
        "b1:\n  JUMP b3\nb2:\n  SSTORE 0x0, 0x1\n  JUMP b3\n"
        "b3:\n  %3 = SHR 0x5, %1\n  SSTORE 0x1, %3\n  STOP\n";

    EXPECT_EQ(after(use_ranges, text), text);
}

TEST(HoistInvariants, ComputesWhatStaysTheSameBeforeTheLoop) {
    EXPECT_EQ(
        after(hoist_invariants,
              "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLER\n  JUMP b1(0x0)\nb1(%3):\n"
              "  %4 = LT %3, %1\n  BRANCH %4, b2, b3\nb2:\n  %5 = MAP_SLOT %2, 0x1\n"
              "  %6 = MAP_SLOT %3, %5\n  %7 = ADD %1, %2\n  SSTORE %6, %7\n  %8 = ADD %3, 0x1\n"
              "  JUMP b1(%8)\nb3:\n  STOP\n"),
        "b0:\n  %1 = CALLDATALOAD 0x0\n  %2 = CALLER\n  %3 = MAP_SLOT %2, 0x1\n  JUMP b1(0x0)\nb1(%4):\n"
        "  %5 = LT %4, %1\n  BRANCH %5, b2, b3\nb2:\n"
        "  %6 = MAP_SLOT %4, %3\n  %7 = ADD %1, %2\n  SSTORE %6, %7\n  %8 = ADD %4, 0x1\n"
        "  JUMP b1(%8)\nb3:\n  STOP\n");
}

TEST(HoistInvariants, LeavesWhatRunsInSomeRoundsOnly) {
    const std::string text =
        "b0:\n  %1 = CALLDATALOAD 0x0\n  JUMP b1(0x0)\nb1(%2):\n  %3 = LT %2, %1\n  BRANCH %3, b2, b5\n"
        "b2:\n  BRANCH %2, b3, b4\nb3:\n  %4 = MUL %1, %1\n  SSTORE %2, %4\n  JUMP b4\n"
        "b4:\n  %5 = ADD %2, 0x1\n  JUMP b1(%5)\nb5:\n  STOP\n";

    EXPECT_EQ(after(hoist_invariants, text), text);
}

TEST(CacheStorage, KeepsWhatAllWaysAgreeOn) {
    EXPECT_EQ(after(cache_storage,
                    "b0:\n  %1 = SLOAD 0x0\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x1, %1\n  JUMP b3\n"
                    "b2:\n  JUMP b3\nb3:\n  %2 = SLOAD 0x0\n  %3 = SLOAD 0x1\n  SSTORE %2, %3\n  STOP\n"),
              "b0:\n  %1 = SLOAD 0x0\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x1, %1\n  JUMP b3\n"
              "b2:\n  JUMP b3\nb3:\n  %2 = SLOAD 0x1\n  SSTORE %1, %2\n  STOP\n");
}

TEST(CacheStorage, TellsPlacesOfOneMapValueApart) {
    EXPECT_EQ(after(cache_storage,
                    "b0:\n  %1 = CALLER\n  %2 = MAP_SLOT %1, 0x3\n  %3 = ADD %2, 0x1\n  %4 = SLOAD %3\n"
                    "  SSTORE %2, %4\n  SSTORE 0x3, %4\n  %5 = SLOAD %3\n  SSTORE %3, %5\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  %2 = MAP_SLOT %1, 0x3\n  %3 = ADD %2, 0x1\n  %4 = SLOAD %3\n"
              "  SSTORE %2, %4\n  SSTORE 0x3, %4\n  SSTORE %3, %4\n  STOP\n");
}

TEST(CacheStorage, MistrustsOtherKeysOfOneMap) {
    const std::string text =
        "b0:\n  %1 = CALLER\n  %2 = CALLDATALOAD 0x0\n  %3 = MAP_SLOT %1, 0x3\n  %4 = MAP_SLOT %2, 0x3\n"
        "  %5 = ADD %4, 0x1\n  %6 = SLOAD %5\n  SSTORE %3, 0x1\n  %7 = SLOAD %5\n  SSTORE %6, %7\n  STOP\n";

    EXPECT_EQ(after(cache_storage, text), text);
}

}  // namespace
}  // namespace deed::optimize
