#include "tests/runtime/consensus/simulation.hpp"

#include <gtest/gtest.h>

namespace deed::tests {
namespace {

/// To see one again: consensus_simulation --first SEED --count 1 --validators N.
void expect_all_hold(uint64_t first, uint64_t count, SimulationOptions options) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        options.seed = seed;
        const SimulationResult result = run_simulation(options);
        EXPECT_EQ(result.failure, "") << "seed " << seed << ", " << options.validators << " validators";
    }
}

TEST(Simulation, AgreesAndGoesOnWithFourToTenValidators) {
    for (uint32_t validators = 4; validators <= 10; ++validators)
        expect_all_hold(validators * 1'000, 6, {.validators = validators});
}

TEST(Simulation, AgreesWithRealSignatures) {
    expect_all_hold(1, 1, {.validators = 4, .heights = 1, .seals = SimulationOptions::Seals::Real});
}

TEST(Simulation, MeetsLiarsCrashesAndLateRounds) {
    SimulationResult sum;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        const SimulationResult result = run_simulation({.seed = seed, .validators = 7});
        sum.liars += result.liars;
        sum.crashes += result.crashes;
        sum.evidence += result.evidence;
        sum.largest_round = std::max(sum.largest_round, result.largest_round);
    }

    EXPECT_GT(sum.liars, 10U);
    EXPECT_GT(sum.crashes, 20U);
    EXPECT_GT(sum.evidence, 20U);
    EXPECT_GE(sum.largest_round, 2U);
}

TEST(Simulation, IsTheSameEachTimeForOneSeed) {
    const SimulationResult first = run_simulation({.seed = 5});
    const SimulationResult again = run_simulation({.seed = 5});

    EXPECT_EQ(first.messages, again.messages);
    EXPECT_EQ(first.evidence, again.evidence);
}

}  // namespace
}  // namespace deed::tests
