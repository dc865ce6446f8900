#include "vm/crypto/address.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::crypto {
namespace {

Address address_of(std::string_view hex) {
    return *address_from_hex(hex);
}

TEST(CreateAddress, FollowsFromSenderAndNonce) {
    const auto sender = address_of("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");

    EXPECT_EQ(to_hex(create_address(sender, 0)), "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d");
    EXPECT_EQ(to_hex(create_address(sender, 1)), "343c43a37d37dff08ae8c4a11544c718abb4fcf8");
    EXPECT_EQ(to_hex(create_address(sender, 2)), "f778b86fa74e846c4f0a1fbd1335fe81c00a0c91");
}

TEST(Create2Address, FollowsTheExamplesOfEip1014) {
    const auto check = [](std::string_view sender, std::string_view salt, std::string_view code) {
        return to_checksum(
            create2_address(address_of(sender), *hash_from_hex(salt), keccak256(*from_hex(code))));
    };
    const std::string zero(64, '0');

    EXPECT_EQ(check("0000000000000000000000000000000000000000", zero, "00"),
              "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38");
    EXPECT_EQ(check("deadbeef00000000000000000000000000000000",
                    "000000000000000000000000feed000000000000000000000000000000000000", "00"),
              "0xD04116cDd17beBE565EB2422F2497E06cC1C9833");
    EXPECT_EQ(check("00000000000000000000000000000000deadbeef",
                    "00000000000000000000000000000000000000000000000000000000cafebabe", "deadbeef"),
              "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7");
    EXPECT_EQ(check("0000000000000000000000000000000000000000", zero, ""),
              "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0");
}

TEST(ToChecksum, FollowsTheExamplesOfEip55) {
    for (const std::string text :
         {"0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
          "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
          "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
        EXPECT_EQ(to_checksum(address_of(text)), text);
        EXPECT_EQ(address_from_checksum(text), address_of(text));
    }
}

TEST(AddressFromChecksum, AcceptsOneCaseWithoutAChecksum) {
    EXPECT_TRUE(address_from_checksum("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
    EXPECT_TRUE(address_from_checksum("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"));
}

TEST(AddressFromChecksum, RefusesAWrongChecksum) {
    EXPECT_FALSE(address_from_checksum("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"));
}

TEST(AddressFromChecksum, RefusesOtherLengthsAndAMissingPrefix) {
    EXPECT_FALSE(address_from_checksum("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
    EXPECT_FALSE(address_from_checksum("0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea"));
    EXPECT_FALSE(address_from_checksum("0x"));
}

}  // namespace
}  // namespace deed::crypto
