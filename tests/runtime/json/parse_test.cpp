#include "runtime/json/parse.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deed::json {
namespace {

boost::json::value read(std::string_view text) {
    return boost::json::parse(boost::json::string_view{text.data(), text.size()});
}

TEST(ParseQuantity, ReadsTheShortestForm) {
    EXPECT_EQ(*parse_quantity("0x0"), Uint256{0});
    EXPECT_EQ(*parse_quantity("0x1F"), Uint256{0x1f});
    EXPECT_EQ(*parse_quantity("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
              Uint256::max());
}

TEST(ParseQuantity, SaysWhatIsWrong) {
    EXPECT_EQ(parse_quantity("12").error().reason, "hex string without 0x prefix");
    EXPECT_EQ(parse_quantity("").error().reason, "empty hex string");
    EXPECT_EQ(parse_quantity("0x").error().reason, "hex string \"0x\"");
    EXPECT_EQ(parse_quantity("0x01").error().reason, "hex number with leading zero digits");
    EXPECT_EQ(parse_quantity("0xg").error().reason, "invalid hex string");
    EXPECT_EQ(parse_quantity(boost::json::string{"0x1" + std::string(64, '0')}).error().reason,
              "hex number larger than 256 bits");
    EXPECT_EQ(parse_quantity(12).error().reason, "expected a hex string, not int64");
}

TEST(ParseNumber, RefusesMoreThan64Bits) {
    EXPECT_EQ(*parse_number("0xffffffffffffffff"), ~uint64_t{0});
    EXPECT_EQ(parse_number("0x10000000000000000").error().reason, "hex number larger than 64 bits");
}

TEST(ParseLenientNumber, ReadsPlainNumbersDecimalAndHexadecimal) {
    EXPECT_EQ(*parse_lenient_number(1000), Uint256{1000});
    EXPECT_EQ(*parse_lenient_number("1000"), Uint256{1000});
    EXPECT_EQ(*parse_lenient_number("0x03e8"), Uint256{1000});
    EXPECT_FALSE(parse_lenient_number(-1));
    EXPECT_FALSE(parse_lenient_number("ten"));
}

TEST(ParseData, WantsWholeBytes) {
    EXPECT_EQ(*parse_data("0x"), Bytes{});
    EXPECT_EQ(*parse_data("0x00Ff"), (Bytes{0x00, 0xff}));
    EXPECT_EQ(parse_data("0x0").error().reason, "hex string of odd length");
}

TEST(ParseAddress, WantsTwentyBytes) {
    EXPECT_EQ(parse_address("0x12").error().reason, "hex string has 2 digits, want 40");
    EXPECT_EQ((*parse_address("0x00000000000000000000000000000000000000fF"))[19], 0xff);
}

TEST(ParseBlockId, ReadsTagsNumbersHashesAndObjects) {
    const std::string hash = "0x" + std::string(64, 'a');

    EXPECT_EQ(std::get<BlockTag>(parse_block_id("safe")->id), BlockTag::Safe);
    EXPECT_EQ(std::get<uint64_t>(parse_block_id("0x10")->id), 16U);
    EXPECT_EQ(std::get<uint64_t>(parse_block_id(read(R"({"blockNumber":"0x10"})"))->id), 16U);
    EXPECT_EQ(std::get<Hash>(
                  parse_block_id(read(R"({"blockHash":")" + hash + R"(","requireCanonical":true})"))->id)[0],
              0xaa);
    EXPECT_EQ(std::get<Hash>(parse_block_id(boost::json::string{hash})->id)[31], 0xaa);
}

TEST(ParseBlockId, RefusesEverythingElse) {
    EXPECT_FALSE(parse_block_id("newest"));
    EXPECT_FALSE(parse_block_id(7));
    EXPECT_FALSE(parse_block_id(nullptr));
    EXPECT_FALSE(parse_block_id(read(R"({})")));
    EXPECT_FALSE(
        parse_block_id(read(R"({"blockNumber":"0x1","blockHash":"0x)" + std::string(64, 'a') + "\"}")));
}

TEST(ParseCall, PassesOverFieldsThatAreNotKnown) {
    const auto call =
        parse_call(read(R"({"chain":"mainnet","hardfork":"london","networkId":"0x7a69","value":"0x5"})"));

    ASSERT_TRUE(call);
    EXPECT_EQ(call->value, Uint256{5});
    EXPECT_FALSE(call->to);
}

TEST(ParseCall, TakesInputAndDataWhenTheyAgree) {
    EXPECT_EQ(parse_call(read(R"({"data":"0x01"})"))->data, Bytes{1});
    EXPECT_EQ(parse_call(read(R"({"input":"0x01"})"))->data, Bytes{1});
    EXPECT_EQ(parse_call(read(R"({"input":"0x01","data":"0x01"})"))->data, Bytes{1});
    EXPECT_FALSE(parse_call(read(R"({"input":"0x01","data":"0x02"})")));
}

TEST(ParseCall, NamesTheFieldThatIsWrong) {
    EXPECT_THAT(parse_call(read(R"({"to":"0x12"})")).error().reason, testing::StartsWith("to: "));
    EXPECT_THAT(parse_call(read(R"({"gas":5})")).error().reason, testing::StartsWith("gas: "));
    EXPECT_FALSE(parse_call(read(R"({"gasPrice":"0x1","maxFeePerGas":"0x1"})")));
    EXPECT_FALSE(parse_call(read("[]")));
}

TEST(ParseCall, ReadsAccessLists) {
    const auto call =
        parse_call(read(R"({"accessList":[{"address":"0x00000000000000000000000000000000000000ff",
        "storageKeys":["0x0000000000000000000000000000000000000000000000000000000000000007"]}]})"));

    ASSERT_TRUE(call);
    ASSERT_EQ(call->access_list->size(), 1U);
    EXPECT_EQ(call->access_list->front().slots.front()[31], 7);
    EXPECT_FALSE(parse_call(read(R"({"accessList":[{}]})")));
}

}  // namespace
}  // namespace deed::json
