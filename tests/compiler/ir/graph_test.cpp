#include "compiler/ir/graph.hpp"

#include <gtest/gtest.h>

#include "compiler/ir/reader.hpp"

namespace deed::ir {
namespace {

// b0 branches to b1 and b2, which meet in b3; b3 loops to itself through b4; b5 is unreachable.
Function diamond() {
    return read(
               "module m\nfunction f entry {\nb0:\n  BRANCH 0x1, b1, b2\nb1:\n  JUMP b3\nb2:\n  JUMP b3\n"
               "b3:\n  BRANCH 0x1, b4, b6\nb4:\n  JUMP b3\nb5:\n  JUMP b6\nb6:\n  STOP\n}\n")
        .value()
        .functions[0];
}

TEST(Dominators, KnowWhatLiesOnEveryWay) {
    const Function function = diamond();
    const Dominators dominators{function};

    EXPECT_EQ(dominators.parent(BlockId{3}), BlockId{0});
    EXPECT_TRUE(dominators.dominates(BlockId{3}, BlockId{6}));
    EXPECT_FALSE(dominators.dominates(BlockId{1}, BlockId{3}));
    EXPECT_FALSE(dominators.is_reachable(BlockId{5}));
}

TEST(Predecessors, CountOnlyReachableBlocks) {
    const auto before = predecessors(diamond());

    EXPECT_EQ(before[3].size(), 3U);
    ASSERT_EQ(before[6].size(), 1U);
    EXPECT_EQ(before[6].front(), BlockId{3});
}

TEST(RemoveUnreachable, KeepsTheOrderOfTheOthers) {
    Function function = diamond();

    remove_unreachable(function);

    ASSERT_EQ(function.blocks.size(), 6U);
    EXPECT_EQ(function.blocks[3].terminator.successors[1].block, BlockId{5});
    EXPECT_EQ(function.blocks[5].terminator.op, Op::STOP);
}

}  // namespace
}  // namespace deed::ir
