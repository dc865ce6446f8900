#include "tools/client/arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vm/base/uint256.hpp"

namespace deed::client {
namespace {

using testing::HasSubstr;

/// The value as people read it, or the reason why there is none.
std::string read(std::string_view type_name, std::string_view text) {
    const auto type = abi::parse_type(type_name);
    const auto value = parse_argument(*type, text);
    return value ? abi::to_text(*type, *value) : value.error().reason;
}

TEST(ParseArgument, ReadsNumbersAsPeopleWriteThem) {
    EXPECT_EQ(read("uint256", "42"), "42");
    EXPECT_EQ(read("uint256", "1_000_000"), "1000000");
    EXPECT_EQ(read("uint256", "0xff"), "255");
    EXPECT_EQ(read("uint256", "1.5ether"), "1500000000000000000");
    EXPECT_EQ(read("uint256", "20 gwei"), "20000000000");
    EXPECT_EQ(read("int8", "-128"), "-128");
}

TEST(ParseArgument, RefusesNumbersThatDoNotFit) {
    EXPECT_EQ(read("uint8", "256"), "\"256\" does not fit");
    EXPECT_EQ(read("int8", "128"), "\"128\" does not fit");
    EXPECT_EQ(read("int8", "-129"), "\"-129\" does not fit");
    EXPECT_EQ(read("uint8", "-1"), "\"-1\" is negative");
    EXPECT_EQ(read("uint256", "1.5"), "\"1.5\" is no number");
    EXPECT_EQ(read("uint256", "0.0000000001gwei"), "\"0.0000000001gwei\" is no number");
    EXPECT_EQ(read("uint256", ""), "\"\" is no number");
    EXPECT_EQ(read("uint256", "twelve"), "\"twelve\" is no number");
}

TEST(ParseArgument, HoldsAddressesToTheirChecksum) {
    EXPECT_EQ(read("address", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
              read("address", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    EXPECT_THAT(read("address", "0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266"), HasSubstr("wrong checksum"));
    EXPECT_THAT(read("address", "0x12"), HasSubstr("is no address"));
}

TEST(ParseArgument, ReadsBytesOfTheRightLength) {
    EXPECT_EQ(read("bytes2", "0x0a0b"), "0x0a0b");
    EXPECT_EQ(read("bytes", "0x"), "0x");
    EXPECT_THAT(read("bytes2", "0x0a"), HasSubstr("has 1 bytes instead of 2"));
    EXPECT_THAT(read("bytes", "0a"), HasSubstr("must start with 0x"));
    EXPECT_THAT(read("bytes", "0xa"), HasSubstr("whole bytes"));
}

TEST(ParseArgument, ReadsBooleansAndText) {
    EXPECT_EQ(read("bool", "true"), "true");
    EXPECT_THAT(read("bool", "yes"), HasSubstr("neither true nor false"));
    EXPECT_EQ(read("string", " as it is "), "\" as it is \"");
}

TEST(ParseArgument, ReadsArraysAndTuplesInsideEachOther) {
    EXPECT_EQ(read("(uint256,string)[]", "[(1, \"a, b\"), (2, c)]"), "[(1, \"a, b\"), (2, \"c\")]");
    EXPECT_EQ(read("uint8[2]", "[1,2]"), "[1, 2]");
    EXPECT_EQ(read("uint8[]", "[]"), "[]");
    EXPECT_THAT(read("uint8[2]", "[1]"), HasSubstr("has 1 elements instead of 2"));
    EXPECT_THAT(read("uint8[]", "1,2"), HasSubstr("is no array"));
    EXPECT_THAT(read("uint8[]", "[1,(2]"), HasSubstr("do not match"));
    EXPECT_EQ(read("uint8[]", "[1,300]"), "\"300\" does not fit");
}

TEST(ParseArguments, NamesTheArgumentAndItsType) {
    const auto function = abi::parse_function("transfer(address to, uint256 value)");
    const std::string words[] = {"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "lots"};

    const auto values = parse_arguments(function->name, function->inputs, words);

    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().reason,
              "argument 2 of transfer(address to, uint256 value): \"lots\" is no number (uint256 wanted)");
}

TEST(ParseArguments, SaysHowManyThereAre) {
    const auto function = abi::parse_function("set(uint256 newValue)");

    const auto values = parse_arguments(function->name, function->inputs, {});

    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().reason, "set(uint256 newValue) takes 1 argument, not 0");
}

TEST(ParseAmount, KnowsTheUnitsOfEther) {
    EXPECT_EQ(parse_amount("7wei").value(), Uint256{7});
    EXPECT_EQ(parse_amount("2 ether").value(), Uint256{2'000'000'000'000'000'000});
    EXPECT_THAT(parse_amount("2 eth").error().reason, HasSubstr("is no amount"));
}

}  // namespace
}  // namespace deed::client
