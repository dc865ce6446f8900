#include "runtime/json/abi_json.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::json {
namespace {

abi::Interface read(std::string_view text) {
    return parse_interface(boost::json::parse(text)).value();
}

std::string refusal(std::string_view text) {
    return parse_interface(boost::json::parse(text)).error().reason;
}

TEST(ParseInterface, ReadsFunctionsWithTheirMutability) {
    const auto interface = read(R"([{"type":"function","name":"balanceOf","stateMutability":"view",
        "inputs":[{"name":"who","type":"address"}],"outputs":[{"name":"","type":"uint256"}]}])");

    ASSERT_EQ(interface.functions.size(), 1);
    EXPECT_EQ(abi::signature_of(interface.functions[0]), "balanceOf(address)");
    EXPECT_EQ(interface.functions[0].mutability, abi::Mutability::View);
    EXPECT_EQ(interface.functions[0].outputs.size(), 1);
}

TEST(ParseInterface, ReadsConstructorEventsAndErrors) {
    const auto interface = read(R"([
        {"type":"constructor","stateMutability":"payable","inputs":[{"name":"supply","type":"uint256"}]},
        {"type":"event","name":"Moved","inputs":[{"name":"a","type":"address","indexed":true},{"name":"n","type":"uint8","indexed":false}]},
        {"type":"error","name":"Refused","inputs":[]},
        {"type":"receive","stateMutability":"payable"}])");

    EXPECT_EQ(interface.constructor_inputs.size(), 1);
    EXPECT_EQ(interface.constructor_mutability, abi::Mutability::Payable);
    EXPECT_EQ(interface.events.at(0).inputs.at(0).place, abi::Place::Topic);
    EXPECT_EQ(interface.events.at(0).inputs.at(1).place, abi::Place::Data);
    EXPECT_EQ(interface.errors.at(0).name, "Refused");
    EXPECT_EQ(interface.receive, abi::Mutability::Payable);
}

TEST(ParseInterface, ReadsTuplesByTheirComponents) {
    const auto interface = read(R"([{"type":"function","name":"f","inputs":[{"name":"orders","type":"tuple[]",
        "components":[{"name":"id","type":"uint64"},{"name":"to","type":"address"}]}]}])");

    EXPECT_EQ(abi::signature_of(interface.functions.at(0)), "f((uint64,address)[])");
}

TEST(ParseInterface, NamesTheEntryThatIsMalformed) {
    EXPECT_EQ(refusal("{}"), "an ABI is an array");
    EXPECT_EQ(refusal("[7]"), "entry 0 of the ABI: no object");
    EXPECT_EQ(refusal(R"([{"type":"receive"},{"type":"function","name":"f","inputs":[{"type":"word"}]}])"),
              "entry 1 of the ABI: \"word\" is no type");
    EXPECT_EQ(refusal(R"([{"type":"function","name":"f","stateMutability":"odd"}])"),
              "entry 0 of the ABI: \"odd\" is no mutability");
}

TEST(ToJson, WritesIntegersAsDecimalStrings) {
    EXPECT_EQ(to_json(abi::uint_type(), {Uint256::max()}),
              "115792089237316195423570985008687907853269984665640564039457584007913129639935");
    EXPECT_EQ(to_json(abi::int_type(8), {-Uint256{128}}), "-128");
}

TEST(ToJson, WritesAddressesWithTheirChecksum) {
    const auto address = address_from_hex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266").value();

    EXPECT_EQ(to_json(abi::address_type(), {address}), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
}

TEST(ToJson, WritesTuplesAsObjectsWhenTheirMembersHaveNames) {
    const auto named = *abi::tuple_type({abi::bool_type(), abi::string_type()}, {"open", "title"});
    const auto bare = *abi::tuple_type({abi::bool_type(), abi::string_type()});
    const abi::Value value{abi::Values{{true}, {std::string{"x"}}}};

    EXPECT_EQ(to_json(named, value), boost::json::parse(R"({"open":true,"title":"x"})"));
    EXPECT_EQ(to_json(bare, value), boost::json::parse(R"([true,"x"])"));
}

TEST(ToJson, CallsNamelessParametersByTheirPlace) {
    const std::vector<abi::Parameter> parameters{{"", abi::bool_type()}, {"data", abi::bytes_type()}};
    const std::vector<abi::Value> values{{false}, {Bytes{0xff}}};

    EXPECT_EQ(to_json(parameters, values), boost::json::parse(R"({"0":false,"data":"0xff"})"));
}

}  // namespace
}  // namespace deed::json
