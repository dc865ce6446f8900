#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/jit/regions.hpp"

namespace deed::jit {
namespace {

/// Everything that is found out about code.
struct Analysed {
    explicit Analysed(std::string_view hex)
        : code(from_hex(hex).value()),
          blocks(code, isa::kLatestRevision),
          values(code),
          flow(analyse(blocks, values)),
          units(make_units(blocks, values, flow)),
          regions(make_regions(blocks, units, Tier::Optimised)) {}

    machine::Code code;
    Blocks blocks;
    Values values;
    Flow flow;
    Units units;
    Regions regions;
};

TEST(Blocks, EndAtJumpsHaltsAndBeforeDestinations) {
    const machine::Code code{from_hex("6001600757005b5b5600").value()};

    const Blocks blocks{code, isa::kLatestRevision};

    ASSERT_EQ(blocks.size(), 5U);
    EXPECT_EQ(blocks[0].how, End::JumpIf);
    EXPECT_EQ(blocks[1].how, End::Halt);
    EXPECT_EQ(blocks[2].how, End::FallThrough);
    EXPECT_EQ(blocks[3].how, End::Jump);
    EXPECT_EQ(blocks[4].how, End::Halt);
    EXPECT_TRUE(blocks[2].is_destination);
    EXPECT_EQ(blocks.at(7), 3U);
}

TEST(Blocks, EndWithTheCodeInAStop) {
    const machine::Code code{from_hex("60").value()};

    const Blocks blocks{code, isa::kLatestRevision};

    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(blocks[0].how, End::Halt);
    EXPECT_EQ(blocks[0].instructions, 2U);
}

TEST(Flow, FollowsConstantsThroughTheStack) {
    // PUSH1 8, PUSH1 1, SWAP1, DUP1, POP, JUMP, JUMPDEST
    const Analysed found{"6009600190805056005b00"};

    EXPECT_FALSE(found.flow.has_unknown_jumps);
    ASSERT_EQ(found.flow.blocks[0].targets.blocks.size(), 1U);
    EXPECT_EQ(found.blocks[found.flow.blocks[0].targets.blocks[0]].begin, 9U);
}

TEST(Flow, FindsTheCallersOfASubroutine) {
    // Two calls of a subroutine at 15 that returns to whoever called it.
    const Analysed found{
        "6005600f56"
        "5b600b600f56"
        "5b000000"
        "5b6001505600"};
    const uint32_t subroutine = found.blocks.at(0x0f);

    EXPECT_FALSE(found.flow.has_unknown_jumps);
    EXPECT_EQ(found.flow.blocks[subroutine].targets.blocks.size(), 2U);
}

TEST(Flow, KnowsTheHeightOfTheStack) {
    const Analysed found{"600160026006565b00"};
    const uint32_t last = found.blocks.at(7);

    EXPECT_FALSE(found.flow.blocks[last].is_reached);
    EXPECT_EQ(found.flow.blocks[0].entry.highest, 0);
}

TEST(Flow, TakesJumpsToWhatIsReadForJumpsToAnywhere) {
    const Analysed found{"600035565b6003505b00"};

    EXPECT_TRUE(found.flow.has_unknown_jumps);
    EXPECT_EQ(found.flow.candidates.size(), 2U);
}

TEST(Flow, SeesThatAJumpIntoDataIsBad) {
    const Analysed found{"600456605b00"};

    EXPECT_TRUE(found.flow.blocks[0].targets.may_be_bad);
    EXPECT_FALSE(found.flow.blocks[0].targets.is_unknown);
    EXPECT_TRUE(found.flow.blocks[0].targets.blocks.empty());
}

TEST(Flow, EndsOnCodeThatPushesWithoutEnd) {
    const Analysed found{"5b6001600056"};

    EXPECT_FALSE(found.flow.has_unknown_jumps);
    EXPECT_EQ(found.flow.blocks[0].entry.highest, 1024);
}

TEST(Units, RepeatAShortSubroutineWhereItIsCalled) {
    const Analysed found{
        "6005600f56"
        "5b600b600f56"
        "5b000000"
        "5b6001505600"};

    for (const Unit& unit : found.units.list) EXPECT_LE(unit.targets.size(), 1U);
}

TEST(Units, JoinBlocksThatOnlyFollowOneAnother) {
    const Analysed found{"6003565b5b5b5b00"};

    ASSERT_EQ(found.units.list.size(), 1U);
    EXPECT_EQ(found.units.list[0].blocks.size(), 5U);
}

TEST(Regions, KeepALoopTogetherAndItsCounterInRegisters) {
    // i = 9; do { i = i - 1 } while (i)
    const Analysed found{
        "60095b6001900380600257"
        "00"};

    ASSERT_EQ(found.regions.list.size(), 1U);
    const Region& region = found.regions.list[0];
    ASSERT_EQ(region.members.size(), 3U);
    EXPECT_EQ(region.members[1].carried, 1U);
    EXPECT_EQ(region.members[1].dirty, 1U);
    EXPECT_FALSE(region.members[1].has_memory_entry);
}

}  // namespace
}  // namespace deed::jit
