#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Adds the numbers from 1 to 100 and returns the sum.
const std::string kSum = "5f60645b8091019060019003806003575f5260205ff3";

class JitOption : public testing::TestWithParam<std::vector<std::string>> {};
INSTANTIATE_TEST_SUITE_P(
    Modes, JitOption,
    testing::Values(std::vector<std::string>{"--jit", "auto"}, std::vector<std::string>{"--jit", "sync"},
                    std::vector<std::string>{"--jit", "sync", "--jit-tier", "optimised"}));

TEST_P(JitOption, ChangesNothingThatCanBeSeen) {
    std::vector<std::string> arguments{"vm", "run", "--code", kSum};
    const auto expected = run_deed(arguments);
    arguments.insert(arguments.end(), GetParam().begin(), GetParam().end());

    const auto seen = run_deed(arguments);

    EXPECT_EQ(expected.exit_code, 0);
    EXPECT_EQ(seen.exit_code, 0);
    EXPECT_EQ(seen.out, expected.out);
    EXPECT_EQ(seen.err, "");
}

TEST(JitModes, AreThree) {
    const auto refused = run_deed({"vm", "run", "--code", "00", "--jit", "maybe"});

    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("maybe"));
    EXPECT_THAT(refused.err, HasSubstr("{off,auto,sync}"));
}

/// Runs the program alone, as someone would copy it who does not know of the module.
Finished run_without_module(const std::string& mode) {
    const TemporaryDirectory directory;
    const fs::path program = directory.path() / "deed";
    fs::copy_file(deed_program(), program);
    return run_program(program, {"vm", "run", "--code", kSum, "--jit", mode});
}

TEST(MissingModule, IsAnErrorWhereMachineCodeIsInsistedOn) {
    const auto refused = run_without_module("sync");

    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_THAT(refused.err, HasSubstr("error: the JIT's module is not there; looked for "));
    EXPECT_THAT(refused.err, HasSubstr("libdeed_jit.so"));
}

TEST(MissingModule, IsMissedByNobodyElse) {
    for (const std::string mode : {"off", "auto"}) {
        const auto finished = run_without_module(mode);

        EXPECT_EQ(finished.exit_code, 0);
        EXPECT_EQ(finished.err, "");
        EXPECT_THAT(finished.out, HasSubstr("status    Success"));
    }
}

}  // namespace
}  // namespace deed
