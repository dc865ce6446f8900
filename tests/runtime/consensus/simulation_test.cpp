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
        expect_all_hold(validators * 1'000, 20, {.validators = validators});
}

TEST(Simulation, AgreesWithRealSignatures) {
    expect_all_hold(1, 1, {.validators = 4, .heights = 1, .seals = SimulationOptions::Seals::Real});
}

/// Whoever alone had heard the liars' votes that ended a round crashed then: in each of these worlds the
/// others waited in that round for ever, as long as such votes were not stored.
TEST(Simulation, GoesOnWhenWhoKnewWhatEndedARoundHasCrashed) {
    expect_all_hold(393, 1, {.validators = 5});
    expect_all_hold(1'074, 1, {.validators = 7});
    expect_all_hold(1'477, 1, {.validators = 4});
}

TEST(Simulation, MeetsEveryLieCrashesAndLateRounds) {
    SimulationResult sum;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        const SimulationResult result = run_simulation({.seed = seed, .validators = 7});
        for (size_t i = 0; i < sum.behaviours.size(); ++i) sum.behaviours[i] += result.behaviours[i];
        sum.crashes += result.crashes;
        sum.evidence += result.evidence;
        sum.largest_round = std::max(sum.largest_round, result.largest_round);
    }

    for (size_t i = 1; i < kBehaviours.size(); ++i) EXPECT_GT(sum.behaviours[i], 0U) << kBehaviours[i];
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
