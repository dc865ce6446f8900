#include "vm/crypto/secp256k1.hpp"

#include <cryptopp/eccrypto.h>
#include <cryptopp/oids.h>
#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::crypto {
namespace {

constexpr std::string_view kOrder = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

Hash hash_of(std::string_view hex) {
    return *hash_from_hex(hex);
}
Uint256 order() {
    return to_word(hash_of(kOrder));
}
PrivateKey key_of(uint64_t number) {
    return *PrivateKey::from(to_hash(number));
}

TEST(PrivateKey, IsBetweenOneAndTheOrder) {
    EXPECT_FALSE(PrivateKey::from(Hash{}));
    EXPECT_FALSE(PrivateKey::from(hash_of(kOrder)));
    EXPECT_TRUE(PrivateKey::from(to_hash(order() - 1)));
    EXPECT_TRUE(PrivateKey::from(to_hash(1)));
}

TEST(PrivateKey, IsWipedWhenItMovesAway) {
    auto key = key_of(7);
    const auto other = std::move(key);

    EXPECT_TRUE(key.secret().is_zero());  // NOLINT(bugprone-use-after-move): what is left is the point here
    EXPECT_EQ(other.secret(), to_hash(7));
}

TEST(PrivateKey, IsWipedWhenItEnds) {
    alignas(PrivateKey) uint8_t memory[sizeof(PrivateKey)];
    auto* key = new (memory) PrivateKey{key_of(7)};

    key->~PrivateKey();

    EXPECT_TRUE(Hash::from(BytesView{memory}).is_zero());
}

TEST(AddressOf, KnowsThePublicDevelopmentKey) {
    const auto key =
        PrivateKey::from(hash_of("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));

    EXPECT_EQ(to_hex(address_of(*key)), "f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
}

TEST(PublicKeyOf, IsTheGeneratorForOne) {
    EXPECT_EQ(to_hex(public_key_of(key_of(1))),
              "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
              "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
}

TEST(Sign, IsDeterministicAsInRfc6979) {
    // A well-known vector of RFC 6979 over secp256k1: key 1, SHA-256 of "Satoshi Nakamoto".
    const auto digest = hash_of("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e");

    const auto signature = sign(digest, key_of(1));

    EXPECT_EQ(to_hex(signature.r), "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8");
    EXPECT_EQ(to_hex(signature.s), "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
}

TEST(Sign, MakesLowSignaturesThatRecoverAndVerify) {
    for (uint64_t i = 1; i <= 50; ++i) {
        const auto key = key_of(i * 0x9e3779b97f4a7c15);
        const auto digest = keccak256(to_hash(i));

        const auto signature = sign(digest, key);

        ASSERT_TRUE(is_low_s(signature.s));
        ASSERT_EQ(recover_public_key(digest, signature), public_key_of(key));
        ASSERT_EQ(recover(digest, signature), address_of(key));
        ASSERT_TRUE(verify(digest, signature, public_key_of(key)));
        ASSERT_FALSE(verify(keccak256(digest), signature, public_key_of(key)));
        ASSERT_NE(recover(keccak256(digest), signature), address_of(key));
    }
}

TEST(Sign, HoldsForAnotherImplementation) {
    const auto key = key_of(12345);
    const Bytes message{1, 2, 3};
    CryptoPP::SHA256 sha;
    Hash digest;
    sha.CalculateDigest(digest.data(), message.data(), message.size());

    const auto signature = sign(digest, key);

    const auto point = public_key_of(key);
    CryptoPP::ECDSA<CryptoPP::ECP, CryptoPP::SHA256>::Verifier verifier;
    verifier.AccessKey().Initialize(CryptoPP::ASN1::secp256k1(), {CryptoPP::Integer{point.data(), 32},
                                                                  CryptoPP::Integer{point.data() + 32, 32}});
    Bytes joined;
    append(joined, signature.r);
    append(joined, signature.s);
    EXPECT_TRUE(verifier.VerifyMessage(message.data(), message.size(), joined.data(), joined.size()));
}

TEST(Recover, AcceptsHighSWithTheOtherParity) {
    const auto key = key_of(99);
    const auto digest = keccak256(as_bytes("high s"));
    auto signature = sign(digest, key);

    signature.s = to_hash(order() - to_word(signature.s));
    signature.y_parity ^= 1;

    EXPECT_FALSE(is_low_s(signature.s));
    EXPECT_EQ(recover(digest, signature), address_of(key));
    EXPECT_TRUE(verify(digest, signature, public_key_of(key)));
}

TEST(Recover, RefusesNumbersOutOfRange) {
    const auto digest = keccak256({});
    const auto good = sign(digest, key_of(3));
    const auto with = [&](auto change) {
        auto signature = good;
        change(signature);
        return recover(digest, signature);
    };

    EXPECT_FALSE(with([](Signature& s) { s.r = {}; }));
    EXPECT_FALSE(with([](Signature& s) { s.s = {}; }));
    EXPECT_FALSE(with([](Signature& s) { s.r = hash_of(kOrder); }));
    EXPECT_FALSE(with([](Signature& s) { s.s = hash_of(kOrder); }));
    EXPECT_FALSE(with([](Signature& s) { s.y_parity = 2; }));
    // No point of the curve has x = 5.
    EXPECT_FALSE(with([](Signature& s) { s.r = to_hash(5); }));
}

TEST(Verify, RefusesAPointThatIsNotOnTheCurve) {
    const auto digest = keccak256({});
    auto point = public_key_of(key_of(3));
    point[63] ^= 1;

    EXPECT_FALSE(verify(digest, sign(digest, key_of(3)), point));
}

TEST(IsLowS, EndsAtHalfTheOrder) {
    const auto half = order() >> 1;

    EXPECT_TRUE(is_low_s(to_hash(half)));
    EXPECT_FALSE(is_low_s(to_hash(half + 1)));
}

}  // namespace
}  // namespace deed::crypto
