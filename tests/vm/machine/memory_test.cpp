#include "vm/machine/memory.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace deed::machine {
namespace {

bool is_zero(BytesView bytes) {
    return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

TEST(Memory, GrowsByWholeWordsOfZeros) {
    Memory memory;

    memory.grow(33);

    EXPECT_EQ(memory.size(), 64u);
    EXPECT_TRUE(is_zero(memory.view(0, 64)));
}

TEST(Memory, NeverShrinks) {
    Memory memory;
    memory.grow(100);

    memory.grow(1);

    EXPECT_EQ(memory.size(), 128u);
}

TEST(Memory, KeepsItsContentWhenItGrowsFar) {
    Memory memory;
    memory.grow(32);
    memory.data()[31] = 7;

    memory.grow(10 << 20);

    EXPECT_EQ(memory.data()[31], 7);
    EXPECT_TRUE(is_zero(memory.view(32, memory.size() - 32)));
}

TEST(Memory, IsZeroAgainAfterItWasCleared) {
    for (const uint64_t size : {uint64_t{64}, uint64_t{100'000}, uint64_t{5} << 20}) {
        Memory memory;
        memory.grow(size);
        std::memset(memory.data(), 0xff, memory.size());

        memory.clear();
        EXPECT_EQ(memory.size(), 0u);
        memory.grow(size);

        EXPECT_TRUE(is_zero(memory.view(0, memory.size())));
    }
}

}  // namespace
}  // namespace deed::machine
