#pragma once

#include <optional>

#include "tools/contract_test/runner.hpp"
#include "tools/contract_test/world.hpp"

namespace deed::contract_test {

/// A run of a test that failed.
struct FailedRun {
    Bytes input;  ///< its arguments, in the ABI
    CodeForm form = CodeForm::Real;
    std::vector<std::string> example;  ///< for people: the arguments, and a plain test that fails as well
};
/// Calls behind a deployment that broke a specification.
struct BrokenSpecification {
    uint64_t site = 0;  ///< CompileOutput::describe_site explains it
    std::string reason;
    std::vector<std::string> example;  ///< a test that makes these calls
    std::vector<std::string> calls;    ///< what came of them
};
struct FuzzOutcome {
    std::optional<FailedRun> failure;
    std::vector<BrokenSpecification> broken;
    Bytes sample;  ///< arguments for which it passed, in the ABI
    uint64_t gas_used = 0;
    uint32_t runs = 0;
};

/// Runs a test for made-up arguments, once when it has none, with real and checked code; then campaigns.
[[nodiscard]] FuzzOutcome fuzz_test(const CompileOutput& program, const TestProgram& test,
                                    const RunOptions& options);

/// A line of a test's body, set in as the lines of a test are.
[[nodiscard]] std::string as_line_of_test(const std::string& line);
/// The lines that give a test's parameters their values.
[[nodiscard]] std::vector<std::string> lines_of(const TestProgram& test, const abi::Values& values);

}  // namespace deed::contract_test
