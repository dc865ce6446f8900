#include <gtest/gtest.h>

#include "compiler/optimize/passes.hpp"
#include "tests/compiler/optimize/after.hpp"

namespace deed::optimize {
namespace {

TEST(ExpandMapSlots, WritesThemAsDigests) {
    EXPECT_EQ(
        after(expand_map_slots, "b0:\n  %1 = CALLER\n  %2 = MAP_SLOT %1, 0x2\n  SSTORE %2, 0x1\n  STOP\n"),
        "b0:\n  %1 = CALLER\n  MSTORE 0x20, 0x2\n  MSTORE 0x0, %1\n  %2 = KECCAK256 0x0, 0x40\n"
        "  SSTORE %2, 0x1\n  STOP\n");
}

TEST(CacheMemory, KnowsThatMemoryBeginsAsZeros) {
    EXPECT_EQ(after(cache_memory,
                    "b0:\n  %1 = CALLER\n  MSTORE 0x20, 0x0\n  MSTORE 0x0, %1\n"
                    "  %2 = KECCAK256 0x0, 0x40\n  SSTORE %2, 0x1\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  %2 = KECCAK256 0x0, 0x40\n  SSTORE %2, 0x1\n  STOP\n");
}

TEST(CacheMemory, LeavesOutWhatStandsThereAlready) {
    EXPECT_EQ(after(cache_memory,
                    "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  BRANCH %1, b1, b2\nb1:\n  MSTORE 0x0, %1\n"
                    "  %2 = MLOAD 0x0\n  SSTORE 0x0, %2\n  STOP\nb2:\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  BRANCH %1, b1, b2\nb1:\n  SSTORE 0x0, %1\n  STOP\n"
              "b2:\n  STOP\n");
}

TEST(CacheMemory, ComputesADigestOnceOnOneWay) {
    EXPECT_EQ(after(cache_memory,
                    "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  %2 = KECCAK256 0x0, 0x20\n"
                    "  %3 = KECCAK256 0x0, 0x20\n  SSTORE %2, %3\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  %2 = KECCAK256 0x0, 0x20\n  SSTORE %2, %2\n  STOP\n");
}

TEST(CacheMemory, ForgetsWhatIsWrittenOver) {
    const std::string halves =
        "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  MSTORE 0x4, %1\n  MSTORE 0x0, %1\n  STOP\n";
    const std::string copied =
        "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  CALLDATACOPY %1, 0x0, 0x1\n  MSTORE 0x0, %1\n  STOP\n";
    const std::string answered =
        "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  %2 = STATICCALL 0xff, %1, 0x0, 0x20, 0x0, 0x20\n"
        "  MSTORE 0x0, %1\n  STOP\n";

    EXPECT_EQ(after(cache_memory, halves), halves);
    EXPECT_EQ(after(cache_memory, copied), copied);
    EXPECT_EQ(after(cache_memory, answered), answered);
}

TEST(CacheMemory, KnowsNothingAtTheHeadOfALoop) {
    const std::string text =
        "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  JUMP b1(0x0)\nb1(%2):\n  MSTORE 0x0, %1\n"
        "  %3 = KECCAK256 0x0, 0x20\n  MSTORE 0x0, %2\n  %4 = ADD %2, 0x1\n  BRANCH %3, b2, b3\n"
        "b2:\n  JUMP b1(%4)\nb3:\n  STOP\n";

    EXPECT_EQ(after(cache_memory, text), text);
}

TEST(RemoveDeadWrites, LeavesOutWhatNobodyReads) {
    EXPECT_EQ(after(remove_dead_writes,
                    "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  MSTORE 0x20, %1\n  MSTORE 0x0, 0x1\n"
                    "  RETURN 0x0, 0x20\n"),
              "b0:\n  %1 = CALLER\n  MSTORE 0x0, 0x1\n  RETURN 0x0, 0x20\n");
}

TEST(RemoveDeadWrites, KeepsWhatOneWayReads) {
    EXPECT_EQ(after(remove_dead_writes,
                    "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  MSTORE 0x40, %1\n  BRANCH %1, b1, b2\n"
                    "b1:\n  STOP\nb2:\n  LOG0 0x1c, 0x24\n  STOP\n"),
              "b0:\n  %1 = CALLER\n  MSTORE 0x0, %1\n  BRANCH %1, b1, b2\n"
              "b1:\n  STOP\nb2:\n  LOG0 0x1c, 0x24\n  STOP\n");
}

TEST(RemoveDeadWrites, KeepsWhatACallMayNotOverwrite) {
    const std::string text =
        "b0:\n  MSTORE 0x0, 0x7\n  %1 = STATICCALL 0xff, 0x1, 0x80, 0x0, 0x0, 0x20\n  RETURN 0x0, 0x20\n";

    EXPECT_EQ(after(remove_dead_writes, text), text);
}

}  // namespace
}  // namespace deed::optimize
