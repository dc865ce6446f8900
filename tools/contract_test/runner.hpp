#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.hpp"
#include "vm/machine/engine.hpp"

namespace deed::contract_test {

/// How one `test` block ended.
struct TestResult {
    std::string name;
    std::string place;  ///< "file:line:column": of the test's name, or of what failed
    bool has_passed = false;
    std::string reason;                ///< why it failed, in a line
    std::vector<std::string> details;  ///< more lines about it
    uint64_t gas_used = 0;             ///< of all its transactions
};

/// One call of a contract by a test.
struct MeasuredCall {
    std::string contract;
    std::string function;  ///< its name in the source; its selector when the contract has no such function
    uint64_t gas = 0;      ///< that the call used, before refunds, without what the transaction itself costs
    uint64_t own_gas = 0;  ///< of it, what the contract's code used itself: without other accounts' code
};

/// Runs one test as `run_test` does, and measures the calls it makes.
[[nodiscard]] std::vector<MeasuredCall> measure_test(const CompileOutput& program, const TestProgram& test);

/// Runs one test of a program that compiled without errors, on @p engine (null: the interpreter). Each call
/// has a chain of its own.
[[nodiscard]] TestResult run_test(const CompileOutput& program, const TestProgram& test,
                                  machine::Engine* engine = nullptr);

}  // namespace deed::contract_test
