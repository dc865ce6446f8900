#include "vm/crypto/p256.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::crypto {
namespace {

// RFC 6979, appendix A.2.5: SHA-256 of "sample".
const Hash kX = *hash_from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
const Hash kY = *hash_from_hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const Hash kR = *hash_from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
const Hash kS = *hash_from_hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
const Hash kOrder = *hash_from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const Hash kPrime = *hash_from_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
const Hash kDigest = sha256(as_bytes("sample"));

TEST(VerifyP256, AcceptsTheVectorOfRfc6979) {
    EXPECT_TRUE(verify_p256(kDigest, kR, kS, kX, kY));
}

TEST(VerifyP256, AcceptsTheOtherS) {
    EXPECT_TRUE(verify_p256(kDigest, kR, to_hash(to_word(kOrder) - to_word(kS)), kX, kY));
}

TEST(VerifyP256, RefusesAnotherDigest) {
    EXPECT_FALSE(verify_p256(sha256(kDigest), kR, kS, kX, kY));
}

TEST(VerifyP256, RefusesNumbersOutOfRange) {
    EXPECT_FALSE(verify_p256(kDigest, Hash{}, kS, kX, kY));
    EXPECT_FALSE(verify_p256(kDigest, kR, Hash{}, kX, kY));
    EXPECT_FALSE(verify_p256(kDigest, kOrder, kS, kX, kY));
    EXPECT_FALSE(verify_p256(kDigest, kR, kOrder, kX, kY));
    EXPECT_FALSE(verify_p256(kDigest, kR, kS, kPrime, kY));
    EXPECT_FALSE(verify_p256(kDigest, kR, kS, kX, kPrime));
}

TEST(VerifyP256, RefusesPointsOffTheCurveAndInfinity) {
    EXPECT_FALSE(verify_p256(kDigest, kR, kS, kX, kX));
    EXPECT_FALSE(verify_p256(kDigest, kR, kS, Hash{}, Hash{}));
}

}  // namespace
}  // namespace deed::crypto
