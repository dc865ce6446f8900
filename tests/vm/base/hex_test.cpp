#include "vm/base/hex.hpp"

#include <gtest/gtest.h>

namespace deed {
namespace {

TEST(FromHex, ReadsEitherCaseWithAndWithoutPrefix) {
    EXPECT_EQ(from_hex("0xAbcd"), (Bytes{0xab, 0xcd}));
    EXPECT_EQ(from_hex("abCD"), (Bytes{0xab, 0xcd}));
    EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(FromHex, RejectsOddLength) {
    EXPECT_EQ(from_hex("abc"), std::nullopt);
}

TEST(FromHex, RejectsForeignDigits) {
    EXPECT_EQ(from_hex("0xzz"), std::nullopt);
}

TEST(FixedFromHex, RejectsAnotherLength) {
    EXPECT_FALSE(address_from_hex("0x00"));
    EXPECT_TRUE(address_from_hex("0x00000000000000000000000000000000000000ff"));
}

TEST(ToHex, WritesLowerCase) {
    EXPECT_EQ(to_hex(Bytes{0x01, 0xfe}), "01fe");
    EXPECT_EQ(to_hex_prefixed(Bytes{}), "0x");
}

}  // namespace
}  // namespace deed
