#include "vm/crypto/modexp.hpp"

#include <random>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

namespace deed::crypto {
namespace {

using boost::multiprecision::cpp_int;

cpp_int number_from(BytesView bytes) {
    cpp_int number;
    if (!bytes.empty()) import_bits(number, bytes.begin(), bytes.end());
    return number;
}

Bytes random_bytes(std::mt19937_64& random, size_t most) {
    Bytes bytes(random() % (most + 1));
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
}

TEST(Modexp, AgreesWithTheOracle) {
    std::mt19937_64 random{6};
    for (int i = 0; i < 300; ++i) {
        const auto base = random_bytes(random, 70);
        const auto exponent = random_bytes(random, 20);
        auto modulus = random_bytes(random, 70);
        modulus.push_back(static_cast<uint8_t>(random() | 2));  // odd and even, never zero

        const auto result = modexp(base, exponent, modulus);

        const cpp_int m = number_from(modulus);
        ASSERT_EQ(result.size(), modulus.size());
        ASSERT_EQ(number_from(result), cpp_int{powm(number_from(base), number_from(exponent), m)});
    }
}

TEST(Modexp, IsZeroForAZeroModulus) {
    EXPECT_EQ(modexp(Bytes{3}, Bytes{2}, Bytes{0, 0}), (Bytes{0, 0}));
    EXPECT_EQ(modexp(Bytes{3}, Bytes{2}, Bytes{}), Bytes{});
}

TEST(Modexp, IsOneForAnyBaseToThePowerZero) {
    EXPECT_EQ(modexp(Bytes{}, Bytes{}, Bytes{0, 5}), (Bytes{0, 1}));
    EXPECT_EQ(modexp(Bytes{7}, Bytes{0}, Bytes{5}), (Bytes{1}));
}

TEST(Modexp, IsZeroModuloOne) {
    EXPECT_EQ(modexp(Bytes{7}, Bytes{}, Bytes{0, 1}), (Bytes{0, 0}));
}

}  // namespace
}  // namespace deed::crypto
