#include "vm/crypto/bn254.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"

namespace deed::crypto::bn254 {
namespace {

const Hash kPrime = *hash_from_hex("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
const Hash kOrder = *hash_from_hex("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

/// The generator of the twist (EIP-197).
const Bytes kG2 = *from_hex(
    "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
    "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
    "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
    "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

Point point(const Hash& x, const Hash& y) {
    Point p;
    std::copy(x.bytes.begin(), x.bytes.end(), p.bytes.begin());
    std::copy(y.bytes.begin(), y.bytes.end(), p.bytes.begin() + 32);
    return p;
}
Point generator() {
    return point(to_hash(1), to_hash(2));
}
Point times(const Uint256& scalar) {
    return *multiply(generator(), to_hash(scalar));
}
Point negative(const Point& p) {
    const auto y = word_from(BytesView{p}.subspan(32));
    return point(Hash::from(BytesView{p}.first(32)), to_hash(to_word(kPrime) - y));
}

Bytes pair(const Point& p, BytesView q) {
    Bytes bytes = to_bytes(p);
    append(bytes, q);
    return bytes;
}
Bytes joined(const Bytes& a, const Bytes& b) {
    Bytes bytes = a;
    append(bytes, b);
    return bytes;
}

TEST(Bn254Add, MakesAGroup) {
    const auto p = times(5);
    const auto q = times(1'000'003);

    EXPECT_EQ(add(p, q), add(q, p));
    EXPECT_EQ(add(p, q), times(1'000'008));
    EXPECT_EQ(add(p, p), times(10));
    EXPECT_EQ(add(p, Point{}), p);
    EXPECT_EQ(add(Point{}, p), p);
    EXPECT_EQ(add(p, negative(p)), Point{});
}

TEST(Bn254Multiply, WrapsAtTheOrder) {
    EXPECT_EQ(times(to_word(kOrder)), Point{});
    EXPECT_EQ(times(0), Point{});
    EXPECT_EQ(times(to_word(kOrder) + 7), times(7));
    EXPECT_EQ(times(Uint256::max()), times(Uint256::max() % to_word(kOrder)));
    EXPECT_EQ(multiply(Point{}, to_hash(5)), Point{});
}

TEST(Bn254Multiply, SpreadsOverSums) {
    for (uint64_t i = 1; i < 40; ++i) {
        const Uint256 a = power(0x9e3779b97f4a7c15, i);
        const Uint256 b = power(0xc2b2ae3d27d4eb4f, i);
        ASSERT_EQ(add(times(a % to_word(kOrder)), times(b % to_word(kOrder))),
                  times(add_modulo(a, b, to_word(kOrder))));
    }
}

TEST(Bn254Add, RefusesWhatIsNoPoint) {
    EXPECT_FALSE(add(point(to_hash(1), to_hash(3)), Point{}));
    EXPECT_FALSE(add(Point{}, point(to_hash(1), to_hash(1))));
    EXPECT_FALSE(add(point(kPrime, Hash{}), Point{}));
    EXPECT_FALSE(add(point(to_hash(to_word(kPrime) + 1), to_hash(2)), Point{}));
    EXPECT_FALSE(multiply(point(to_hash(1), to_hash(3)), to_hash(1)));
}

TEST(Bn254Pairing, IsBilinear) {
    // e(5G, Q)·e(−2G, Q)·e(−3G, Q) = 1.
    const auto pairs =
        joined(joined(pair(times(5), kG2), pair(negative(times(2)), kG2)), pair(negative(times(3)), kG2));

    EXPECT_EQ(pairing_is_one(pairs), true);
}

TEST(Bn254Pairing, IsNotDegenerate) {
    EXPECT_EQ(pairing_is_one(pair(generator(), kG2)), false);
    EXPECT_EQ(pairing_is_one(joined(pair(generator(), kG2), pair(generator(), kG2))), false);
}

TEST(Bn254Pairing, TakesInfinityAsOne) {
    EXPECT_EQ(pairing_is_one({}), true);
    EXPECT_EQ(pairing_is_one(pair(Point{}, kG2)), true);
    EXPECT_EQ(pairing_is_one(pair(generator(), Bytes(128))), true);
}

TEST(Bn254Pairing, RefusesPointsOffTheTwist) {
    auto off = kG2;
    off[127] ^= 1;
    EXPECT_EQ(pairing_is_one(pair(generator(), off)), std::nullopt);
    EXPECT_EQ(pairing_is_one(pair(Point{}, off)), std::nullopt);
    EXPECT_EQ(pairing_is_one(pair(point(to_hash(1), to_hash(3)), kG2)), std::nullopt);
}

TEST(Bn254Pairing, RefusesPointsOfTheTwistOutsideTheSubgroup) {
    // x = 1 lies on the twist.
    Bytes outside;
    append(outside, Hash{});
    append(outside, to_hash(1));
    append(outside, *hash_from_hex("0d1271953ed9ea0836846e70a1934187998c7f790cb4d7511b7f8da82de048a4"));
    append(outside, *hash_from_hex("2869111d5381f072f8e2728fdb825a51aadd70e52c9830e9ab4b871c0531f1bb"));

    EXPECT_EQ(pairing_is_one(pair(generator(), outside)), std::nullopt);
}

}  // namespace
}  // namespace deed::crypto::bn254
