#include <algorithm>

#include <gtest/gtest.h>

#include "tools/contract_test/runner.hpp"

namespace deed::contract_test {
namespace {

constexpr const char* kCounter = R"deed(
contract Counter {
  pub var count: uint256
  pub var high: uint256
  pub var isOpen: bool

  pub fn open() by anyone { isOpen = true }
  pub fn add(n: uint256) by anyone {
    if isOpen && n > 5 { count += 1 }
  }
  pub fn set(n: uint256) by anyone { high = n }

  invariant small: count <= 1
  invariant low: high < 100
}
)deed";
constexpr const char* kTest = R"deed(
test "nothing happens here" {
  let counter = deploy Counter()
  assert counter.count() == 0
}
)deed";

CompileOutput compile_text(const std::string& text) {
    CompileOutput output = compile({.sources = {{"counter.deed", text}}});
    EXPECT_FALSE(output.has_errors) << output.rendered;
    return output;
}

TestResult run(const std::string& text, const RunOptions& options = {}) {
    const CompileOutput program = compile_text(text);
    return run_test(program, program.tests.at(0), options);
}

/// The tests among the lines, each as text.
std::vector<std::string> tests_in(const std::vector<std::string>& lines) {
    std::vector<std::string> tests;
    for (const std::string& line : lines) {
        if (line.starts_with("test ")) tests.emplace_back();
        if (!tests.empty() && !line.starts_with("and ")) tests.back() += line + "\n";
    }
    return tests;
}

TEST(Campaign, FindsBothInvariantsThatCallsBreak) {
    const TestResult result = run(std::string{kCounter} + kTest);

    EXPECT_FALSE(result.has_passed);
    EXPECT_EQ(tests_in(result.details).size(), 2U);
}

TEST(Campaign, PrintsTestsThatFailForThemselves) {
    const TestResult result = run(std::string{kCounter} + kTest);

    for (const std::string& test : tests_in(result.details)) {
        const TestResult again = run(kCounter + test, {.sequences = 0});
        EXPECT_FALSE(again.has_passed) << test;
        EXPECT_TRUE(again.reason.starts_with("the invariant ")) << test << again.reason;
    }
}

TEST(Campaign, MakesUpTheSameFromTheSameSeed) {
    const TestResult first = run(std::string{kCounter} + kTest, {.seed = 7});
    const TestResult second = run(std::string{kCounter} + kTest, {.seed = 7});

    EXPECT_EQ(first.details, second.details);
}

TEST(Campaign, FindsWhatAddsUpOverSeveralCalls) {
    const TestResult result = run(R"deed(
contract Pot {
  error TooMuch()
  pub var sum: uint256
  pub fn add(n: uint256) by anyone {
    require n < 12 else TooMuch()
    sum += n
  }
  pub fn clear() by anyone { sum = 0 }
  invariant small: sum < 30
}
test "pot" { let pot = deploy Pot() }
)deed");

    ASSERT_EQ(tests_in(result.details).size(), 1U);
    const std::string test = tests_in(result.details)[0];
    EXPECT_TRUE(test.starts_with("test \"small: broken\" {\n  let pot = deploy Pot()\n  pot.add(")) << test;
    EXPECT_EQ(test.find("clear"), std::string::npos) << test;
}

TEST(Campaign, LeavesContractsAloneWithoutSequences) {
    EXPECT_TRUE(run(std::string{kCounter} + kTest, {.sequences = 0}).has_passed);
}

TEST(Fuzz, PrintsAPlainTestThatFails) {
    const TestResult result = run("test \"small\" (n: uint256, who: address) { assert n < 1_000_000 }");

    const std::vector<std::string> tests = tests_in(result.details);
    ASSERT_EQ(tests.size(), 1U);
    EXPECT_NE(tests[0].find("let n: uint256 = 1000000"), std::string::npos) << tests[0];
    EXPECT_EQ(run(tests[0]).reason, "assertion failed");
}

TEST(Fuzz, RunsAsOftenAsItIsTold) {
    EXPECT_EQ(run("test \"any\" (n: uint8) { assert n <= 255 }", {.runs = 17}).runs, 17U);
}

}  // namespace
}  // namespace deed::contract_test
