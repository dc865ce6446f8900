#include <cstdlib>
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

/// A number from the environment, where `tools/soak programs` leaves it.
uint64_t number_from(const char* name, uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(GeneratedPrograms, DoOnTheMachineWhatTheEvaluatorSays) {
    const uint64_t first = number_from("DEED_PROGRAMS_FROM", 0);
    const uint64_t count = number_from("DEED_PROGRAMS", 60);
    Tally tally;
    for (uint64_t seed = first; seed < first + count; ++seed) {
        const Bytes bytes = random_bytes(seed, 12000);
        Choices choices{bytes};
        ASSERT_EQ(find_disagreement(choices, tally), "") << "seed " << seed;
    }
    EXPECT_LT(tally.passed_over, count / 4);
    EXPECT_GT(tally.calls, 10 * count);
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
