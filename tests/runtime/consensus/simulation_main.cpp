#include <iostream>

#include <CLI/CLI.hpp>

#include "tests/runtime/consensus/simulation.hpp"

/// Runs many seeds of the simulation, or one again. Prints each that fails; the exit code says whether any
/// did.
int main(int argc, char** argv) {
    deed::tests::SimulationOptions options;
    uint64_t first = 1;
    uint64_t count = 1'000;
    bool is_real = false;
    CLI::App app{"Tendermint among simulated validators: agreement and progress for many seeds"};
    app.add_option("--first", first, "First seed")->capture_default_str();
    app.add_option("--count", count, "How many seeds")->capture_default_str();
    app.add_option("--validators", options.validators, "How many validators; 0: four to ten, by seed")
        ->capture_default_str();
    app.add_option("--heights", options.heights, "Heights that must be decided")->capture_default_str();
    app.add_flag("--real-seals", is_real, "secp256k1 instead of fake seals");
    CLI11_PARSE(app, argc, argv);
    if (is_real) options.seals = deed::tests::SimulationOptions::Seals::Real;

    const uint32_t validators = options.validators;
    uint64_t failed = 0;
    uint32_t largest_round = 0;
    uint64_t messages = 0;
    uint64_t evidence = 0;
    for (uint64_t seed = first; seed < first + count; ++seed) {
        options.seed = seed;
        options.validators = validators != 0 ? validators : 4 + static_cast<uint32_t>(seed % 7);
        const auto result = deed::tests::run_simulation(options);
        largest_round = std::max(largest_round, result.largest_round);
        messages += result.messages;
        evidence += result.evidence;
        if (result.failure.empty()) continue;
        ++failed;
        std::cout << "seed " << seed << " with " << options.validators << " validators: " << result.failure
                  << "\n";
    }
    std::cout << count - failed << " seeds held, " << failed << " failed; " << messages << " messages, "
              << evidence << " lies noticed, largest round decided " << largest_round << std::endl;
    return failed == 0 ? 0 : 1;
}
