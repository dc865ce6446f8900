#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "compiler/evaluator/evaluator.hpp"
#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"
#include "tests/compiler/evaluator/checked_program.hpp"
#include "tools/contract_test/runner.hpp"

namespace deed::evaluator_test {
namespace {

namespace fs = std::filesystem;
using evaluator::TestEnding;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::vector<fs::path> files_below(const std::string& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.path().extension() == ".deed" && entry.path().parent_path().filename() != "used")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

/// The ending that the runner's words tell of.
TestEnding ending_of(const contract_test::TestResult& result) {
    if (result.has_passed) return TestEnding::Passed;
    // The evaluator computes no specifications.
    const bool is_specified = result.reason.find("`ensures`") != std::string::npos ||
                              result.reason.find("invariant") != std::string::npos;
    if (is_specified) return TestEnding::Passed;
    if (result.reason == "assertion failed") return TestEnding::AssertionFailed;
    if (result.reason == "nothing reverted") return TestEnding::NothingReverted;
    if (result.reason == "reverted for another reason") return TestEnding::WrongRevert;
    if (result.reason == "the event was not emitted") return TestEnding::EventMissing;
    if (result.reason.starts_with("the call ")) return TestEnding::CallReverted;
    return TestEnding::Stopped;
}

bool has_opcodes(const sema::Contract& contract) {
    bool has = false;
    for (const sema::Function* function : sema::reachable_functions(contract))
        sema::walk_expressions(function->body, [&](const sema::Expression& expression) {
            has = has || std::holds_alternative<sema::MachineOp>(expression.node);
        });
    return has;
}

/// Tests about gas and opcodes: the evaluator has neither.
bool is_about_the_machine(const sema::Test& test) {
    constexpr std::string_view kNames[] = {"no more gas than was said", "the gas must be there",
                                           "who runs out of gas fails with nothing"};
    return std::find(std::begin(kNames), std::end(kNames), test.name) != std::end(kNames) ||
           std::any_of(test.deploys.begin(), test.deploys.end(),
                       [](const sema::Contract* contract) { return has_opcodes(*contract); });
}

/// Runs each test of a file on the machine and on the checked tree; gives their number.
size_t compare_file(const fs::path& path) {
    const fs::path folder = path.parent_path();
    const auto find_module = [&](const std::string& wanted) { return read_file(folder / wanted); };
    const std::string name = path.filename().string();
    const std::string text = *read_file(path);
    const auto checked = check_text(name, text, find_module);
    if (checked->diagnostics.has_errors()) return 0;

    const CompileOutput compiled = compile({.sources = {{name, text}}, .find_module = find_module});
    EXPECT_EQ(compiled.tests.size(), checked->program->tests.size()) << path;
    for (size_t i = 0; i < compiled.tests.size(); ++i) {
        const sema::Test& test = *checked->program->tests[i];
        // Nobody makes up arguments for the evaluator.
        if (is_about_the_machine(test) || !test.parameters.empty()) continue;
        const TestEnding on_machine =
            ending_of(contract_test::run_test(compiled, compiled.tests[i], {.sequences = 0}));
        EXPECT_EQ(evaluator::run_test(*checked->program, test), on_machine) << path << ": " << test.name;
    }
    return compiled.tests.size();
}

TEST(Evaluator, EndsEveryTestOfTheLanguageAsTheMachineDoes) {
    size_t count = 0;
    for (const fs::path& path : files_below(DEED_LANGUAGE_TESTS)) count += compare_file(path);
    EXPECT_GE(count, 40U);
}

TEST(Evaluator, EndsEveryTestOfTheContractsAsTheMachineDoes) {
    size_t count = 0;
    for (const fs::path& path : files_below(DEED_CONTRACTS)) count += compare_file(path);
    EXPECT_GE(count, 5U);
}

}  // namespace
}  // namespace deed::evaluator_test
