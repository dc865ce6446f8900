#include "tools/client/contract.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/client/fake_node.hpp"

namespace deed::client {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::string_view kAbi = R"([
  {"type":"function","name":"set","inputs":[{"name":"newValue","type":"uint256"}],"outputs":[]},
  {"type":"function","name":"move","inputs":[{"type":"address"}],"outputs":[]},
  {"type":"function","name":"move","inputs":[{"type":"address"},{"type":"uint256"}],"outputs":[]},
  {"type":"function","name":"move","inputs":[{"type":"bytes32"},{"type":"uint256"}],"outputs":[]},
  {"type":"event","name":"Changed","inputs":[{"name":"who","type":"address","indexed":true},{"name":"value","type":"uint256"}]},
  {"type":"error","name":"Unauthorized","inputs":[{"name":"caller","type":"address"}]}])";

Contract box() {
    return {"Box", Address{}, {read_interface(kAbi, "Box.json")}};
}

auto choosing(const Contract& contract, const std::string& name, size_t count) {
    return [=] { static_cast<void>(choose_function(contract, name, count)); };
}

TEST(ReadInterface, TakesAnArtifactOrABareAbi) {
    const std::string artifact = R"({"contractName":"Box","abi":)" + std::string{kAbi} + "}";

    EXPECT_EQ(read_interface(artifact, "Box.json").functions.size(), 4);
    EXPECT_EQ(read_interface(kAbi, "Box.json").functions.size(), 4);
}

TEST(ReadInterface, NamesTheFileThatIsNone) {
    EXPECT_THAT([] { static_cast<void>(read_interface("{", "Box.json")); },
                ThrowsMessage<Error>(HasSubstr("Box.json is no JSON")));
    EXPECT_THAT([] { static_cast<void>(read_interface("{}", "Box.json")); },
                ThrowsMessage<Error>(HasSubstr("Box.json: an ABI is an array")));
}

TEST(FindContract, TakesTheSourceMapOfWhatTheNodeRemembers) {
    FakeNode node;
    node.set_result("eth_getBlockByNumber", R"({"hash":"0x)" + std::string(64, '7') + "\"}");
    node.set_result("eth_getCode", "\"0x60\"");
    node.set_body("/api/v1/contracts/box",
                  R"({"address":"0x)" + std::string(40, '5') + R"(","abi":)" + std::string{kAbi} +
                      R"(,"sourceMap":{"sources":["a.deed"],"runtime":[[0,0,4,1]]}})");
    RpcClient rpc{node.url()};

    const Contract contract = find_contract(rpc, ContractBook{"no such file"}, "box", std::nullopt);

    ASSERT_TRUE(contract.known.code_map);
    EXPECT_EQ(contract.known.code_map->find({0, 0})->text(), "a.deed:4:1");
}

TEST(FindContract, RefusesWhatIsAlmostAnAddress) {
    FakeNode node;
    RpcClient rpc{node.url()};
    const auto finding = [&](const std::string& name) {
        return [&rpc, name] {
            static_cast<void>(find_contract(rpc, ContractBook{"no such file"}, name, std::nullopt));
        };
    };

    EXPECT_THAT(finding("0x5FbDB2315678afecb367f032d93F642f64180aA3"),
                ThrowsMessage<UnknownName>(HasSubstr("has a wrong checksum")));
    EXPECT_THAT(finding("0x5FbDB2315678"), ThrowsMessage<UnknownName>(HasSubstr("is no address")));
}

TEST(ChooseFunction, FindsANameOrAWholeSignature) {
    EXPECT_EQ(choose_function(box(), "set", 1).inputs.at(0).name, "newValue");
    EXPECT_EQ(abi::signature_of(choose_function(box(), "move(bytes32,uint256)", 2)), "move(bytes32,uint256)");
}

TEST(ChooseFunction, TellsOverloadsApartByTheirArguments) {
    EXPECT_EQ(abi::signature_of(choose_function(box(), "move", 1)), "move(address)");
    EXPECT_THAT(choosing(box(), "move", 2), ThrowsMessage<UnknownName>(HasSubstr("move(bytes32,uint256)")));
}

TEST(ChooseFunction, SuggestsTheNearestName) {
    EXPECT_THAT(choosing(box(), "mvoe", 2),
                ThrowsMessage<UnknownName>("Box has no function \"mvoe\"; did you mean move?"));
}

TEST(ChooseFunction, TakesASignatureWhereNothingIsKnown) {
    const Contract unknown{"0x01", Address{}, {}};

    EXPECT_EQ(choose_function(unknown, "get(uint8) returns (bool)", 1).outputs.size(), 1);
    EXPECT_THAT(choosing(unknown, "get", 1), ThrowsMessage<UnknownName>(HasSubstr("give --abi FILE")));
}

TEST(DescribeRevert, NamesTheErrorAndItsArguments) {
    const auto selector = abi::selector_of("Unauthorized(address)");
    Bytes output = to_bytes(selector);
    append(output, to_hash(7));

    const auto revert = describe_revert(output, box().known.interface.errors);

    EXPECT_EQ(revert.text, "reverted: Unauthorized(0x0000000000000000000000000000000000000007)");
    EXPECT_EQ(revert.object.at("name"), "Unauthorized");
    EXPECT_EQ(revert.object.at("args"),
              boost::json::parse(R"({"caller":"0x0000000000000000000000000000000000000007"})"));
}

TEST(DescribeRevert, ShowsTheBytesOfAnErrorItDoesNotKnow) {
    EXPECT_EQ(describe_revert({}, {}).text, "execution reverted");
    EXPECT_EQ(describe_revert(Bytes{0xde, 0xad, 0xbe, 0xef}, {}).text, "execution reverted with 0xdeadbeef");
    EXPECT_EQ(describe_revert(abi::encode_error("no"), {}).object.at("name"), "Error");
}

TEST(DescribeEvent, DecodesWhatTheInterfaceHas) {
    const Contract contract = box();
    const auto& event = contract.known.interface.events.at(0);
    const state::Log log{Address{}, {abi::topic_of(event), to_hash(7)}, to_bytes(to_hash(42))};

    const auto described = describe_event(log, contract.known.interface);

    ASSERT_TRUE(described);
    EXPECT_EQ(described->text, "Changed(who: 0x0000000000000000000000000000000000000007, value: 42)");
    EXPECT_FALSE(describe_event({Address{}, {to_hash(1)}, {}}, box().known.interface));
}

}  // namespace
}  // namespace deed::client
