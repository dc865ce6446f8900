#include <sstream>

#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"

namespace deed::compiler_test {
namespace {

/// How often the runtime code of `contract C` has an instruction.
size_t count(std::string_view wanted, const std::string& members, CompileOptions options = {}) {
    options.emit = Stage::Asm;
    std::istringstream lines{compile_text("contract C {\n" + members + "\n}\n", options).emitted};
    size_t found = 0;
    for (std::string line; std::getline(lines, line) && !line.starts_with("; C.creation");) {
        std::istringstream words{line};
        std::string place;
        std::string name;
        words >> place >> name;
        if (place != ";" && name == wanted) ++found;
    }
    return found;
}

size_t count_plain(std::string_view wanted, const std::string& members) {
    return count(wanted, members, {.level = OptimizationLevel::Plain});
}

TEST(OptimizedCode, WritesFieldsOfOneWordAtOnce) {
    const std::string text = R"(var a: uint64
  var b: uint64
  var c: bool
  pub fn set(x: uint64, y: uint64) by anyone {
    a = x
    require y != 0 else No()
    b = y
    c = true
  }
  error No())";

    EXPECT_EQ(count_plain("SSTORE", text), 3U);
    EXPECT_EQ(count("SSTORE", text), 1U);
    EXPECT_EQ(count("SLOAD", text), 1U);
}

TEST(OptimizedCode, ReadsAWordOnceOnAPath) {
    const std::string text = R"(var a: uint256
  var b: uint256
  fn isSmall() view -> bool { return a < 100 }
  pub fn f() by anyone -> uint256 {
    require isSmall() else No()
    if a > 5 { b = a }
    return a
  }
  error No())";

    EXPECT_EQ(count_plain("SLOAD", text), 4U);
    EXPECT_EQ(count("SLOAD", text), 1U);
}

TEST(OptimizedCode, LeavesOutWritesThatNobodySees) {
    const std::string text = R"(var a: uint256
  pub fn f(x: uint256) by anyone {
    a = 1
    require x > 3 else No()
    a = x
  }
  error No())";

    EXPECT_EQ(count("SSTORE", text), 1U);
}

TEST(OptimizedCode, KeepsWritesThatSomeoneSees) {
    const std::string text = R"(var a: uint256
  pub fn f(x: uint256) by anyone {
    a = 1
    if x > 3 { return }
    a = x
  })";

    EXPECT_EQ(count("SSTORE", text), 2U);
}

TEST(OptimizedCode, FindsThePlaceOfAKeyOnce) {
    const std::string text = R"(var m: map<uint256, uint256>
  pub fn f(k: uint256) by anyone {
    m[k] = m[k] * 2 + 1
    m[k] += m[k]
  })";

    EXPECT_EQ(count_plain("KECCAK256", text), 4U);
    EXPECT_EQ(count("KECCAK256", text), 1U);
}

TEST(OptimizedCode, ChecksAllArgumentsAtOnce) {
    const size_t of_one = count("JUMPI", "pub fn f(a: uint8) pure -> uint8 { return a }");

    EXPECT_EQ(count("JUMPI", "pub fn f(a: uint8, b: bool, c: address, d: int16) pure -> uint8 { return a }"),
              of_one);
}

TEST(OptimizedCode, LeavesOutChecksThatAnEarlierOneImplies) {
    const std::string begin = "error No()\n  pub fn f(x: uint256, y: uint256) pure -> uint256 { ";
    const size_t checks = count("JUMPI", begin + "require x <= y else No()\n    return x }");

    EXPECT_EQ(count("JUMPI", begin + "require x <= y else No()\n    return y - x }"), checks);
    EXPECT_EQ(count("JUMPI", begin + "return y - x }"), checks);
}

TEST(OptimizedCode, ComputesConstantsBefore) {
    const std::string text = R"(fn seven() pure -> uint256 { return 7 }
  pub fn f() pure -> uint256 {
    let a = seven() * 6
    return if a > 41 { a * a } else { 0 }
  })";

    EXPECT_GT(count_plain("MUL", text), 0U);
    EXPECT_EQ(count("MUL", text), 0U);
    EXPECT_EQ(count("GT", text), 0U);
}

TEST(OptimizedCode, PutsShortFunctionsWhereTheyAreCalled) {
    const std::string text = R"(fn next(x: uint256) pure -> uint256 { return x +% 1 }
  pub fn f(x: uint256) pure -> uint256 { return next(next(x)) })";

    EXPECT_GT(count_plain("JUMP", text), count("JUMP", text));
    EXPECT_EQ(count("JUMP", text), 0U);
}

TEST(OptimizedCode, LaysTheLikelyWayInOnePiece) {
    const auto gas_of = [](int checks) {
        std::string text = "contract C {\n  error No(n: uint256)\n";
        text += "  pub fn f(x: uint256) pure -> uint256 {\n";
        for (int i = 0; i < checks; ++i)
            text += "    if x == " + std::to_string(i) + " { revert No(" + std::to_string(i) + ") }\n";
        Sandbox sandbox;
        EXPECT_TRUE(
            sandbox.deploy(compile_text(text + "    return x\n  }\n}\n").artifacts[0].bytecode).is_success());
        return sandbox.call("f(uint256)", {100}).gas_used;
    };
    // DUP1, PUSH1, XOR or EQ, PUSH1, JUMPI, and a JUMPDEST at most: no JUMP.
    constexpr int64_t kCheck = 3 + 3 + 3 + 3 + 10 + 1;

    EXPECT_LE(gas_of(9) - gas_of(2), 7 * kCheck);
}

TEST(OptimizedCode, UsesWhatItsMachineHas) {
    const std::string root = "pub fn f(x: uint256) pure -> uint256 { return x.log2() }";
    EXPECT_EQ(count("CLZ", root), 1U);
    EXPECT_EQ(count("CLZ", root, {.evm = EvmTarget::Prague}), 0U);
    EXPECT_EQ(count("CLZ", root, {.evm = EvmTarget::Cancun}), 0U);

    const std::string copy = R"(pub fn f(x: uint256[9], i: uint256) pure -> uint256[9] {
    var y = x
    y[i] = 3
    return y
  })";
    EXPECT_GT(count("MCOPY", copy), 0U);

    const std::string lock = R"(var n: uint256
  pub fn f(to: IOther) by anyone {
    call to.g()
    n += 1
  }
}
interface IOther {
  fn g())";
    EXPECT_GT(count("TLOAD", lock), 0U);
    EXPECT_GT(count("PUSH0", lock), 0U);
}

}  // namespace
}  // namespace deed::compiler_test
