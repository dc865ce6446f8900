#include "runtime/gateway/arguments.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deed::gateway {
namespace {

using testing::HasSubstr;

constexpr std::string_view kChecksummed = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

std::vector<abi::Parameter> parameters_of(std::string_view signature) {
    return abi::parse_function(signature)->inputs;
}

Result<abi::Values, ArgumentErrors> read(std::string_view signature, std::string_view json) {
    const auto value = boost::json::parse({json.data(), json.size()});
    return read_arguments(parameters_of(signature), &value);
}

ArgumentError error_of(std::string_view signature, std::string_view json) {
    const auto values = read(signature, json);
    return values ? ArgumentError{} : values.error().front();
}

Uint256 number_of(std::string_view type, std::string_view json) {
    return std::get<Uint256>(
        read("f(" + std::string{type} + " x)", "[" + std::string{json} + "]")->front().data);
}

TEST(ReadArguments, TakesThemByPositionAndByName) {
    const auto by_position = read("f(uint256 a, string b)", R"(["7","x"])");
    const auto by_name = read("f(uint256 a, string b)", R"({"b":"x","a":7})");

    ASSERT_TRUE(by_position && by_name);
    EXPECT_EQ(*by_position, *by_name);
}

TEST(ReadArguments, TakesNoneForNothing) {
    EXPECT_TRUE(read_arguments({}, nullptr)->empty());
    EXPECT_TRUE(read("f()", "null")->empty());
    EXPECT_FALSE(read_arguments(parameters_of("f(uint256)"), nullptr));
}

TEST(ReadArguments, TakesIntegersInEveryForm) {
    EXPECT_EQ(number_of("uint256", "42"), Uint256{42});
    EXPECT_EQ(number_of("uint256", "\"42\""), Uint256{42});
    EXPECT_EQ(number_of("uint256", "\"0x2a\""), Uint256{42});
    EXPECT_EQ(number_of("int8", "\"-128\""), -Uint256{128});
    EXPECT_EQ(number_of("int8", "-1"), Uint256::max());
    EXPECT_EQ(number_of("uint256", "9007199254740991"), Uint256{9007199254740991});
}

TEST(ReadArguments, RefusesIntegersThatLoseDigitsOrDoNotFit) {
    EXPECT_THAT(error_of("f(uint256 x)", "[9007199254740992]").detail, HasSubstr("2^53"));
    EXPECT_THAT(error_of("f(uint256 x)", "[1.5]").detail, HasSubstr("integer"));
    EXPECT_EQ(error_of("f(uint8 x)", "[256]").detail, "out of range");
    EXPECT_EQ(error_of("f(uint8 x)", "[\"-1\"]").detail, "out of range");
    EXPECT_EQ(error_of("f(int8 x)", "[128]").detail, "out of range");
    EXPECT_EQ(error_of("f(int8 x)", "[-129]").detail, "out of range");
    EXPECT_THAT(error_of("f(uint256 x)", "[\"twelve\"]").detail, HasSubstr("not an integer"));
    EXPECT_THAT(error_of("f(uint256 x)", "[null]").detail, HasSubstr("not an integer"));
}

TEST(ReadArguments, ChecksTheChecksumOfAddresses) {
    const std::string good{kChecksummed};
    std::string lower = good;
    std::ranges::transform(lower, lower.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    std::string wrong = good;
    wrong[2] = 'F';

    EXPECT_TRUE(read("f(address x)", "[\"" + good + "\"]"));
    EXPECT_TRUE(read("f(address x)", "[\"" + lower + "\"]"));
    EXPECT_THAT(error_of("f(address x)", "[\"" + wrong + "\"]").detail, HasSubstr("checksum"));
    EXPECT_THAT(error_of("f(address x)", "[\"0x12\"]").detail, HasSubstr("40"));
}

TEST(ReadArguments, ChecksBytesAndTheirLength) {
    EXPECT_EQ(std::get<Bytes>(read("f(bytes x)", "[\"0x0102\"]")->front().data), (Bytes{1, 2}));
    EXPECT_FALSE(read("f(bytes x)", "[\"0102\"]"));
    EXPECT_FALSE(read("f(bytes x)", "[\"0x1\"]"));
    EXPECT_EQ(error_of("f(bytes4 x)", "[\"0x01\"]").detail, "1 bytes instead of 4");
}

TEST(ReadArguments, PointsAtWhatIsWrongInsideListsAndTuples) {
    const auto values = read("f((uint8 a, bool[] b) order)", R"([{"a":1,"b":[true,7]}])");

    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().front().pointer, "/args/0/b/1");
    EXPECT_EQ(values.error().front().expected, "bool");
}

TEST(ReadArguments, ReportsEverythingThatIsWrong) {
    const auto values = read("f(uint8 a, bool b)", R"({"a":300,"c":1})");

    ASSERT_FALSE(values);
    ASSERT_EQ(values.error().size(), 3U);
    EXPECT_EQ(values.error()[0].pointer, "/args/a");
    EXPECT_EQ(values.error()[1].detail, "the argument is missing");
    EXPECT_EQ(values.error()[2].detail, "there is no such parameter");
}

TEST(ReadArguments, RefusesTooFewAndTooMany) {
    EXPECT_THAT(error_of("f(uint8 a)", "[]").detail, HasSubstr("missing"));
    EXPECT_THAT(error_of("f(uint8 a)", "[1,2]").detail, HasSubstr("too many"));
    EXPECT_EQ(error_of("f(uint8 a)", "7").pointer, "/args");
    EXPECT_EQ(error_of("f(uint8[2] a)", "[[1]]").detail, "1 elements instead of 2");
}

}  // namespace
}  // namespace deed::gateway
