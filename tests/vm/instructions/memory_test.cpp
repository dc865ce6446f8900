#include "vm/instructions/memory.hpp"

#include <gtest/gtest.h>

#include "tests/vm/instructions/fake_host.hpp"
#include "vm/base/hex.hpp"
#include "vm/instructions/context.hpp"
#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {
namespace {

using isa::Revision;
using machine::FakeWorld;
using machine::Status;

int64_t gas_used(const FakeWorld& world) {
    return world.message.gas - world.frame.gas;
}

std::string memory_of(const FakeWorld& world) {
    return to_hex(world.frame.memory.view(0, world.frame.memory.size()));
}

TEST(Memory, EmptyRegionsCostNothingWhereverTheyAre) {
    FakeWorld world{Revision::Osaka};

    const auto region = reserve_memory(world.frame, Uint256::max(), 0);

    ASSERT_TRUE(region.has_value());
    EXPECT_EQ(region->size, 0u);
    EXPECT_EQ(gas_used(world), 0);
}

TEST(Memory, GrowingCostsTheDifference) {
    FakeWorld world{Revision::Osaka};

    ASSERT_TRUE(reserve_memory(world.frame, 0, 32));
    EXPECT_EQ(gas_used(world), isa::memory_gas(1));
    ASSERT_TRUE(reserve_memory(world.frame, 1000, 24));
    EXPECT_EQ(gas_used(world), isa::memory_gas(32));
    ASSERT_TRUE(reserve_memory(world.frame, 0, 1024));
    EXPECT_EQ(gas_used(world), isa::memory_gas(32));
}

TEST(Memory, TooFarIsOutOfGas) {
    FakeWorld world{Revision::Osaka};

    EXPECT_FALSE(reserve_memory(world.frame, 0, Uint256::max()));
    EXPECT_FALSE(reserve_memory(world.frame, Uint256::max(), 1));
    EXPECT_FALSE(reserve_memory(world.frame, Uint256{1} << 64, 1));
    EXPECT_FALSE(reserve_memory(world.frame, 1 << 30, 1));
    EXPECT_FALSE(reserve_word(world.frame, Uint256::max() - 5, 32));
    EXPECT_EQ(world.frame.memory.size(), 0u);
}

TEST(Memory, ReservedMeansEveryByteIsThere) {
    FakeWorld world{Revision::Osaka};
    ASSERT_TRUE(reserve_memory(world.frame, 0, 64));

    EXPECT_TRUE(is_reserved(world.frame, 32, 32));
    EXPECT_FALSE(is_reserved(world.frame, 33, 32));
    EXPECT_FALSE(is_reserved(world.frame, ~uint64_t{0}, 32));
    EXPECT_FALSE(is_reserved(world.frame, Uint256(0, 1, 0, 0), 1));
}

TEST(CalldataLoad, ReadsZerosPastTheEnd) {
    const Bytes input{1, 2, 3};
    FakeWorld world{Revision::Osaka, {}, input};

    EXPECT_EQ(CALLDATALOAD(world.frame, 1), Uint256(0x0203) << 240);
    EXPECT_EQ(CALLDATALOAD(world.frame, 3), Uint256{});
    EXPECT_EQ(CALLDATALOAD(world.frame, Uint256(0, 1, 0, 0)), Uint256{});
}

TEST(CalldataCopy, PadsWithZerosAndPaysByTheWord) {
    const Bytes input{1, 2, 3};
    FakeWorld world{Revision::Osaka, {}, input};
    Uint256 stack[3]{4, 1, 0};  // size, source, target

    ASSERT_EQ(CALLDATACOPY(world.frame, &stack[2]), Status::Running);

    EXPECT_EQ(memory_of(world).substr(0, 8), "02030000");
    EXPECT_EQ(gas_used(world), isa::memory_gas(1) + isa::kCopyWordGas);
}

TEST(CodeCopy, FromFarPastTheEndIsZeros) {
    const Bytes code{0x5b, 0x5b};
    FakeWorld world{Revision::Osaka, code};
    Uint256 stack[3]{2, Uint256::max(), 0};

    ASSERT_EQ(CODECOPY(world.frame, &stack[2]), Status::Running);

    EXPECT_EQ(memory_of(world).substr(0, 4), "0000");
}

TEST(ReturnDataCopy, PastTheEndFails) {
    const Bytes data{1, 2, 3};
    FakeWorld world{Revision::Osaka};
    world.frame.return_data = data;
    Uint256 whole[3]{3, 0, 0};
    Uint256 too_long[3]{3, 1, 0};
    Uint256 nothing_past_the_end[3]{0, 4, 0};

    EXPECT_EQ(RETURNDATACOPY(world.frame, &whole[2]), Status::Running);
    EXPECT_EQ(RETURNDATACOPY(world.frame, &too_long[2]), Status::ReturnDataOutOfBounds);
    EXPECT_EQ(RETURNDATACOPY(world.frame, &nothing_past_the_end[2]), Status::ReturnDataOutOfBounds);
    EXPECT_EQ(memory_of(world).substr(0, 6), "010203");
}

TEST(Mcopy, CopiesOverlappingRegions) {
    FakeWorld world{Revision::Cancun};
    ASSERT_TRUE(reserve_memory(world.frame, 0, 32));
    for (uint8_t i = 0; i < 8; ++i) world.frame.memory.data()[i] = i;
    Uint256 stack[3]{4, 0, 1};

    ASSERT_EQ(MCOPY(world.frame, &stack[2]), Status::Running);

    EXPECT_EQ(memory_of(world).substr(0, 16), "0000010203050607");
}

TEST(Mcopy, GrowsMemoryForItsSource) {
    FakeWorld world{Revision::Cancun};
    Uint256 stack[3]{1, 100, 0};

    ASSERT_EQ(MCOPY(world.frame, &stack[2]), Status::Running);

    EXPECT_EQ(world.frame.memory.size(), 128u);
}

TEST(Keccak, HashesMemory) {
    FakeWorld world{Revision::Osaka};
    Uint256 stack[2]{0, 0};

    ASSERT_EQ(KECCAK256(world.frame, &stack[1]), Status::Running);

    EXPECT_EQ(to_hex(to_hash(stack[0])), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST(Exp, PaysForEachByteOfTheExponent) {
    FakeWorld old_world{Revision::Frontier};
    FakeWorld new_world{Revision::SpuriousDragon};
    Uint256 old_stack[2]{0x100, 2};
    Uint256 new_stack[2]{0x100, 2};

    ASSERT_EQ(EXP(old_world.frame, &old_stack[1]), Status::Running);
    ASSERT_EQ(EXP(new_world.frame, &new_stack[1]), Status::Running);

    EXPECT_EQ(gas_used(old_world), 20);
    EXPECT_EQ(gas_used(new_world), 100);
    EXPECT_EQ(new_stack[0], Uint256{});
}

TEST(Log, LeavesTopicsAndData) {
    FakeWorld world{Revision::Osaka};
    ASSERT_TRUE(reserve_memory(world.frame, 0, 32));
    world.frame.memory.data()[0] = 0xab;
    const int64_t before = world.frame.gas;
    Uint256 stack[4]{22, 11, 1, 0};  // second topic, first topic, size, offset

    ASSERT_EQ(LOG2(world.frame, &stack[3]), Status::Running);

    ASSERT_EQ(world.host.logs.size(), 1u);
    EXPECT_EQ(world.host.logs[0].topics, (std::vector<Hash>{to_hash(11), to_hash(22)}));
    EXPECT_EQ(world.host.logs[0].data, Bytes{0xab});
    EXPECT_EQ(before - world.frame.gas, isa::kLogByteGas);
}

TEST(Return, HandsOverAViewOfMemory) {
    FakeWorld world{Revision::Osaka};
    Uint256 stack[2]{3, 1};

    EXPECT_EQ(RETURN(world.frame, &stack[1]), Status::Success);
    EXPECT_EQ(world.frame.output.size(), 3u);
    EXPECT_EQ(REVERT(world.frame, &stack[1]), Status::Revert);
}

}  // namespace
}  // namespace deed::instructions
