#include <fstream>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

/// A folder with one contract and two tests, the second of which fails.
class TestCommand : public testing::Test {
  protected:
    TestCommand() {
        write("box.deed", R"(contract Box {
  pub var value: uint256
  pub fn set(v: uint256) by anyone { value = v }
}
test "keeps a value" {
  let box = deploy Box()
  box.set(5)
  assert box.value() == 5
}
test "keeps another" {
  let box = deploy Box()
  assert box.value() == 6
}
)");
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream{directory_.path() / name} << text;
    }
    Finished run(const std::vector<std::string>& arguments) { return run_deed(arguments, directory_.path()); }

  private:
    TemporaryDirectory directory_;
};

TEST_F(TestCommand, CountsAndShowsWhatFailed) {
    const auto finished = run({"test", "box.deed"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_EQ(finished.out,
              "ok    keeps a value\n"
              "FAIL  keeps another\n"
              "      box.deed:12:10: assertion failed\n"
              "      left:  0\n"
              "      right: 6\n"
              "1 passed, 1 failed\n");
}

TEST_F(TestCommand, RunsOnlyWhatIsAskedFor) {
    const auto finished = run({"test", "--match", "a value"});

    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_EQ(finished.out, "ok    keeps a value\n1 passed, 0 failed\n");
}

TEST_F(TestCommand, ReportsAsJson) {
    const auto finished = run({"test", "box.deed", "--json"});

    const auto report = boost::json::parse(finished.out).as_object();
    EXPECT_EQ(report.at("passed").as_int64(), 1);
    EXPECT_EQ(report.at("failed").as_int64(), 1);
    const auto& failed = report.at("tests").as_array().at(1).as_object();
    EXPECT_EQ(failed.at("place").as_string(), "box.deed:12:10");
    EXPECT_EQ(failed.at("reason").as_string(), "assertion failed");
}

TEST_F(TestCommand, RunsNothingWhenTheSourceHasMistakes) {
    write("box.deed", "contract Box { pub var value: uint }\ntest \"t\" { }\n");

    const auto finished = run({"test", "box.deed"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("error[E0302]: unknown type `uint`"));
    EXPECT_THAT(finished.err, HasSubstr("1 error"));
}

TEST_F(TestCommand, SaysWhenAFileIsMissing) {
    const auto finished = run({"test", "nowhere.deed"});

    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_THAT(finished.err, HasSubstr("nowhere.deed"));
}

}  // namespace
}  // namespace deed
