#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/tools/client/fake_node.hpp"
#include "tools/client/contract.hpp"

namespace deed::client {
namespace {

Contract contract_with_map() {
    Contract contract{"Box", {}, {}};
    contract.known.code_map = json::CodeMap::read(boost::json::parse(
        R"({"sources": ["a.deed"], "runtime": [[0, 0, 1, 1], [10, 0, 2, 3, "the sum does not fit its type"], [20, 0, 2, 3]]})"));
    return contract;
}

/// A contract that jumps at 10 to 20; what it calls in between has jumps of its own.
const char* const kTrace = R"({"structLogs": [
    {"pc": 0, "op": "CALL", "depth": 1}, {"pc": 4, "op": "JUMP", "depth": 2}, {"pc": 90, "op": "STOP", "depth": 2},
    {"pc": 10, "op": "JUMPI", "depth": 1}, {"pc": 20, "op": "JUMPDEST", "depth": 1}, {"pc": 21, "op": "REVERT", "depth": 1}]})";

std::optional<json::CodePlace> find_place(RpcClient& rpc, const Contract& contract) {
    return explain_revert(rpc, contract, {}, "latest", {}).place;
}

TEST(ExplainRevert, FollowsTheStepsOfTheContractItself) {
    FakeNode node;
    node.set_result("debug_traceCall", kTrace);
    RpcClient rpc{node.url()};

    const auto place = find_place(rpc, contract_with_map());

    ASSERT_TRUE(place);
    EXPECT_EQ(place->text(), "a.deed:2:3: the sum does not fit its type");
}

/// What is called twice fails the second time, and so does what calls it.
std::string nested_trace(const std::string& inner_output) {
    return R"({"output": "0x01", "calls": [
        {"to": "0x1111111111111111111111111111111111111111", "output": "0x"},
        {"to": "0x1111111111111111111111111111111111111111", "output": ")" +
           inner_output + R"(", "error": "execution reverted"}],
      "structLogs": [
        {"pc": 0, "op": "CALL", "depth": 1}, {"pc": 30, "op": "JUMP", "depth": 2}, {"pc": 40, "op": "STOP", "depth": 2},
        {"pc": 1, "op": "CALL", "depth": 1}, {"pc": 40, "op": "REVERT", "depth": 2},
        {"pc": 10, "op": "JUMPI", "depth": 1}, {"pc": 21, "op": "REVERT", "depth": 1}]})";
}

TEST(ExplainRevert, NamesTheInnermostContractThatIsKnown) {
    FakeNode node;
    RpcClient rpc{node.url()};
    Contract contract = contract_with_map();
    contract.find_other = [](const Address& other) {
        EXPECT_EQ(other[0], 0x11);
        return Known{
            {},
            json::CodeMap::read(boost::json::parse(
                R"({"sources": ["b.deed"], "runtime": [[0, 0, 5, 1], [30, 0, 6, 1, "a check"], [40, 0, 7, 2]]})"))};
    };

    node.set_result("debug_traceCall", nested_trace("0x01"));
    EXPECT_EQ(find_place(rpc, contract)->text(), "b.deed:7:2");
    // What fails otherwise than what it called did so by itself.
    node.set_result("debug_traceCall", nested_trace("0x02"));
    EXPECT_EQ(find_place(rpc, contract)->text(), "a.deed:2:3: the sum does not fit its type");
    contract.find_other = [](const Address&) { return std::nullopt; };
    node.set_result("debug_traceCall", nested_trace("0x01"));
    EXPECT_EQ(find_place(rpc, contract)->text(), "a.deed:2:3: the sum does not fit its type");
}

TEST(ExplainRevert, NamesTheErrorOfAnInnerContract) {
    FakeNode node;
    node.set_result("debug_traceCall", nested_trace("0x01"));
    RpcClient rpc{node.url()};
    const abi::ErrorType poor{"Poor", {{"needed", abi::uint_type()}}};
    Bytes output = to_bytes(abi::selector_of(poor));
    append(output, *abi::encode(abi::types_of(poor.inputs), abi::Values{{Uint256{5}}}));
    Contract contract = contract_with_map();
    contract.find_other = [&](const Address&) { return Known{{.errors = {poor}}}; };

    const RevertText revert = explain_revert(rpc, contract, {}, "latest", output);

    EXPECT_EQ(revert.text, "reverted: Poor(5)");
    EXPECT_EQ(revert.object.at("args").at("needed"), "5");
    EXPECT_EQ(revert.place->file, "a.deed");
    contract.find_other = nullptr;
    EXPECT_TRUE(
        explain_revert(rpc, contract, {}, "latest", output).text.starts_with("execution reverted with 0x"));
}

TEST(ExplainRevert, FindsNothingWithoutAMapOrATrace) {
    FakeNode node;
    node.set_error("debug_traceCall", R"({"code":-32601,"message":"there is no such method"})");
    RpcClient rpc{node.url()};

    EXPECT_FALSE(find_place(rpc, contract_with_map()));
    EXPECT_FALSE(find_place(rpc, {"Box", {}, {}}));
    EXPECT_EQ(node.requests().size(), 1u);
    node.set_result("debug_traceCall", R"({"structLogs": []})");
    EXPECT_FALSE(find_place(rpc, contract_with_map()));
}

}  // namespace
}  // namespace deed::client
