#include "vm/abi/value.hpp"

#include <random>

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::abi {
namespace {

std::vector<Type> types(std::initializer_list<std::string_view> texts) {
    std::vector<Type> result;
    for (const auto text : texts) result.push_back(*parse_type(text));
    return result;
}

Value number(uint64_t value) {
    return {Uint256{value}};
}
Value text(std::string_view value) {
    return {std::string{value}};
}
Value bytes(std::string_view value) {
    return {to_bytes(as_bytes(value))};
}
Value list(Values values) {
    return {std::move(values)};
}

/// Words written short: "20" is 0x00…20, and "deed…" is 0xdeed00….
Bytes words(std::initializer_list<std::string> texts) {
    Bytes result;
    for (std::string word : texts) {
        if (word.ends_with('.'))
            word = word.substr(0, word.size() - 1) + std::string(65 - word.size(), '0');
        else
            word = std::string(64 - word.size(), '0') + word;
        append(result, *from_hex(word));
    }
    return result;
}

void expect_code(const std::vector<Type>& t, const Values& values, const Bytes& code) {
    const auto encoded = encode(t, values);
    ASSERT_TRUE(encoded);
    EXPECT_EQ(to_hex(*encoded), to_hex(code));
    const auto decoded = decode(t, code);
    ASSERT_TRUE(decoded) << name_of(decoded.error());
    EXPECT_EQ(*decoded, values);
}

// The first four are the examples of the specification.
TEST(Coding, PacksStaticValuesOneBehindAnother) {
    expect_code(types({"uint32", "bool"}), {number(69), {true}}, words({"45", "1"}));
    expect_code(types({"bytes3[2]"}), {list({bytes("abc"), bytes("def")})}, words({"616263.", "646566."}));
}

TEST(Coding, PutsDynamicValuesBehindOffsets) {
    expect_code(types({"bytes", "bool", "uint256[]"}),
                {bytes("dave"), {true}, list({number(1), number(2), number(3)})},
                words({"60", "1", "a0", "4", "64617665.", "3", "1", "2", "3"}));
}

TEST(Coding, MixesStaticAndDynamicValues) {
    expect_code(
        types({"uint256", "uint32[]", "bytes10", "bytes"}),
        {number(0x123), list({number(0x456), number(0x789)}), bytes("1234567890"), bytes("Hello, world!")},
        words({"123", "80", "31323334353637383930.", "e0", "2", "456", "789", "d",
               "48656c6c6f2c20776f726c6421."}));
}

TEST(Coding, CountsNestedOffsetsFromTheirOwnList) {
    expect_code(types({"uint256[][]", "string[]"}),
                {list({list({number(1), number(2)}), list({number(3)})}),
                 list({text("one"), text("two"), text("three")})},
                words({"40", "140", "2",  "40", "a0", "2",       "1", "2",       "1", "3",
                       "3",  "60",  "a0", "e0", "3",  "6f6e65.", "3", "74776f.", "5", "7468726565."}));
}

TEST(Coding, TreatsTuplesAsTheirMembers) {
    expect_code(types({"(uint8,string)", "(uint8,bool)"}),
                {list({number(7), text("x")}), list({number(8), {false}})},
                words({"60", "8", "0", "7", "40", "1", "78."}));
}

TEST(Coding, KeepsTheSignOfNegativeNumbers) {
    expect_code(types({"int8"}), {{-Uint256{128}}}, words({std::string(62, 'f') + "80"}));
}

TEST(Coding, LeavesEmptyTypesEmpty) {
    expect_code({}, {}, {});
    expect_code(types({"bytes", "()", "uint8[]"}), {bytes(""), list({}), list({})},
                words({"40", "60", "0", "0"}));
}

TEST(Encode, RefusesValuesOfAnotherKind) {
    const auto refuses = [](std::string_view type, Value value, EncodeError error) {
        const auto result = encode(types({type}), Values{std::move(value)});
        return !result && result.error() == error;
    };
    EXPECT_TRUE(refuses("uint8", {true}, EncodeError::WrongKind));
    EXPECT_TRUE(refuses("bool", number(1), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("address", number(1), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("bytes", text("x"), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("string", bytes("x"), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("uint8[]", number(1), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("(uint8)", number(1), EncodeError::WrongKind));
    EXPECT_TRUE(refuses("bytes2", bytes("x"), EncodeError::WrongCount));
    EXPECT_TRUE(refuses("uint8[2]", list({number(1)}), EncodeError::WrongCount));
    EXPECT_TRUE(refuses("(uint8)", list({}), EncodeError::WrongCount));
    EXPECT_TRUE(refuses("uint8", number(256), EncodeError::OutOfRange));
    EXPECT_TRUE(refuses("int8", number(128), EncodeError::OutOfRange));
    EXPECT_TRUE(refuses("int8", {-Uint256{129}}, EncodeError::OutOfRange));
    EXPECT_EQ(encode(types({"uint8"}), Values{}).error(), EncodeError::WrongCount);
}

std::optional<DecodeError> refusal(std::string_view type, const Bytes& input) {
    const auto result = decode(types({type}), input);
    return result ? std::nullopt : std::optional{result.error()};
}

TEST(Decode, RefusesBitsOutsideOfTheType) {
    EXPECT_EQ(refusal("uint8", words({"100"})), DecodeError::OutOfRange);
    EXPECT_EQ(refusal("int8", words({"80"})), DecodeError::OutOfRange);
    EXPECT_EQ(refusal("bool", words({"2"})), DecodeError::OutOfRange);
    EXPECT_EQ(refusal("address", words({"1" + std::string(40, '0')})), DecodeError::OutOfRange);
    EXPECT_EQ(refusal("bytes2", words({"61626300."})), DecodeError::OutOfRange);
    EXPECT_EQ(refusal("bytes32", words({std::string(64, 'f')})), std::nullopt);
}

TEST(Decode, RefusesWhatPointsBeyondTheEnd) {
    const std::string huge(64, 'f');
    EXPECT_EQ(refusal("uint8", Bytes(31)), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("uint8[2]", Bytes(63)), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("bytes", words({"40"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("bytes", words({huge})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("bytes", words({"20", "1"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("bytes", words({"20", huge})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("string", words({"20", "ffffffffffffffff"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("uint8[]", words({"20", "2", "1"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("uint8[]", words({"20", "0fffffffffffffff"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("uint8[][]", words({"20", "1", "40"})), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("uint8[16777216]", Bytes(64)), DecodeError::InputTooShort);
    EXPECT_EQ(refusal("string[16777216]", Bytes(64)), DecodeError::InputTooShort);
}

TEST(Decode, RefusesToReadTheSameBytesOverAndOver) {
    // A list of 100 strings of 3200 bytes that are all the same.
    auto bomb = words({"20", "64"});
    for (int i = 0; i < 100; ++i) append(bomb, words({"c80"}));
    append(bomb, words({"c80"}));
    bomb.resize(bomb.size() + 3200);

    EXPECT_EQ(refusal("string[]", bomb), DecodeError::SharedBytes);
}

TEST(Decode, IgnoresBytesThatNoValueUses) {
    EXPECT_EQ(refusal("uint8", words({"7", "ff"})), std::nullopt);
    EXPECT_EQ(refusal("bytes", words({"60", "ff", "ff", "1", "61."})), std::nullopt);
}

TEST(Decode, NeverFailsOtherwiseOnRandomBytes) {
    const auto t = types({"(bytes,uint8[],(string,bool[2])[])[2]", "int16", "bytes4[3][]"});
    std::mt19937_64 random{7};
    for (int i = 0; i < 20'000; ++i) {
        Bytes input(random() % 40 * 32);
        for (size_t word = 0; word < input.size(); word += 32)
            input[word + 31] = static_cast<uint8_t>(random() % 9 * 32 % 257);
        const auto values = decode(t, input);
        if (!values) continue;
        const auto code = encode(t, *values);
        ASSERT_TRUE(code);
        ASSERT_EQ(decode(t, *code), *values);
    }
}

TEST(ToText, WritesValuesForPeople) {
    const auto type = *parse_type("(int8,string,bytes2,bool,address,uint8[])");
    const auto value =
        list({{-Uint256{5}}, text("a\"b\n"), bytes("ab"), {true}, {Address{}}, list({number(1), number(2)})});

    EXPECT_EQ(to_text(type, value),
              "(-5, \"a\\\"b\\x0a\", 0x6162, true, 0x0000000000000000000000000000000000000000, [1, 2])");
}

}  // namespace
}  // namespace deed::abi
