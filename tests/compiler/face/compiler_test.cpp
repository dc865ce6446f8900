#include "compiler/compiler.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"
#include "vm/base/hex.hpp"

namespace deed::compiler_test {
namespace {

constexpr const char* kBox = R"(
/// Keeps one number that only its owner may change.
contract Box {
  pub let owner: address
  pub var value: uint256

  event Changed(who: indexed address, value: uint256)

  init() { owner = caller }

  pub fn set(newValue: uint256) by owner {
    value = newValue
    emit Changed(caller, newValue)
  }
}
)";

TEST(Compile, MakesACallableContract) {
    const CompileOutput output = compile_text(kBox);
    Sandbox sandbox;

    ASSERT_TRUE(sandbox.deploy(output.find("Box")->bytecode).is_success());
    const Outcome set = sandbox.call("set(uint256)", {42});

    ASSERT_TRUE(set.is_success());
    EXPECT_EQ(sandbox.ask("value()"), Uint256{42});
    EXPECT_EQ(sandbox.ask("owner()"), to_word(kAlice));
    ASSERT_EQ(set.logs.size(), 1U);
    EXPECT_EQ(set.logs[0].topics[1], to_hash(to_word(kAlice)));
    EXPECT_EQ(word_from(set.logs[0].data), Uint256{42});
}

TEST(Compile, RefusesOthersWithUnauthorized) {
    const CompileOutput output = compile_text(kBox);
    Sandbox sandbox;
    sandbox.deploy(output.find("Box")->bytecode);

    const Outcome refused = sandbox.call("set(uint256)", {1}, kBob);

    EXPECT_EQ(refused.status, machine::Status::Revert);
    EXPECT_EQ(refused.output, encode_call("Unauthorized(address)", {to_word(kBob)}));
}

TEST(Compile, RefusesValueShortCalldataAndUnknownSelectors) {
    const CompileOutput output = compile_text(kBox);
    Sandbox sandbox;
    sandbox.deploy(output.find("Box")->bytecode);
    const Bytes set = encode_call("set(uint256)", {1});

    EXPECT_EQ(sandbox.call(set, kAlice, 1).status, machine::Status::Revert);
    EXPECT_EQ(sandbox.call(BytesView{set}.first(35)).status, machine::Status::Revert);
    EXPECT_EQ(sandbox.call(BytesView{set}.first(3)).status, machine::Status::Revert);
    EXPECT_EQ(sandbox.call(BytesView{}).status, machine::Status::Revert);
    EXPECT_EQ(sandbox.call("nothing()", {}).status, machine::Status::Revert);
}

TEST(Compile, TellsWhatAFailedCheckIsAndWhere) {
    const CompileOutput output = compile_text(kBox);
    const SourceMap& map = output.find("Box")->source_map;

    std::vector<std::string> places;
    for (const SourceMapEntry& entry : map.entries)
        if (!entry.check.empty()) places.push_back(output.describe_pc(map, entry.pc));

    EXPECT_THAT(places, testing::Contains("test.deed:11:36: the caller has no authority"));
}

TEST(Compile, GivesTheSameBytesEveryTime) {
    const CompileOutput first = compile_text(kBox);
    const CompileOutput second = compile_text(kBox);

    EXPECT_EQ(first.artifacts[0].json, second.artifacts[0].json);
}

TEST(Compile, LeavesTestsButChecksThemForThoseWhoWantContracts) {
    const std::string text = std::string{kBox} + "test \"t\" { assert true }\n";
    const std::string wrong = std::string{kBox} + "test \"t\" { assert 1 }\n";
    const auto compile_with = [](const std::string& source, TestBlocks tests) {
        return compile({.sources = {{"test.deed", source}}, .options = {.tests = tests}});
    };

    const CompileOutput made = compile_with(text, TestBlocks::Made);
    const CompileOutput left = compile_with(text, TestBlocks::Left);

    EXPECT_EQ(made.tests.size(), 1);
    EXPECT_TRUE(left.tests.empty());
    ASSERT_EQ(left.artifacts.size(), 1);
    EXPECT_EQ(left.artifacts[0].json, made.artifacts[0].json);
    EXPECT_TRUE(compile_with(wrong, TestBlocks::Left).has_errors);
}

TEST(Compile, ReportsEveryMistakeAndMakesNothing) {
    const CompileOutput output = compile({.sources = {{"wrong.deed",
                                                       "contract A {\n  pub fn f() by anyone { x = 1 }\n"
                                                       "  pub fn g() by anyone { y = 2 }\n}\n"}}});

    EXPECT_TRUE(output.has_errors);
    EXPECT_TRUE(output.artifacts.empty());
    EXPECT_GE(output.messages.size(), 2U);
    EXPECT_EQ(output.messages[0].path, "wrong.deed");
    EXPECT_EQ(output.messages[0].line, 2U);
    EXPECT_THAT(output.rendered, testing::HasSubstr("wrong.deed:3"));
}

TEST(Compile, PrintsEveryStage) {
    const auto emitted = [](Stage stage) { return compile_text(kBox, {.emit = stage}).emitted; };

    EXPECT_THAT(emitted(Stage::Tokens), testing::HasSubstr("contract"));
    EXPECT_THAT(emitted(Stage::Tree), testing::HasSubstr("Box"));
    EXPECT_THAT(emitted(Stage::Checked), testing::HasSubstr("newValue"));
    EXPECT_THAT(emitted(Stage::Ir), testing::HasSubstr("SSTORE"));
    EXPECT_THAT(emitted(Stage::Asm), testing::HasSubstr("JUMPDEST"));
}

TEST(Compile, RefusesCodeThatNoChainTakes) {
    std::string text = "contract Large {\n";
    for (int i = 0; i < 300; ++i)
        text += "  pub fn f" + std::to_string(i) + "(a: uint256[40]) pure -> uint256 { return a[" +
                std::to_string(i % 40) + "] * " + std::to_string(i + 1'000'000) + " + a[1] * a[2] * a[3] }\n";

    const CompileOutput output = compile({.sources = {{"large.deed", text + "}\n"}}});

    EXPECT_TRUE(output.has_errors);
    EXPECT_THAT(output.rendered, testing::HasSubstr("E0902"));
}

TEST(Artifact, IsWhatEthereumToolsExpect) {
    const CompileOutput output = compile_text(kBox);
    const boost::json::object json = boost::json::parse(output.artifacts[0].json).as_object();

    EXPECT_EQ(json.at("contractName"), "Box");
    EXPECT_EQ(json.at("sourceName"), "test.deed");
    EXPECT_EQ(std::string{json.at("bytecode").as_string()}, to_hex_prefixed(output.artifacts[0].bytecode));
    EXPECT_EQ(json.at("abi").as_array().size(), 6U);
    EXPECT_EQ(json.at("storageLayout").at("storage").at(0).at("label"), "value");
    EXPECT_EQ(json.at("storageLayout").at("storage").at(0).at("slot"), "0");
    EXPECT_EQ(json.at("immutableReferences").at("owner").as_array().size(), 2U);
    EXPECT_EQ(json.at("userdoc").at("notice"), "Keeps one number that only its owner may change.");
}

}  // namespace
}  // namespace deed::compiler_test
