#pragma once

#include <cstdint>
#include <string>

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
    uint32_t largest_round = 0;  ///< in which something was decided
    uint32_t liars = 0;
    uint32_t crashes = 0;
    uint64_t messages = 0;
    uint64_t evidence = 0;  ///< lies that honest validators noticed
};

/// Runs validators against one another in virtual time: messages late, twice, out of order and lost; crashes
/// in which only what was stored survives; partitions; and liars with less than a third of the stake who
/// propose and vote as they please. After a while the network heals and nobody crashes any more; then all the
/// honest must go on.
[[nodiscard]] SimulationResult run_simulation(const SimulationOptions& options);

}  // namespace deed::tests
