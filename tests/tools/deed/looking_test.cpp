#include <fstream>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

constexpr std::string_view kBox = R"(contract Box {
  pub var value: uint256
  pub var owner: address
  pub fn set(v: uint256) by anyone { value = v }
}
test "keeps a value" {
  let box = deploy Box()
  box.set(5)
}
)";

/// The commands that look at contracts: gas, layout, inspect, explain.
class LookingCommands : public testing::Test {
  protected:
    LookingCommands() { write("box.deed", kBox); }
    void write(const std::string& name, std::string_view text) {
        std::ofstream{directory_.path() / name} << text;
    }
    Finished run(const std::vector<std::string>& arguments) { return run_deed(arguments, directory_.path()); }

  private:
    TemporaryDirectory directory_;
};

TEST_F(LookingCommands, GasPrintsTheBoundsOfEveryFunction) {
    const auto finished = run({"gas", "box.deed", "--json"});

    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    const auto functions = boost::json::parse(finished.out).at("contracts").at(0).at("functions");
    EXPECT_EQ(functions.at(0).at("function"), "set");
    EXPECT_GT(functions.at(0).at("cold").at("base").to_number<int>(), 22000);
    EXPECT_EQ(functions.at(1).at("cold").at("base").to_number<int>() -
                  functions.at(1).at("warm").at("base").to_number<int>(),
              2000);
}

TEST_F(LookingCommands, GasComparesWithASnapshot) {
    ASSERT_EQ(run({"gas", "snapshot", "box.deed"}).exit_code, 0);

    const auto same = run({"gas", "diff", "box.deed"});
    EXPECT_EQ(same.exit_code, 0);
    EXPECT_EQ(same.out, "nothing changed\n");

    std::string dearer{kBox};
    dearer.replace(dearer.find("value = v"), 9, "value = v\n owner = caller");
    write("box.deed", dearer);
    const auto changed = run({"gas", "diff", "box.deed"});
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_THAT(changed.out, HasSubstr("Box.set: "));
    EXPECT_THAT(changed.out, HasSubstr("(+"));
}

TEST_F(LookingCommands, GasToleratesWhatItIsTold) {
    ASSERT_EQ(run({"gas", "snapshot", "box.deed"}).exit_code, 0);
    std::string dearer{kBox};
    dearer.replace(dearer.find("value = v"), 9, "value = v\n owner = caller");
    write("box.deed", dearer);

    const auto none = run({"gas", "diff", "box.deed", "--tolerance", "0"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.out, HasSubstr(": too much\n"));
    EXPECT_EQ(run({"gas", "diff", "box.deed", "--tolerance", "200"}).exit_code, 0);
    EXPECT_EQ(run({"gas", "diff", "box.deed", "--tolerance", "-1"}).exit_code, 2);
    // Less is no excess.
    ASSERT_EQ(run({"gas", "snapshot", "box.deed"}).exit_code, 0);
    write("box.deed", std::string{kBox});
    EXPECT_EQ(run({"gas", "diff", "box.deed"}).exit_code, 1);
    EXPECT_EQ(run({"gas", "diff", "box.deed", "--tolerance", "0"}).exit_code, 0);
}

TEST_F(LookingCommands, GasTakesMoreCallsOfTheSameGasForNoChange) {
    ASSERT_EQ(run({"gas", "snapshot", "box.deed"}).exit_code, 0);

    write("box.deed", std::string{kBox} + "test \"again\" { (deploy Box()).set(5) }\n");

    EXPECT_EQ(run({"gas", "diff", "box.deed"}).out, "nothing changed\n");
    EXPECT_EQ(run({"gas", "diff", "box.deed", "--file", "old.json"}).err,
              "error: there is no old.json; `deed gas snapshot` writes it\n");
}

TEST_F(LookingCommands, GasNamesASnapshotThatIsNone) {
    write("gas.json", "[]");

    const auto finished = run({"gas", "diff", "box.deed"});

    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_EQ(finished.err, "error: gas.json is no snapshot of `deed gas snapshot`\n");
}

TEST_F(LookingCommands, LayoutRefusesWhatMoves) {
    const auto before = run({"layout", "box.deed", "--json"});
    ASSERT_EQ(before.exit_code, 0);
    write("old.json", before.out);
    EXPECT_EQ(run({"layout", "box.deed", "--check", "old.json"}).exit_code, 0);

    write(
        "box.deed",
        "contract Box {\n  pub var first: address\n  pub var value: uint256\n  pub var owner: address\n}\n");
    const auto finished = run({"layout", "box.deed", "--check", "old.json"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_EQ(finished.out,
              "Box: `value` moved from slot 0 to slot 1\n"
              "Box: `owner` moved from slot 1 to slot 2\n");
}

TEST_F(LookingCommands, LayoutPrintsWhereFieldsAre) {
    write("box.deed",
          "contract Box {\n  pub var value: uint256\n  pub var owner: address\n  pub var is_open: bool\n}\n");

    const std::string rows =
        "  slot  byte  bytes  name     type\n"
        "  0     0     32     value    uint256\n"
        "  1     0     20     owner    address\n"
        "  1     20    1      is_open  bool\n";
    EXPECT_EQ(run({"layout", "box.deed"}).out, "Box\n" + rows);
    EXPECT_EQ(run({"inspect", "layout", "box.deed", "--contract", "Box"}).out, rows);
    EXPECT_EQ(run({"layout", "box.deed", "--check", "."}).err, "error: cannot read .: it is a folder\n");
}

TEST_F(LookingCommands, InspectPrintsTheAbiAsJson) {
    const auto finished = run({"inspect", "abi", "box.deed", "--contract", "Box"});

    EXPECT_THAT(finished.out, HasSubstr("\n  {\"type\":\"function\",\"name\":\"set\""));
    EXPECT_EQ(boost::json::parse(finished.out).as_array().size(), 4u);
}

TEST_F(LookingCommands, RefusesFilesThatAreNotDeed) {
    write("README.md", "# box\n");

    EXPECT_EQ(run({"test", "README.md"}).err, "error: README.md is no .deed file\n");
    EXPECT_EQ(run({"test", "nowhere.deed"}).err, "error: cannot read nowhere.deed: there is no such file\n");
}

TEST_F(LookingCommands, InspectPrintsSelectors) {
    const auto finished = run({"inspect", "selectors", "box.deed", "--contract", "Box"});

    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("0x60fe47b1  set(uint256)\n"));
    EXPECT_THAT(finished.out, HasSubstr("0x8da5cb5b  owner()\n"));
}

TEST_F(LookingCommands, InspectPrintsStages) {
    EXPECT_THAT(run({"inspect", "ir", "box.deed"}).out, HasSubstr("module Box.runtime"));
    EXPECT_THAT(run({"inspect", "asm", "box.deed", "--contract", "Box"}).out, HasSubstr("SSTORE"));
    EXPECT_EQ(run({"inspect", "abi", "box.deed", "--contract", "Bax"}).err,
              "error: there is no contract Bax; there are Box\n");
}

TEST_F(LookingCommands, ExplainKnowsEveryNumber) {
    const auto finished = run({"explain", "E0501"});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_THAT(finished.out, HasSubstr("by anyone"));

    const auto unknown = run({"explain", "E0999"});
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_EQ(unknown.err, "error: no message has the number E0999; they look like E0401\n");
    EXPECT_EQ(run({"explain", "501"}).out, finished.out);
    EXPECT_EQ(run({"explain", "e0501"}).out, finished.out);
}

// Nobody listens: what is wrong with an argument is said before the node is asked.
TEST_F(LookingCommands, DeployTakesAListAsOneArgument) {
    write("shop.deed", R"(contract Shop {
  pub var count: uint256
  init(prices: uint256[..3], name: string) { count = prices.len + name.len }
}
)");
    write("key", std::string(63, '0') + "1");
    const auto deploy = [this](const std::string& list) {
        return run({"deploy", "shop.deed", "--private-key-file", "key", "--rpc", "http://127.0.0.1:1",
                    "--args", list, "[a, b]"});
    };

    for (const auto* list : {"[1, 2]", "[7]", "[]"}) EXPECT_EQ(deploy(list).exit_code, 3) << list;
    const auto wrong = deploy("[1,x]");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("\"x\""));
    EXPECT_THAT(run({"[x]"}).err, HasSubstr("unknown command \"[x]\""));
}

}  // namespace
}  // namespace deed
