#include "runtime/keys/jwt.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/keys/keystore.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::keys {
namespace {

constexpr uint64_t kNow = 1'700'000'000;

Hash secret_of(uint8_t byte) {
    Hash secret;
    secret.bytes.fill(byte);
    return secret;
}

std::string bearer(const std::string& token) {
    return "Bearer " + token;
}

TEST(Tokens, AreTakenWithinAMinuteOfTheClock) {
    const Hash secret = secret_of(7);

    for (const uint64_t issued : {kNow - 60, kNow, kNow + 60})
        EXPECT_TRUE(check_token(bearer(make_token(secret, issued)), secret, kNow));
    for (const uint64_t issued : {kNow - 61, kNow + 61}) {
        const auto checked = check_token(bearer(make_token(secret, issued)), secret, kNow);
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error(), TokenError::WrongTime);
    }
}

TEST(Tokens, OfAnotherSecretAreRefused) {
    const auto checked = check_token(bearer(make_token(secret_of(7), kNow)), secret_of(8), kNow);

    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error(), TokenError::WrongSignature);
}

TEST(Tokens, OfNoneOrAnotherAlgorithmAreRefused) {
    // {"alg":"none"} and {"alg":"HS512"}, with a claim and no signature.
    for (const std::string header : {"eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzUxMiJ9"}) {
        const auto checked = check_token(bearer(header + ".eyJpYXQiOjE3MDAwMDAwMDB9."), secret_of(7), kNow);
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error(), TokenError::WrongAlgorithm);
    }
}

TEST(Tokens, AreRefusedWhenTheyAreMissingOrMalformed) {
    const std::string token = make_token(secret_of(7), kNow);

    EXPECT_EQ(check_token("", secret_of(7), kNow).error(), TokenError::Missing);
    EXPECT_EQ(check_token("Basic abc", secret_of(7), kNow).error(), TokenError::Missing);
    EXPECT_EQ(check_token("Bearer a.b", secret_of(7), kNow).error(), TokenError::Malformed);
    EXPECT_EQ(check_token("Bearer =.=.=", secret_of(7), kNow).error(), TokenError::Malformed);
    EXPECT_EQ(check_token(bearer(token + "xx"), secret_of(7), kNow).error(), TokenError::Malformed);
}

TEST(Tokens, HaveTheSignatureOfHeaderAndClaims) {
    std::string token = make_token(secret_of(7), kNow);
    token[token.find('.') + 3] ^= 1;

    EXPECT_FALSE(check_token(bearer(token), secret_of(7), kNow));
}

TEST(SharedSecrets, AreMadeForTheirOwnerAloneAndReadAgain) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "jwt.hex";

    const Hash made = open_shared_secret(file);

    EXPECT_FALSE(made.is_zero());
    EXPECT_EQ(open_shared_secret(file), made);
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(SharedSecrets, MayHaveAPrefixAndALineEnd) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "jwt.hex";
    std::ofstream{file} << to_hex_prefixed(secret_of(9)) << "\r\n";

    EXPECT_EQ(open_shared_secret(file), secret_of(9));
}

TEST(SharedSecrets, OfAnotherLengthAreRefused) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "jwt.hex";
    std::ofstream{file} << "abcd\n";

    EXPECT_THROW((void)open_shared_secret(file), Error);
}

}  // namespace
}  // namespace deed::keys
