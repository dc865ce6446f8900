#include "vm/abi/contract.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::abi {
namespace {

Value number(uint64_t value) {
    return {Uint256{value}};
}

const Event kTransfer{"Transfer",
                      {{"from", address_type(), Place::Topic},
                       {"to", address_type(), Place::Topic},
                       {"value", uint_type(), Place::Data}}};

TEST(SelectorOf, IsTheFirstFourBytesOfTheDigest) {
    EXPECT_EQ(to_hex(selector_of("transfer(address,uint256)")), "a9059cbb");
    EXPECT_EQ(to_hex(selector_of(*parse_function("baz(uint32 x, bool y)"))), "cdcd77c0");
    EXPECT_EQ(to_hex(selector_of(ErrorType{"Error", {{"", string_type()}}})), "08c379a0");
}

TEST(ParseFunction, ReadsInputsMutabilityAndOutputs) {
    const auto function =
        parse_function("function get(uint8 i, (address, bool) pair) external view returns (uint, string)");

    ASSERT_TRUE(function);
    EXPECT_EQ(signature_of(*function), "get(uint8,(address,bool))");
    EXPECT_EQ(function->inputs[1].name, "pair");
    EXPECT_EQ(function->mutability, Mutability::View);
    EXPECT_EQ(function->outputs.size(), 2U);
    EXPECT_EQ(function->outputs[0].type, uint_type());
}

TEST(ParseFunction, RefusesWhatIsNoSignature) {
    for (const std::string_view text : {"", "f", "f(", "f(uint8", "f)(", "(uint8)", "1f()", "f-g()",
                                        "f(uint7)", "f() nonsense", "f() returns", "f() returns (uint8"})
        EXPECT_FALSE(parse_function(text)) << text;
}

TEST(EncodeCall, PutsTheSelectorBeforeTheArguments) {
    const auto call = encode_call(*parse_function("baz(uint32,bool)"), Values{number(69), {true}});

    EXPECT_EQ(to_hex(*call),
              "cdcd77c0"
              "0000000000000000000000000000000000000000000000000000000000000045"
              "0000000000000000000000000000000000000000000000000000000000000001");
}

TEST(TopicOf, IsTheDigestOfTheSignature) {
    EXPECT_EQ(to_hex(topic_of(kTransfer)),
              "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

TEST(EventCoding, SplitsTopicsAndData) {
    const Address from = to_address(0xa);
    const Address to = to_address(0xb);

    const auto code = encode_event(kTransfer, Values{{from}, {to}, number(5)});

    ASSERT_TRUE(code);
    EXPECT_EQ(code->topics, (std::vector<Hash>{topic_of(kTransfer), to_hash(0xa), to_hash(0xb)}));
    EXPECT_EQ(to_hex(code->data), to_hex(to_hash(5)));
    EXPECT_EQ(decode_event(kTransfer, code->topics, code->data), (Values{{from}, {to}, number(5)}));
}

TEST(EventCoding, PutsOnlyTheDigestOfLongValuesInTopics) {
    const Event event{"E",
                      {{"text", string_type(), Place::Topic}, {"list", *parse_type("uint8[]"), Place::Topic}},
                      Naming::Anonymous};

    const auto code = encode_event(event, Values{{std::string{"deed"}}, {Values{number(1), number(2)}}});

    ASSERT_TRUE(code);
    Bytes two_words = to_bytes(to_hash(1));
    append(two_words, to_hash(2));
    EXPECT_EQ(code->topics,
              (std::vector<Hash>{crypto::keccak256(as_bytes("deed")), crypto::keccak256(two_words)}));
    EXPECT_TRUE(code->data.empty());
    EXPECT_EQ(decode_event(event, code->topics, code->data),
              (Values{{to_bytes(code->topics[0])}, {to_bytes(code->topics[1])}}));
}

TEST(EventCoding, PadsStringsInsideOfIndexedArrays) {
    const Event event{"E", {{"texts", *parse_type("string[]"), Place::Topic}}, Naming::Anonymous};

    const auto code = encode_event(event, Values{{Values{{std::string{"a"}}, {std::string{"b"}}}}});

    Bytes padded(64);
    padded[0] = 'a';
    padded[32] = 'b';
    EXPECT_EQ(code->topics.front(), crypto::keccak256(padded));
}

TEST(DecodeEvent, RefusesTheLogsOfOthers) {
    const std::vector<Hash> other{Hash{}, Hash{}, Hash{}};
    const std::vector<Hash> too_few{topic_of(kTransfer)};

    EXPECT_EQ(decode_event(kTransfer, other, to_hash(5)).error(), DecodeError::OutOfRange);
    EXPECT_EQ(decode_event(kTransfer, too_few, to_hash(5)).error(), DecodeError::InputTooShort);
    EXPECT_EQ(decode_event(kTransfer, {}, to_hash(5)).error(), DecodeError::InputTooShort);
}

TEST(DecodeRevert, ReadsSoliditysErrors) {
    EXPECT_EQ(to_text(*decode_revert(encode_error("not the owner"))), "not the owner");
    EXPECT_EQ(to_text(*decode_revert(encode_panic(0x11))), "arithmetic overflow or underflow (0x11)");
    EXPECT_EQ(to_text(*decode_revert(encode_panic(0x99))), "unknown panic (0x99)");
}

TEST(DecodeRevert, ReadsTypedErrors) {
    const ErrorType error{"InsufficientBalance", {{"have", uint_type()}, {"want", uint_type()}}};
    Bytes output = to_bytes(selector_of(error));
    append(output, *encode(types_of(error.inputs), Values{number(3), number(4)}));

    const auto reason = decode_revert(output, std::span{&error, 1});

    ASSERT_TRUE(reason);
    EXPECT_EQ(to_text(*reason), "InsufficientBalance(3, 4)");
    EXPECT_FALSE(decode_revert(output));
}

TEST(DecodeRevert, FindsNothingInForeignBytes) {
    EXPECT_FALSE(decode_revert({}));
    EXPECT_FALSE(decode_revert(Bytes{1, 2, 3}));
    EXPECT_FALSE(decode_revert(*from_hex("08c379a0")));
    EXPECT_FALSE(decode_revert(*from_hex("08c379a0ff")));
}

TEST(FindMutability, KnowsTheFourNames) {
    for (const auto mutability :
         {Mutability::Pure, Mutability::View, Mutability::Nonpayable, Mutability::Payable})
        EXPECT_EQ(find_mutability(name_of(mutability)), mutability);
    EXPECT_FALSE(find_mutability("constant"));
}

}  // namespace
}  // namespace deed::abi
