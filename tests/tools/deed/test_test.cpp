#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

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
    std::string read(const std::string& name) {
        std::ifstream file{directory_.path() / name};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    Finished run(const std::vector<std::string>& arguments) { return run_deed(arguments, directory_.path()); }

  private:
    TemporaryDirectory directory_;
};

TEST_F(TestCommand, CountsAndShowsWhatFailed) {
    const auto finished = run({"test", "box.deed"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, StartsWith("ok    keeps a value\n"
                                         "FAIL  keeps another\n"
                                         "      box.deed:12:10: assertion failed\n"
                                         "        assert box.value() == 6\n"
                                         "      left:  0\n"
                                         "      right: 6\n"
                                         "      the calls up to there:\n"
                                         "        the runner: deploy Box() ("));
    EXPECT_THAT(finished.out, HasSubstr("\n        the runner: Box.value() = 0 ("));
    EXPECT_THAT(finished.out, EndsWith("\n1 passed, 1 failed\n"));
}

/// A shop that asks a till, which refuses.
const std::string kShop = R"(interface ITill { fn pay(n: uint256) }
contract Till {
  error Closed(amount: uint256)
  pub fn pay(n: uint256) by anyone { require n < 5 else Closed(n) }
}
contract Shop {
  let till: ITill
  pub var sold: uint256
  init(t: address) { till = ITill(t) }
  pub fn buy(n: uint256) by anyone {
    sold += 1
    if n > 100 { sold += 1 }
    call till.pay(n)
  }
}
test "too much" {
  let till = deploy Till()
  let shop = deploy Shop(till as address)
  as alice { shop.buy(2) }
  as alice { shop.buy(7) }
}
)";

TEST_F(TestCommand, ShowsTheCallsInsideACallAndTheLinesWhereTheyStopped) {
    write("box.deed", kShop);

    const auto finished = run({"test", "box.deed"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("box.deed:20:14: the call reverted: Closed(7)\n"
                                        "        as alice { shop.buy(7) }\n"));
    EXPECT_THAT(finished.out, HasSubstr("        alice: Shop.buy(2) ("));
    EXPECT_THAT(finished.out, HasSubstr("          Till.pay(2) ("));
    EXPECT_THAT(finished.out, HasSubstr("        alice: Shop.buy(7): reverted: Closed(7) ("));
    EXPECT_THAT(finished.out, HasSubstr(" gas)\n          at box.deed:13:5: the called contract reverted\n"
                                        "            call till.pay(n)\n"
                                        "          Till.pay(7): reverted: Closed(7) ("));
    EXPECT_THAT(finished.out, HasSubstr("            at box.deed:4:64\n"));
}

TEST_F(TestCommand, NamesTheGuardThatSharesItsRevertWithOthers) {
    write("box.deed", R"(contract Box {
  error TooMuch(most: uint256, n: uint256)
  pub let owner: address
  pub var value: uint256
  init() { owner = caller }
  pub fn set(n: uint256) by owner { value = n }
  pub fn add(n: uint256) by owner {
    require n < 9 else TooMuch(9, n)
    value += n
  }
}
test "add" {
  let box = deploy Box() as alice
  as bob { box.add(1) }
}
)");

    const auto finished = run({"test", "box.deed"});

    EXPECT_THAT(finished.out, HasSubstr("bob: Box.add(1): reverted: Unauthorized(bob) ("));
    EXPECT_THAT(finished.out, HasSubstr("          at box.deed:7:29\n"
                                        "            pub fn add(n: uint256) by owner {\n"));
}

TEST_F(TestCommand, GivesTheSameForAnyNumberOfThreads) {
    std::string text = "contract C { pub fn f(n: uint256) pure -> uint256 { return n % 7 } }\n";
    for (const char name : {'a', 'b', 'c', 'd', 'e'})
        text += std::string{"test \""} + name + "\" (n: uint256) { assert (deploy C()).f(n) < " +
                (name == 'c' ? "6" : "7") + " }\n";
    write("box.deed", text);

    const auto alone = run({"test", "box.deed", "--jobs", "1", "--seed", "5"});
    const auto together = run({"test", "box.deed", "--jobs", "4", "--seed", "5"});

    EXPECT_EQ(alone.exit_code, 1);
    EXPECT_THAT(alone.out, HasSubstr("4 passed, 1 failed"));
    EXPECT_EQ(alone.out, together.out);
}

TEST_F(TestCommand, PrintsTheGasOfEveryFunction) {
    const auto finished = run({"test", "box.deed", "--match", "a value", "--gas", "--json"});

    const auto report = boost::json::parse(finished.out).as_object();
    const auto& rows = report.at("gas").as_array();
    ASSERT_EQ(rows.size(), 2u);
    const auto& set = rows.at(0).as_object();
    EXPECT_EQ(set.at("function").as_string(), "set");
    EXPECT_EQ(set.at("calls").as_int64(), 1);
    EXPECT_GT(set.at("most").as_int64(), 22'000);
    EXPECT_GE(set.at("bound").as_int64(), set.at("mostOwn").as_int64());
    EXPECT_THAT(run({"test", "box.deed", "--match", "a value", "--gas"}).out, HasSubstr("Box.set"));
}

TEST_F(TestCommand, WritesWhichLinesAndBranchesRan) {
    write("box.deed", kShop);

    const auto finished = run({"test", "box.deed", "--coverage", "lcov.info"});

    const std::string file = read("lcov.info");
    EXPECT_THAT(finished.out, HasSubstr("lcov.info: "));
    EXPECT_THAT(file, StartsWith("TN:\nSF:box.deed\n"));
    EXPECT_THAT(file, EndsWith("end_of_record\n"));
    // The requirement held once and failed once; the branch of the `if` was never taken.
    EXPECT_THAT(file, HasSubstr("BRDA:4,0,0,1\nBRDA:4,0,1,1\n"));
    EXPECT_THAT(file, testing::ContainsRegex("BRDA:12,0,[01],2\n"));
    EXPECT_THAT(file, testing::ContainsRegex("BRDA:12,0,[01],0\n"));
    EXPECT_THAT(file, HasSubstr("BRF:4\nBRH:3\n"));
    EXPECT_THAT(file, HasSubstr("DA:13,2\n"));
    EXPECT_THAT(file, Not(HasSubstr("DA:17,")));
}

TEST_F(TestCommand, CountsTextOnceThatSeveralContractsUse) {
    write("box.deed", R"(error Odd()
fn half(n: uint256) pure -> uint256 {
  require n % 2 == 0 else Odd()
  return down(n / 2)
}
contract A { pub fn f(n: uint256) pure -> uint256 { return half(n) } }
contract B { pub fn f(n: uint256) pure -> uint256 { return half(n) } }
test "one of them" {
  assert (deploy A()).f(4) == 2
  expect revert Odd() { (deploy B()).f(3) }
}
)");

    ASSERT_EQ(run({"test", "box.deed", "--coverage", "lcov.info"}).exit_code, 0);

    const std::string file = read("lcov.info");
    EXPECT_THAT(file, HasSubstr("BRDA:3,0,0,1\nBRDA:3,0,1,1\nBRF:2\nBRH:2\n"));
    EXPECT_THAT(file, HasSubstr("DA:3,2\n"));
}

TEST_F(TestCommand, NamesFilesAsTheyAreAndContractsInReasons) {
    write("box.deed", R"(contract Box {
  error Not(who: address)
  pub fn f() by anyone { revert Not(self) }
}
test "reverts" {
  let box = deploy Box()
  box.f()
}
)");

    const auto finished = run({"test"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("\n      box.deed:7:3: the call reverted: Not(Box)\n"));
}

TEST_F(TestCommand, CountsLinesOfPlainCodeBesideTheGasOfOptimizedCode) {
    write("box.deed", kShop);

    const auto both = run({"test", "box.deed", "--gas", "--coverage", "both.info"});
    const auto gas = run({"test", "box.deed", "--gas"});
    const auto coverage = run({"test", "box.deed", "--coverage", "lcov.info"});

    EXPECT_EQ(both.exit_code, gas.exit_code);
    EXPECT_THAT(both.out, StartsWith(gas.out));
    EXPECT_THAT(coverage.out, HasSubstr("lcov.info: "));
    EXPECT_EQ(read("both.info"), read("lcov.info"));
}

TEST_F(TestCommand, RunsOnlyWhatIsAskedFor) {
    const auto finished = run({"test", "--match", "a value"});

    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_EQ(finished.out, "ok    keeps a value\n1 passed, 0 failed\n");
}

TEST_F(TestCommand, RefusesANameThatNoTestHas) {
    const auto finished = run({"test", "--match", "a vlaue"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.err, HasSubstr("none of 2 tests has \"a vlaue\" in its name"));
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
