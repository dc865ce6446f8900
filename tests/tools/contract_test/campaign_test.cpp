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

constexpr const char* kStairs = R"deed(
enum Door { Front, Back }
struct Key { owner: address  number: uint64 }
contract Stairs {
  pub var step: uint8
  pub fn first() by anyone { if step == 0 { step = 1 } }
  pub fn second(number: uint256) by anyone { if step == 1 && number == 7777 { step = 2 } }
  pub fn third(key: Key, door: Door) by anyone {
    if step == 2 && key.number > 1_000_000 && door == Door.Back { step = 3 }
  }
  pub fn fourth(notes: bytes[..8], names: (string[..4])[..2], room: uint8?) by anyone { if step == 3 { step = 4 } }

  invariant below: step < 4
}
test "stairs" (seed: uint8[..3]) {
  // A test may deploy (without a name), over several lines.
  deploy Stairs(
  ) as alice
}
)deed";

TEST(Campaign, FindsWhatTakesFourCallsInOrderFromManySeeds) {
    for (uint64_t seed = 0; seed < 8; ++seed) {
        const TestResult result = run(kStairs, {.seed = seed});

        ASSERT_FALSE(result.has_passed) << seed;
        const std::string test = tests_in(result.details).at(0);
        EXPECT_EQ(std::ranges::count(test, '\n'), 10) << test;
        EXPECT_NE(test.find("  target1.second(7777)\n"), std::string::npos) << test;
        EXPECT_NE(test.find("  target1.third(Key(alice, 1000001), Door.Back)\n"), std::string::npos) << test;
        EXPECT_NE(test.find("  target1.fourth(\"\", [], none)\n"), std::string::npos) << test;
        const std::string declarations{kStairs, std::string_view{kStairs}.find("test \"")};
        EXPECT_EQ(run(declarations + test, {.sequences = 0}).reason, "the invariant `below` does not hold");
    }
}

TEST(Campaign, TellsWhatCameOfTheCallsAndTheLineOfTheInvariant) {
    const TestResult result = run(kStairs);

    EXPECT_EQ(result.source, "invariant below: step < 4");
    ASSERT_EQ(result.calls.size(), 5U);
    EXPECT_TRUE(result.calls[2].starts_with("the runner: Stairs.second(7777) (")) << result.calls[2];
}

TEST(Campaign, SendsPlainEther) {
    const std::string box = R"deed(
contract Box {
  receive() by anyone { paid.leave() }
  pub fn touch() by anyone {}
  invariant poor: self.balance < 5
}
)deed";
    const TestResult result = run(box + "test \"box\" { deploy Box() }");

    const std::vector<std::string> tests = tests_in(result.details);
    ASSERT_EQ(tests.size(), 1U);
    EXPECT_NE(tests[0].find("  target1.receive{value: 5}()\n"), std::string::npos) << tests[0];
    EXPECT_FALSE(run(box + tests[0], {.sequences = 0}).has_passed);
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

/// A parameter of the type for which @p condition, about it as `it`, does not always hold.
std::string smallest_failure(const std::string& type, const std::string& condition) {
    const std::string declarations = R"deed(
enum Mode { Open, Half, Shut }
unit Shares: uint256
struct Inner { small: uint8  who: address }
interface IThing { fn f() view -> uint256 }
)deed";
    const TestResult result = run(declarations + "test \"it\" (it: " + type + ") {\n" + condition + "\n}");
    EXPECT_FALSE(result.has_passed) << type;
    const std::vector<std::string> tests = tests_in(result.details);
    if (tests.empty()) return "no test";
    const TestResult again = run(declarations + tests[0]);
    EXPECT_EQ(again.reason, "assertion failed") << tests[0];
    const size_t begin = tests[0].find(" = ") + 3;
    return tests[0].substr(
        begin, tests[0].find('\n') == std::string::npos ? 0 : tests[0].find("\n  assert") - begin);
}

TEST(Fuzz, ShrinksValuesOfEveryTypeAndWritesThemInTheLanguage) {
    EXPECT_EQ(smallest_failure("bool", "assert !it"), "true");
    EXPECT_EQ(smallest_failure("int16", "assert it > -200"), "-200");
    EXPECT_EQ(smallest_failure("uint256", "assert it != uint256.max"), "uint256.max");
    EXPECT_EQ(smallest_failure("uint256", "assert it <= 100 ether"), "100000000000000000001");
    EXPECT_EQ(smallest_failure("bytes4", "assert it == 0x00000000 as bytes4"), "(0x00000001 as bytes4)");
    EXPECT_EQ(smallest_failure("bytes", "assert it.len < 4"), R"("\x00\x00\x00\x00")");
    EXPECT_EQ(smallest_failure("bytes[..3]", "assert it.len < 3"), R"("\x00\x00\x00")");
    EXPECT_EQ(smallest_failure("string[..6]", "assert it.len < 4"), "\"aaaa\"");
    EXPECT_EQ(smallest_failure("uint16[..3]", "assert it.len < 2"), "[0, 0]");
    EXPECT_EQ(smallest_failure("Inner[2]", "assert it[1].small < 6"), "[Inner(0, alice), Inner(6, alice)]");
    EXPECT_EQ(smallest_failure("Mode", "assert it != Mode.Shut"), "Mode.Shut");
    EXPECT_EQ(smallest_failure("Shares", "assert it as uint256 < 5"), "5");
    EXPECT_EQ(smallest_failure("IThing", "assert address(it) == alice"), "IThing(bob)");
    EXPECT_EQ(smallest_failure("uint8?", "assert it == none"), "some(0)");
}

TEST(Fuzz, MakesUpNothingThatTheTypesRefuse) {
    const TestResult result = run(R"deed(
enum Mode { Open, Half, Shut }
struct Note { mode: Mode  text: string[..5] }
test "all fit" (mode: Mode, note: Note, few: uint8[..2], many: (bytes[..3])[..2], maybe: Note?) {
  assert note.text.len <= 5 && few.len <= 2 && many.len <= 2
}
)deed",
                                  {.runs = 2000});

    EXPECT_TRUE(result.has_passed) << result.reason;
    EXPECT_EQ(result.runs, 2000U);
}

TEST(Fuzz, RunsAsOftenAsItIsTold) {
    EXPECT_EQ(run("test \"any\" (n: uint8) { assert n <= 255 }", {.runs = 17}).runs, 17U);
}

// Each child has an address of its own; were its branches new ones every time, there would be no end.
TEST(Campaign, EndsWhereCallsCreateContracts) {
    const TestResult result = run(R"deed(contract Leaf {
  pub var n: uint256
  pub fn set(to: uint256) by anyone {
    if to > 5 { n = to }
  }
}
contract Tree {
  pub var made: uint256
  pub fn grow(salt: bytes32, n: uint256) by anyone {
    made += 1
    let leaf = deploy Leaf{salt: salt}()
    call leaf.set(n)
  }
  invariant counted: made < 1_000_000
}
test "grows" { let tree = deploy Tree() }
)deed");

    EXPECT_TRUE(result.has_passed);
}

}  // namespace
}  // namespace deed::contract_test
