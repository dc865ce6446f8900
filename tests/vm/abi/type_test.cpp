#include "vm/abi/type.hpp"

#include <gtest/gtest.h>

namespace deed::abi {
namespace {

std::string normal_form(std::string_view text) {
    const auto type = parse_type(text);
    return type ? canonical_name(*type) : "(none)";
}

TEST(ParseType, ReadsEveryElementaryType) {
    for (const std::string text :
         {"uint8", "uint256", "int8", "int248", "bool", "address", "bytes1", "bytes32", "bytes", "string"})
        EXPECT_EQ(normal_form(text), text);
}

TEST(ParseType, KnowsTheShortNames) {
    EXPECT_EQ(normal_form("uint"), "uint256");
    EXPECT_EQ(normal_form("int"), "int256");
    EXPECT_EQ(normal_form("function"), "bytes24");
}

TEST(ParseType, ReadsArraysListsAndTuples) {
    EXPECT_EQ(normal_form("uint8[3][]"), "uint8[3][]");
    EXPECT_EQ(normal_form("(address,uint8)[2]"), "(address,uint8)[2]");
    EXPECT_EQ(normal_form("tuple(address to, (bool,bytes) inner)[]"), "(address,(bool,bytes))[]");
    EXPECT_EQ(normal_form("()"), "()");
}

TEST(ParseType, KeepsTheNamesOfMembers) {
    EXPECT_EQ(parse_type("(address to, uint8)")->names, (std::vector<std::string>{"to", ""}));
}

TEST(ParseType, RefusesWhatIsNoType) {
    for (const std::string_view text :
         {"",          "uint0",    "uint7",     "uint08",      "uint264",    "int 8",    "bytes0",
          "bytes33",   "bytes032", "addres",    "tuple",       "uint8[",     "uint8]",   "uint8[x]",
          "uint8[-1]", "uint8[0]", "uint8[01]", "(uint8",      "(uint8,)",   "(,uint8)", "(uint8)x",
          "uint8 ",    "()[]",     "()[2]",     "fixed128x18", "(uint8 a b)"})
        EXPECT_FALSE(parse_type(text)) << text;
}

TEST(ParseType, LimitsDepthAndSize) {
    const auto nested = [](size_t depth) {
        return std::string(depth, '(') + "bool" + std::string(depth, ')');
    };
    EXPECT_TRUE(parse_type(nested(kDeepestType - 1)));
    EXPECT_FALSE(parse_type(nested(kDeepestType)));
    EXPECT_FALSE(parse_type(nested(100'000)));

    EXPECT_TRUE(parse_type("uint8[16777216]"));
    EXPECT_FALSE(parse_type("uint8[16777217]"));
    EXPECT_FALSE(parse_type("uint8[65536][65536]"));
    EXPECT_FALSE(parse_type("uint8[18446744073709551615]"));
    EXPECT_FALSE(parse_type("uint8[18446744073709551616]"));
    EXPECT_FALSE(parse_type("(uint8[16777216],uint8)"));
}

TEST(ParseType, TakesComponentsAsTheJsonFormDoes) {
    const std::vector<Parameter> components{{"to", address_type()}, {"amount", uint_type()}};

    const auto type = parse_type("tuple[2][]", components);

    ASSERT_TRUE(type);
    EXPECT_EQ(canonical_name(*type), "(address,uint256)[2][]");
    EXPECT_EQ(type->element().element().names, (std::vector<std::string>{"to", "amount"}));
    EXPECT_EQ(parse_type("bytes4", components), fixed_bytes_type(4));
    EXPECT_FALSE(parse_type("tuplet", components));
}

TEST(IsDynamic, FollowsMembersAndElements) {
    for (const std::string_view text :
         {"bytes", "string", "uint8[]", "string[2]", "(uint8,bytes)", "(uint8,(string))[3]"})
        EXPECT_TRUE(is_dynamic(*parse_type(text))) << text;
    for (const std::string_view text : {"uint8", "bytes32", "uint8[2]", "(uint8,bool)[3]", "()"})
        EXPECT_FALSE(is_dynamic(*parse_type(text))) << text;
}

TEST(HeadSize, CountsTheWordsOfStaticTypes) {
    EXPECT_EQ(head_size(*parse_type("(uint8,bool)[3]")), 6 * 32U);
    EXPECT_EQ(head_size(*parse_type("string[3]")), 32U);
    EXPECT_EQ(head_size(*parse_type("()")), 0U);
}

}  // namespace
}  // namespace deed::abi
