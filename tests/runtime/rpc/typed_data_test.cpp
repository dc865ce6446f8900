#include "runtime/rpc/typed_data.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::rpc {
namespace {

Result<Hash, json::ParseError> digest_of(std::string_view text) {
    return typed_data_digest(boost::json::parse({text.data(), text.size()}));
}

/// The example of EIP-712 itself.
constexpr std::string_view kMail = R"({
    "types": {
        "EIP712Domain": [{"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                         {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
        "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
        "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"},
                 {"name": "contents", "type": "string"}]
    },
    "primaryType": "Mail",
    "domain": {"name": "Ether Mail", "version": "1", "chainId": 1,
               "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
    "message": {"from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
                "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
                "contents": "Hello, Bob!"}
})";

TEST(TypedData, HasTheDigestOfTheStandardsExample) {
    EXPECT_EQ(to_hex(*digest_of(kMail)), "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
}

std::string with_field(std::string_view type, std::string_view value) {
    return R"({"types":{"EIP712Domain":[],"A":[{"name":"v","type":")" + std::string{type} +
           R"("}]},"primaryType":"A","domain":{},"message":{"v":)" + std::string{value} + "}}";
}

TEST(TypedData, TakesNumbersInEveryForm) {
    const auto plain = digest_of(with_field("uint256", "255"));

    EXPECT_EQ(*digest_of(with_field("uint256", "\"255\"")), *plain);
    EXPECT_EQ(*digest_of(with_field("uint256", "\"0xff\"")), *plain);
    EXPECT_EQ(*digest_of(with_field("int8", "-1")), *digest_of(with_field("int8", "\"-1\"")));
}

TEST(TypedData, RefusesValuesThatDoNotFitTheirType) {
    EXPECT_FALSE(digest_of(with_field("uint8", "256")));
    EXPECT_FALSE(digest_of(with_field("int8", "128")));
    EXPECT_FALSE(digest_of(with_field("int8", "-129")));
    EXPECT_FALSE(digest_of(with_field("bytes2", "\"0x01\"")));
    EXPECT_FALSE(digest_of(with_field("bool", "1")));
    EXPECT_FALSE(digest_of(with_field("uint256[2]", "[1]")));
    EXPECT_FALSE(digest_of(with_field("Nowhere", "{}")));
    EXPECT_FALSE(digest_of("[]"));
}

TEST(TypedData, RefusesTypesThatHoldThemselvesWithoutEnd) {
    std::string value = "null";
    for (int i = 0; i < 60; ++i) value = R"({"v":[)" + value + "]}";
    const auto text =
        R"({"types":{"EIP712Domain":[],"A":[{"name":"v","type":"A[]"}]},"primaryType":"A","domain":{},)"
        R"("message":)" +
        value + "}";
    boost::json::parse_options options;
    options.max_depth = 300;
    const auto parsed = boost::json::parse({text.data(), text.size()}, {}, options);

    EXPECT_EQ(typed_data_digest(parsed).error().reason, "typed data is nested too deeply");
}

}  // namespace
}  // namespace deed::rpc
