#pragma once

#include <optional>
#include <span>
#include <string>

#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include "vm/machine/engine.hpp"

/// The public EVM benchmark programs, for every engine.
namespace deed::bench {

/// A program with one of its inputs, and what is known about the run.
struct Anchor {
    const char* group;
    const char* program;
    const char* input;  ///< the label in the file
    int64_t gas;        ///< used by the code alone
    double evmone_us;
};

/// All of them.
[[nodiscard]] std::span<const Anchor> anchors();

/// The file of a program; nothing when it is not there.
[[nodiscard]] std::optional<boost::json::object> read_test(const Anchor& anchor);

/// Times @p anchor's program on @p engine, with code analysed and compiled before the clock starts and state
/// put back after every run. Checks the gas used.
void run_program(benchmark::State& state, const std::string& group, const Anchor& anchor,
                 const boost::json::object& test, machine::Engine& engine);
/// Reports the geometric mean of the speed-ups of a group measured so far in this process.
void report_geometric_mean(benchmark::State& state, const std::string& group);

}  // namespace deed::bench
