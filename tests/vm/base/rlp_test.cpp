#include "vm/base/rlp.hpp"

#include <random>

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::rlp {
namespace {

Bytes bytes(std::string_view hex) {
    return *from_hex(hex);
}
std::string encoded(BytesView string) {
    return to_hex(encode(string));
}

std::optional<DecodeError> refusal(std::string_view hex) {
    const auto input = bytes(hex);
    const auto item = decode_single(input);
    return item ? std::nullopt : std::optional{item.error()};
}

TEST(RlpEncode, WritesStringsInTheirShortestForm) {
    EXPECT_EQ(encoded({}), "80");
    EXPECT_EQ(encoded(bytes("00")), "00");
    EXPECT_EQ(encoded(bytes("7f")), "7f");
    EXPECT_EQ(encoded(bytes("80")), "8180");
    EXPECT_EQ(encoded(as_bytes("dog")), "83646f67");
    EXPECT_EQ(encoded(Bytes(55, 1)).substr(0, 2), "b7");
    EXPECT_EQ(encoded(Bytes(56, 1)).substr(0, 4), "b838");
    EXPECT_EQ(encoded(Bytes(256, 1)).substr(0, 6), "b90100");
    EXPECT_EQ(encoded(Bytes(65536, 1)).substr(0, 8), "ba010000");
}

TEST(RlpEncode, WritesNumbersWithoutLeadingZeros) {
    EXPECT_EQ(to_hex(encode(Uint256{0})), "80");
    EXPECT_EQ(to_hex(encode(Uint256{127})), "7f");
    EXPECT_EQ(to_hex(encode(Uint256{128})), "8180");
    EXPECT_EQ(to_hex(encode(Uint256{1024})), "820400");
    EXPECT_EQ(to_hex(encode(Uint256::max())), "a0" + std::string(64, 'f'));
}

TEST(RlpEncode, NestsLists) {
    const auto empty = ListBuilder{}.finish();
    const auto inner = ListBuilder{}.add_encoded(empty).finish();

    // The set-theoretic three, from the Yellow Paper's examples.
    EXPECT_EQ(to_hex(ListBuilder{}
                         .add_encoded(empty)
                         .add_encoded(inner)
                         .add_encoded(ListBuilder{}.add_encoded(empty).add_encoded(inner).finish())
                         .finish()),
              "c7c0c1c0c3c0c1c0");
    EXPECT_EQ(to_hex(ListBuilder{}.add(as_bytes("cat")).add(as_bytes("dog")).finish()), "c88363617483646f67");
    EXPECT_EQ(to_hex(ListBuilder{}.add(uint64_t{5}).add(Address{}).finish()),
              "d60594" + std::string(40, '0'));
    EXPECT_EQ(to_hex(encode_list(Bytes(56, 1))).substr(0, 4), "f838");
}

TEST(RlpEncodedSize, IsThatOfTheEncoding) {
    for (const size_t size : {0, 1, 2, 55, 56, 255, 256, 65535, 65536}) {
        EXPECT_EQ(encoded_size(Bytes(size, 0x7f)), encode(Bytes(size, 0x7f)).size());
        EXPECT_EQ(encoded_size(Bytes(size, 0x80)), encode(Bytes(size, 0x80)).size());
    }
}

TEST(RlpDecode, RefusesEveryOtherFormThanTheShortest) {
    EXPECT_EQ(refusal("8100"), DecodeError::NonCanonicalLength);
    EXPECT_EQ(refusal("817f"), DecodeError::NonCanonicalLength);
    EXPECT_EQ(refusal("b801ff"), DecodeError::NonCanonicalLength);
    EXPECT_EQ(refusal("b837" + std::string(110, '1')), DecodeError::NonCanonicalLength);
    EXPECT_EQ(refusal("b90038" + std::string(112, '1')), DecodeError::NonCanonicalLength);
    EXPECT_EQ(refusal("f801ff"), DecodeError::NonCanonicalLength);
}

TEST(RlpDecode, RefusesLengthsBeyondTheInput) {
    EXPECT_EQ(refusal(""), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("83646f"), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("c1"), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("b8"), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("bfffffffffffffffff"), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("ffffffffffffffffff"), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("fffffffffffffffff5"), DecodeError::InputTooShort);
}

TEST(RlpDecode, RefusesTrailingBytes) {
    EXPECT_EQ(refusal("8000"), DecodeError::TrailingBytes);
}

TEST(RlpReader, ReadsTheTypesOfARecord) {
    const auto input = ListBuilder{}
                           .add(uint64_t{300})
                           .add(Uint256::max())
                           .add(to_address(7))
                           .add(as_bytes("deed"))
                           .finish();

    auto list = *Reader{input}.read_list();

    EXPECT_EQ(list.read_uint64(), 300U);
    EXPECT_EQ(list.read_uint256(), Uint256::max());
    EXPECT_EQ(list.read_fixed<20>(), to_address(7));
    EXPECT_EQ(as_text(*list.read_string()), "deed");
    EXPECT_TRUE(list.at_end());
    EXPECT_TRUE(list.expect_end());
}

TEST(RlpReader, RefusesAnotherTypeThanAskedFor) {
    const auto list = bytes("c0");
    const auto string = bytes("820102");
    const auto leading_zero = bytes("820001");
    const auto zero = bytes("00");
    const auto nine_bytes = bytes("89010000000000000000");
    const auto long_string = encode(Bytes(33, 1));

    EXPECT_EQ(Reader{list}.read_string().error(), DecodeError::UnexpectedList);
    EXPECT_EQ(Reader{string}.read_list().error(), DecodeError::UnexpectedString);
    EXPECT_EQ(Reader{string}.read_fixed<3>().error(), DecodeError::WrongLength);
    EXPECT_EQ(Reader{leading_zero}.read_uint64().error(), DecodeError::LeadingZero);
    EXPECT_EQ(Reader{zero}.read_uint64().error(), DecodeError::LeadingZero);
    EXPECT_EQ(Reader{nine_bytes}.read_uint64().error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(Reader{long_string}.read_uint256().error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(Reader{string}.expect_end().error(), DecodeError::TrailingBytes);
}

TEST(RlpReader, ReadsBackWhatWasWritten) {
    std::mt19937_64 random{15};
    for (int i = 0; i < 2000; ++i) {
        std::vector<Bytes> strings(random() % 10);
        ListBuilder list;
        for (auto& string : strings) {
            string.assign(random() % 80, static_cast<uint8_t>(random()));
            list.add(string);
        }
        const auto input = list.finish();

        auto reader = *Reader{input}.read_list();

        for (const auto& string : strings) ASSERT_EQ(to_bytes(*reader.read_string()), string);
        ASSERT_TRUE(reader.at_end());
    }
}

}  // namespace
}  // namespace deed::rlp
