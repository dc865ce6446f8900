#include "vm/machine/code_cache.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace deed::machine {
namespace {

Hash hash_of(uint8_t number) {
    return Hash{{number}};
}

TEST(CodeCache, GivesTheSameAnalysisTwice) {
    CodeCache cache;
    const Bytes code{0x5b};

    const auto first = cache.get(hash_of(1), code);
    const auto second = cache.get(hash_of(1), code);

    EXPECT_EQ(first, second);
    EXPECT_EQ(cache.find(hash_of(1)), first);
    EXPECT_EQ(cache.find(hash_of(2)), nullptr);
}

TEST(CodeCache, ForgetsTheLeastRecentlyUsed) {
    const Bytes code(1000, 0x5b);
    CodeCache probe;
    (void)probe.get(hash_of(1), code);
    CodeCache cache{probe.footprint() * 2};

    (void)cache.get(hash_of(1), code);
    (void)cache.get(hash_of(2), code);
    (void)cache.find(hash_of(1));
    (void)cache.get(hash_of(3), code);

    EXPECT_NE(cache.find(hash_of(1)), nullptr);
    EXPECT_EQ(cache.find(hash_of(2)), nullptr);
    EXPECT_NE(cache.find(hash_of(3)), nullptr);
}

TEST(CodeCache, StaysWithinItsCapacity) {
    CodeCache cache{10'000};
    const Bytes code(1000, 0x5b);

    for (uint8_t i = 0; i < 100; ++i) (void)cache.get(hash_of(i), code);

    EXPECT_LE(cache.footprint(), cache.capacity());
    EXPECT_GT(cache.footprint(), 0u);
}

TEST(CodeCache, KeepsForgottenCodeAliveForItsUsers) {
    CodeCache cache{0};
    const Bytes code{0x5b};

    const auto held = cache.get(hash_of(1), code);

    EXPECT_EQ(cache.find(hash_of(1)), nullptr);
    EXPECT_TRUE(held->is_jump_destination(0));
}

TEST(CodeCache, ServesSeveralThreads) {
    CodeCache cache{5'000};
    const Bytes code(100, 0x5b);
    const auto work = [&] {
        for (int i = 0; i < 2000; ++i)
            EXPECT_TRUE(cache.get(hash_of(static_cast<uint8_t>(i % 50)), code)->is_jump_destination(99));
    };

    std::thread other{work};
    work();
    other.join();
}

}  // namespace
}  // namespace deed::machine
