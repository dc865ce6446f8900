#include "vm/crypto/bls12_381.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/bls12_381_curve.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::crypto::bls12_381 {
namespace {

const Bytes kG1 = *from_hex(
    "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0f"
    "c3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
    "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4"
    "fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");
const Bytes kG2 = *from_hex(
    "00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051"
    "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
    "0000000000000000000000000000000013e02b6052719f607dacd3a088274f65"
    "596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "000000000000000000000000000000000ce5d527727d6e118cc9cdc6da2e351a"
    "adfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
    "000000000000000000000000000000000606c4a02ea734cc32acd2b02bc28b99"
    "cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");

Bytes joined(std::initializer_list<BytesView> parts) {
    Bytes bytes;
    for (const auto part : parts) append(bytes, part);
    return bytes;
}

Bytes g1_times(const Uint256& scalar) {
    return to_bytes(*multiply_g1(joined({kG1, to_hash(scalar)})));
}
Bytes g2_times(const Uint256& scalar) {
    return to_bytes(*multiply_g2(joined({kG2, to_hash(scalar)})));
}
Bytes g1_sum(BytesView p, BytesView q) {
    return to_bytes(*add(G1Point::from(p), G1Point::from(q)));
}
Bytes g2_sum(BytesView p, BytesView q) {
    return to_bytes(*add(G2Point::from(p), G2Point::from(q)));
}
Uint256 scalar_of(uint64_t number) {
    return to_word(keccak256(to_hash(number)));
}

const Bytes kInfinity1(G1Point::kSize);
const Bytes kInfinity2(G2Point::kSize);

TEST(Bls12Add, MakesGroups) {
    EXPECT_EQ(g1_sum(g1_times(5), g1_times(7)), g1_times(12));
    EXPECT_EQ(g1_sum(g1_times(5), g1_times(5)), g1_times(10));
    EXPECT_EQ(g1_sum(g1_times(5), kInfinity1), g1_times(5));
    EXPECT_EQ(g1_sum(g1_times(5), g1_times(kOrder - 5)), kInfinity1);

    EXPECT_EQ(g2_sum(g2_times(5), g2_times(7)), g2_times(12));
    EXPECT_EQ(g2_sum(g2_times(5), g2_times(5)), g2_times(10));
    EXPECT_EQ(g2_sum(kInfinity2, g2_times(5)), g2_times(5));
    EXPECT_EQ(g2_sum(g2_times(5), g2_times(kOrder - 5)), kInfinity2);
}

TEST(Bls12Multiply, WrapsAtTheOrder) {
    EXPECT_EQ(g1_times(kOrder), kInfinity1);
    EXPECT_EQ(g2_times(kOrder), kInfinity2);
    EXPECT_EQ(g1_times(0), kInfinity1);
    EXPECT_EQ(g1_times(kOrder + 9), g1_times(9));
    EXPECT_EQ(g2_times(Uint256::max()), g2_times(Uint256::max() % kOrder));
}

TEST(Bls12Multiply, SplitsScalarsRight) {
    for (uint64_t i = 0; i < 10; ++i) {
        const Uint256 a = scalar_of(i);
        const Uint256 b = scalar_of(i + 100);
        ASSERT_EQ(g1_sum(g1_times(a), g1_times(b)), g1_times(add_modulo(a, b, kOrder)));
        ASSERT_EQ(g2_sum(g2_times(a), g2_times(b)), g2_times(add_modulo(a, b, kOrder)));
    }
}

TEST(Bls12Multiply, SumsAnyNumberOfTerms) {
    for (const size_t count : {1, 2, 5, 6, 7, 33, 150}) {
        Bytes terms1;
        Bytes terms2;
        Uint256 sum;
        for (size_t i = 0; i < count; ++i) {
            const Uint256 multiple = i + 1;
            append(terms1, joined({g1_times(multiple), to_hash(scalar_of(i))}));
            append(terms2, joined({g2_times(multiple), to_hash(scalar_of(i))}));
            sum = add_modulo(sum, multiply_modulo(multiple, scalar_of(i), kOrder), kOrder);
        }
        ASSERT_EQ(to_bytes(*multiply_g1(terms1)), g1_times(sum)) << count;
        ASSERT_EQ(to_bytes(*multiply_g2(terms2)), g2_times(sum)) << count;
    }
}

TEST(Bls12Pairing, IsBilinear) {
    const Uint256 a = scalar_of(1) % kOrder;
    const Uint256 b = scalar_of(2) % kOrder;
    const auto product = multiply_modulo(a, b, kOrder);

    // e(aG, bH) · e(−abG, H) = 1.
    EXPECT_EQ(pairing_is_one(joined({g1_times(a), g2_times(b), g1_times(kOrder - product), kG2})), true);
    EXPECT_EQ(pairing_is_one(joined({g1_times(a), g2_times(b), g1_times(kOrder - product + 1), kG2})), false);
}

TEST(Bls12Pairing, IsNotDegenerateAndTakesInfinityAsOne) {
    EXPECT_EQ(pairing_is_one(joined({kG1, kG2})), false);
    EXPECT_EQ(pairing_is_one(joined({kInfinity1, kG2})), true);
    EXPECT_EQ(pairing_is_one(joined({kG1, kInfinity2})), true);
}

TEST(Bls12Points, OutsideTheSubgroupMayBeAddedOnly) {
    // x = 4 lies on the curve, but not in the group of the prime order.
    const auto y = square_root(Fp::from(68));
    ASSERT_TRUE(y);
    const G1 outside{Fp::from(4), *y};
    Bytes bytes(G1Point::kSize);
    outside.x.to_bytes(bytes.data() + 16);
    outside.y.to_bytes(bytes.data() + 80);

    EXPECT_FALSE(is_in_subgroup(outside));
    EXPECT_TRUE(add(G1Point::from(bytes), G1Point::from(kG1)));
    EXPECT_FALSE(multiply_g1(joined({bytes, to_hash(1)})));
    EXPECT_FALSE(pairing_is_one(joined({bytes, kG2})));
}

TEST(Bls12Points, MustBeOnTheCurveAndBelowThePrime) {
    auto off = kG1;
    off.back() ^= 1;
    auto padded = kG1;
    padded[0] = 1;
    auto too_large = kInfinity1;
    std::fill(too_large.begin() + 16, too_large.begin() + 64, 0xff);

    for (const auto& bytes : {off, padded, too_large}) {
        EXPECT_FALSE(add(G1Point::from(bytes), G1Point::from(kG1)));
        EXPECT_FALSE(add(G1Point::from(kG1), G1Point::from(bytes)));
        EXPECT_FALSE(multiply_g1(joined({bytes, to_hash(1)})));
    }
}

TEST(Bls12Map, EndsInTheSubgroup) {
    for (uint64_t i = 0; i < 20; ++i) {
        EXPECT_TRUE(is_in_subgroup(map_to_g1(Fp::from(i))));
        EXPECT_TRUE(is_in_subgroup(map_to_g2(Fp2{Fp::from(i), Fp::from(i / 2)})));
        EXPECT_TRUE(is_on_curve(map_to_g1(Fp::from(i)), Fp::from(4)));
        EXPECT_TRUE(is_on_curve(map_to_g2(Fp2{Fp::from(i), Fp::from(i / 2)}), Parameters::twist_b()));
    }
}

TEST(Bls12Map, RefusesNumbersNotBelowThePrime) {
    FixedBytes<kFieldSize> prime;
    const auto limbs = Parameters::kModulus;
    for (size_t i = 0; i < 48; ++i) prime[63 - i] = static_cast<uint8_t>(limbs[i / 8] >> (i % 8 * 8));
    EXPECT_FALSE(map_to_g1(prime));
    prime[63] -= 1;
    EXPECT_TRUE(map_to_g1(prime));
}

}  // namespace
}  // namespace deed::crypto::bls12_381
