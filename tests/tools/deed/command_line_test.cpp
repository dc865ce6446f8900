#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

TEST(CommandLine, PrintsHelpAndRefusesWithoutACommand) {
    const auto bare = run_deed({});

    EXPECT_EQ(bare.exit_code, 2);
    EXPECT_EQ(bare.out, "");
    EXPECT_THAT(bare.err, HasSubstr("Usage: deed [OPTIONS] SUBCOMMAND"));
}

TEST(CommandLine, PrintsHelpWhenAsked) {
    const auto help = run_deed({"--help"});

    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("version"));
    EXPECT_EQ(help.err, "");
}

TEST(CommandLine, SuggestsTheNearestCommand) {
    const auto wrong = run_deed({"vresion"});

    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_EQ(wrong.err, "error: unknown command \"vresion\"; did you mean version? (see deed --help)\n");
}

TEST(CommandLine, NamesTheWholePathOfACommand) {
    const auto wrong = run_deed({"key", "list", "--bogus"});

    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("--bogus (see deed key list --help)"));
}

TEST(CommandLine, NamesAnOptionThatNoCommandWaitsFor) {
    const auto wrong = run_deed({"chain", "--bogus"});

    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_EQ(wrong.err, "error: unknown option \"--bogus\" (see deed chain --help)\n");
}

TEST(CommandLine, RefusesInJsonWhenAsked) {
    const auto wrong = run_deed({"vresion", "--json"});

    EXPECT_EQ(wrong.exit_code, 2);
    const auto answer = boost::json::parse(wrong.out);
    EXPECT_EQ(answer.at("exitCode"), 2);
    EXPECT_THAT(std::string{answer.at("error").as_string()}, HasSubstr("vresion"));
    EXPECT_EQ(wrong.err, "");
}

TEST(CommandLine, RefusesADirectoryForAFile) {
    const auto wrong = run_deed({"node", "--data", "no_such_directory", "--genesis", "."});

    EXPECT_EQ(wrong.exit_code, 3);
    EXPECT_EQ(wrong.err, "error: cannot read the genesis file .\n");
}

TEST(CommandLine, RefusesAGasLimitThatNoBlockMayHave) {
    for (const auto* limit : {"4999", "9223372036854775808", "99999999999999999999"})
        EXPECT_EQ(run_deed({"node", "--data", "no_such_directory", "--dev", "--gas-limit", limit}).exit_code,
                  2)
            << limit;
}

TEST(CommandLine, TellsItsVersion) {
    const auto version = run_deed({"version", "--json"});

    EXPECT_EQ(version.exit_code, 0);
    EXPECT_TRUE(boost::json::parse(version.out).at("version").is_string());
}

}  // namespace
}  // namespace deed
