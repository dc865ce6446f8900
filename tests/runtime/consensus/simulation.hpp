#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/runtime/consensus/behaviour.hpp"

namespace deed::tests {

/// What a simulated network is made of. Everything else follows from the seed.
struct SimulationOptions {
    uint64_t seed = 1;
    uint32_t validators = 4;
    uint64_t heights = 4;  ///< that everybody must have decided in the end
    enum class Seals : uint8_t { Fake, Real } seals = Seals::Fake;
};

struct SimulationResult {
    std::string failure;  ///< empty when agreement and progress held
    uint64_t decided_heights = 0;
    uint32_t largest_round = 0;                             ///< in which something was decided
    std::array<uint32_t, kBehaviours.size()> behaviours{};  ///< how many liars behave so
    uint32_t crashes = 0;
    uint64_t messages = 0;
    uint64_t evidence = 0;  ///< lies that honest validators noticed
};

/// Runs validators against one another in virtual time: messages late, twice, out of order and lost; crashes
/// in which only what was stored survives; partitions; and liars with less than a third of the stake, who
/// behave in every way there is (`DEED_BEHAVIOURS`), alone or all alike. After a while the network heals and
/// nobody honest crashes any more; the liars go on. Then all the honest must go on.
///
/// As Tendermint wants it, what one honest validator has heard is told to the others, until they have it.
[[nodiscard]] SimulationResult run_simulation(const SimulationOptions& options);

}  // namespace deed::tests
