#include <random>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "vm/crypto/bls12_381_curve.hpp"

namespace deed::crypto {
namespace {

using bls12_381::Fp;
using bls12_381::Fp2;
using bls12_381::Parameters;
using boost::multiprecision::cpp_int;
using Fp6 = Cubic<Parameters>;
using Fp12 = Dodecic<Parameters>;

cpp_int modulus() {
    cpp_int value;
    for (size_t i = Fp::kLimbs; i-- > 0;) value = value << 64 | Parameters::kModulus[i];
    return value;
}
cpp_int big(const Fp& x) {
    cpp_int value;
    const auto limbs = x.to_limbs();
    for (size_t i = Fp::kLimbs; i-- > 0;) value = value << 64 | limbs[i];
    return value;
}

class Numbers {
  public:
    Fp fp() {
        Bytes bytes(Fp::kBytes);
        for (auto& byte : bytes) byte = static_cast<uint8_t>(random_());
        bytes[0] &= 0x0f;
        // Now and then a number at an end of the field.
        if (random_() % 8 == 0) return -Fp::from(random_() % 3 + 1);
        return *Fp::from_bytes(bytes);
    }
    Fp2 fp2() { return {fp(), fp()}; }
    Fp6 fp6() { return {fp2(), fp2(), fp2()}; }
    Fp12 fp12() { return {fp6(), fp6()}; }

  private:
    std::mt19937_64 random_{16};
};

TEST(PrimeField, AgreesWithTheOracle) {
    Numbers numbers;
    const cpp_int p = modulus();
    for (int i = 0; i < 2000; ++i) {
        const Fp a = numbers.fp();
        const Fp b = numbers.fp();
        ASSERT_EQ(big(a + b), (big(a) + big(b)) % p);
        ASSERT_EQ(big(a - b), (big(a) + p - big(b)) % p);
        ASSERT_EQ(big(a * b), big(a) * big(b) % p);
        ASSERT_EQ(big(a.squared()), big(a) * big(a) % p);
        ASSERT_EQ(a.halved().doubled(), a);
        ASSERT_EQ(-a + a, Fp{});
        ASSERT_EQ(a.is_larger_half(), big(a) > p / 2);
    }
}

TEST(PrimeField, Inverts) {
    Numbers numbers;
    for (int i = 0; i < 200; ++i) {
        const Fp a = numbers.fp();
        ASSERT_EQ(a * a.inverted(), Fp::one());
    }
    EXPECT_EQ(Fp{}.inverted(), Fp{});
}

TEST(PrimeField, ReadsAndWritesBytesBelowThePrime) {
    Numbers numbers;
    for (int i = 0; i < 200; ++i) {
        const Fp a = numbers.fp();
        Bytes bytes(Fp::kBytes);
        a.to_bytes(bytes.data());
        ASSERT_EQ(Fp::from_bytes(bytes), a);
    }
    EXPECT_FALSE(Fp::from_bytes(Bytes(Fp::kBytes, 0xff)));
}

TEST(PrimeField, MultipliesTheSameInCompilersAndProcessors) {
    constexpr Fp kProduct = Fp::from(~0ULL) * Fp::from(~1ULL) * Fp::from(~2ULL);
    const volatile uint64_t hidden = ~0ULL;

    EXPECT_EQ(Fp::from(hidden) * Fp::from(hidden - 1) * Fp::from(hidden - 2), kProduct);
}

TEST(Power, TakesBothWaysToTheSameResult) {
    Numbers numbers;
    const uint64_t exponents[][2] = {
        {0, 0}, {1, 0}, {0x123456789abcdef0, 0xfedcba9876543210}, {~0ULL, ~0ULL}};
    for (const auto& exponent : exponents) {
        const Fp a = numbers.fp();
        ASSERT_EQ(power(a, std::span<const uint64_t>{exponent}),
                  power_by_windows(a, std::span<const uint64_t>{exponent}));
    }
}

TEST(Tower, IsAField) {
    Numbers numbers;
    for (int i = 0; i < 100; ++i) {
        const Fp12 a = numbers.fp12();
        const Fp12 b = numbers.fp12();
        const Fp12 c = numbers.fp12();
        ASSERT_EQ(a * b, b * a);
        ASSERT_EQ(a * (b * c), (a * b) * c);
        ASSERT_EQ(a.squared(), a * a);
        ASSERT_EQ(a * a.inverted(), Fp12::one());
        ASSERT_EQ(a.a * a.a.inverted(), Fp6::one());
        ASSERT_EQ(a.a.a * a.a.a.inverted(), Fp2::one());
        ASSERT_EQ(a.a.a.squared(), a.a.a * a.a.a);
    }
}

TEST(Tower, MultipliesSparseNumbersAsFullOnes) {
    Numbers numbers;
    for (int i = 0; i < 50; ++i) {
        const Fp12 f = numbers.fp12();
        const Fp2 p = numbers.fp2();
        const Fp2 q = numbers.fp2();
        const Fp2 r = numbers.fp2();
        ASSERT_EQ(f.times_line_d(p, q, r), f * (Fp12{{p, {}, {}}, {q, r, {}}}));
        ASSERT_EQ(f.times_line_m(p, q, r), f * (Fp12{{p, q, {}}, {{}, r, {}}}));
        ASSERT_EQ(f.a.times_ab(p, q), f.a * (Fp6{p, q, {}}));
        ASSERT_EQ(f.a.times_b(q), f.a * (Fp6{{}, q, {}}));
        ASSERT_EQ(f.a.times_v(), f.a * (Fp6{{}, Fp2::one(), {}}));
    }
}

TEST(Frobenius, IsThePowerOfThePrime) {
    Numbers numbers;
    const Fp12 a = numbers.fp12();
    const std::span<const uint64_t> prime{Parameters::kModulus};

    EXPECT_EQ(frobenius(a), power(a, prime));
    EXPECT_EQ(frobenius(frobenius(frobenius(frobenius(frobenius(frobenius(a)))))), a.conjugate());
}

TEST(CyclotomicSquare, IsTheSquareAfterTheEasyPart) {
    Numbers numbers;
    const Fp12 a = raise_to_easy_part(numbers.fp12());

    EXPECT_EQ(a.squared_cyclotomic(), a.squared());
    EXPECT_EQ(a.conjugate() * a, Fp12::one());
    EXPECT_EQ(power_cyclotomic(a, 0xd201),
              power(a, std::span<const uint64_t>{std::array<uint64_t, 1>{0xd201}}));
}

}  // namespace
}  // namespace deed::crypto
