#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.hpp"
#include "tools/contract_test/coverage.hpp"
#include "vm/machine/engine.hpp"

namespace deed::contract_test {

/// How one `test` block ended.
struct TestResult {
    std::string name;
    std::string place;  ///< "file:line:column": of the test's name, or of what failed
    bool has_passed = false;
    std::string reason;                ///< why it failed, in a line
    std::string source;                ///< the line of text at the place; empty without
    std::vector<std::string> details;  ///< more lines about it
    std::vector<std::string> calls;    ///< what the test did up to there, and where it reverted
    uint64_t gas_used = 0;             ///< of all its transactions; the most, when there were several runs
    uint32_t runs = 1;                 ///< that did not discard their arguments
};

/// One call of a contract by a test.
struct MeasuredCall {
    std::string contract;
    std::string function;  ///< its name in the source; its selector when the contract has no such function
    uint64_t gas = 0;      ///< that the call used, before refunds, without what the transaction itself costs
    uint64_t own_gas = 0;  ///< of it, what the contract's code used itself: without other accounts' code
    size_t longest_data = 0;  ///< in bytes: of its input, its output and what it copied, hashed and logged
};

/// Runs one test as `run_test` does, and measures the calls it makes.
[[nodiscard]] std::vector<MeasuredCall> measure_test(const CompileOutput& program, const TestProgram& test);

/// What runs are watched for. They take much longer then.
struct Observation {
    std::vector<MeasuredCall> calls;
    Coverage coverage;
};

/// How tests are run. What is made up depends on the seed alone: the same gives the same.
struct RunOptions {
    machine::Engine* engine = nullptr;  ///< runs what is not watched; null for the interpreter
    uint64_t seed = 0;
    uint32_t runs = 256;  ///< of a test with parameters
    /// Of calls against specifications, that reach nothing new, behind each deployment.
    uint32_t sequences = 512;
    uint32_t sequence_length = 12;
    Observation* observation = nullptr;  ///< what every run of real code adds to; null: not watched
};

/// Runs one test of a program that compiled without errors. Each call has a chain of its own. A test with
/// parameters is run for many; what fails is made as simple as it can be, and told as a plain test. Where
/// contracts have specifications the test runs again with checked code, and each deployment is followed by
/// made-up calls that try to break the invariants.
[[nodiscard]] TestResult run_test(const CompileOutput& program, const TestProgram& test,
                                  const RunOptions& options = {});

}  // namespace deed::contract_test
