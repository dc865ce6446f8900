#pragma once

#include <string>

#include "tests/programs/choices.hpp"

namespace deed::programs {

/// How often the parts of an experiment happened.
struct Tally {
    uint64_t programs = 0;
    uint64_t calls = 0;
    uint64_t reverts = 0;
    uint64_t passed_over = 0;  ///< programs whose code was too large, or calls that took too long
};

/// Calls to each program.
inline constexpr unsigned kCallsEach = 20;

/// Generates a program and calls to it, and runs them by the evaluator and on the machine at each level of
/// optimization. Empty when all agree in results, revert data, events and storage; else what differs, with
/// the program.
[[nodiscard]] std::string find_disagreement(Choices& choices, Tally& tally);

}  // namespace deed::programs
