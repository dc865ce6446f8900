#include <random>

#include <gtest/gtest.h>

#include "tests/programs/agreement.hpp"

namespace deed::programs {
namespace {

Bytes random_bytes(uint64_t seed, size_t size) {
    std::mt19937_64 random{seed};
    Bytes bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
}

TEST(GeneratedPrograms, DoOnTheMachineWhatTheEvaluatorSays) {
    constexpr uint64_t kPrograms = 60;
    Tally tally;
    for (uint64_t seed = 0; seed < kPrograms; ++seed) {
        const Bytes bytes = random_bytes(seed, 6000);
        Choices choices{bytes};
        ASSERT_EQ(find_disagreement(choices, tally), "") << "seed " << seed;
    }
    EXPECT_LT(tally.passed_over, kPrograms / 4);
    EXPECT_GT(tally.calls, 10 * kPrograms);
    // Neither all calls revert nor none.
    EXPECT_LT(tally.reverts, tally.calls * 9 / 10);
    EXPECT_GT(tally.reverts, tally.calls / 20);
}

TEST(GeneratedPrograms, AreSimplestWithoutChoices) {
    Tally tally;
    Choices none{BytesView{}};
    EXPECT_EQ(find_disagreement(none, tally), "");
    EXPECT_EQ(tally.calls, kCallsEach);
}

}  // namespace
}  // namespace deed::programs
