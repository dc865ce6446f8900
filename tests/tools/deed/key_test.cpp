#include <fstream>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

TEST(KeyCommand, ListsWhatItMade) {
    const TemporaryDirectory directory;
    const std::string keystore = directory.path() / "keys";
    const std::string password = directory.path() / "password";
    std::ofstream{password} << "correct horse\n";

    const auto made = run_deed({"key", "new", "--keystore", keystore, "--password-file", password, "--json"});
    const auto listed = run_deed({"key", "list", "--keystore", keystore, "--json"});

    ASSERT_EQ(made.exit_code, 0) << made.err;
    ASSERT_EQ(listed.exit_code, 0) << listed.err;
    EXPECT_EQ(boost::json::parse(listed.out).as_array().at(0), boost::json::parse(made.out));
}

TEST(KeyCommand, RefusesAnEmptyPassword) {
    const TemporaryDirectory directory;
    const std::string password = directory.path() / "password";
    std::ofstream{password} << "\n";

    const auto made =
        run_deed({"key", "new", "--keystore", directory.path() / "keys", "--password-file", password});

    EXPECT_EQ(made.exit_code, 2);
    EXPECT_EQ(made.err, "error: the password is empty\n");
}

TEST(KeyCommand, SaysWhereAPasswordMayComeFrom) {
    const TemporaryDirectory directory;

    const auto made = run_deed({"key", "new", "--keystore", directory.path()});

    EXPECT_EQ(made.exit_code, 2);
    EXPECT_THAT(made.err, HasSubstr("give --password-file or set DEED_PASSWORD"));
}

TEST(KeyCommand, NamesAPasswordFileItCannotRead) {
    const auto made = run_deed({"key", "new", "--keystore", "keys", "--password-file", "absent"});

    EXPECT_EQ(made.exit_code, 3);
    EXPECT_THAT(made.err, HasSubstr("absent"));
}

TEST(KeyCommand, AsksForADirectoryWhenThereIsNoHome) {
    const auto listed = run_deed({"key", "list"});

    EXPECT_EQ(listed.exit_code, 2);
    EXPECT_THAT(listed.err, HasSubstr("--keystore DIR"));
}

TEST(KeyCommand, ListsNothingBeforeThereIsAKey) {
    const TemporaryDirectory directory;

    const auto listed = run_deed({"key", "list", "--keystore", directory.path() / "none", "--json"});

    EXPECT_EQ(listed.exit_code, 0);
    EXPECT_EQ(listed.out, "[]\n");
}

}  // namespace
}  // namespace deed
