#include "vm/base/uint256.hpp"

#include <random>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

namespace deed {
namespace {

using boost::multiprecision::cpp_int;

const cpp_int kModulus = cpp_int{1} << 256;

cpp_int big(const Uint256& value) {
    cpp_int result;
    for (size_t i = 4; i-- > 0;) result = result << 64 | value[i];
    return result;
}

Uint256 small(cpp_int value) {
    value %= kModulus;
    if (value < 0) value += kModulus;
    Uint256 result;
    for (size_t i = 0; i < 4; ++i, value >>= 64) result[i] = static_cast<uint64_t>(value & ~0ULL);
    return result;
}

/// The two's complement reading.
cpp_int big_signed(const Uint256& value) {
    return value.is_negative() ? cpp_int{big(value) - kModulus} : big(value);
}

/// Numbers of the shapes that arithmetic goes wrong on.
class Numbers {
  public:
    explicit Numbers(uint64_t seed) : random_(seed) {}

    Uint256 next() {
        switch (random_() % 8) {
            case 0: return random_() % 4;
            case 1: return random_();
            case 2: return full();
            case 3: return Uint256::max() - random_() % 3;
            case 4: return near_limb_boundary();
            case 5: return full() >> random_() % 256;
            case 6: return sparse_limbs();
            default: return Uint256{1} << random_() % 256;
        }
    }

    Uint256 next_but_zero() {
        const auto number = next();
        return number ? number : Uint256{1};
    }

  private:
    Uint256 full() { return {random_(), random_(), random_(), random_()}; }
    /// 2^64k and its neighbours.
    Uint256 near_limb_boundary() { return (Uint256{1} << 64 * (random_() % 4)) + random_() % 5 - 2; }
    /// Limbs that are all zeros, all ones, or one bit.
    Uint256 sparse_limbs() {
        Uint256 result;
        for (size_t i = 0; i < 4; ++i) {
            const uint64_t choices[] = {0, ~0ULL, 1, 1ULL << 63, random_()};
            result[i] = choices[random_() % 5];
        }
        return result;
    }

    std::mt19937_64 random_;
};

constexpr int kRounds = 20'000;

TEST(Uint256, AddsSubtractsAndMultipliesAsTheOracle) {
    Numbers numbers{1};
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next();
        ASSERT_EQ(a + b, small(big(a) + big(b)));
        ASSERT_EQ(a - b, small(big(a) - big(b)));
        ASSERT_EQ(a * b, small(big(a) * big(b)));
        ASSERT_EQ(-a, small(-big(a)));
    }
}

TEST(Uint256, ComparesAsTheOracle) {
    Numbers numbers{2};
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = i % 4 == 0 ? a : numbers.next();
        ASSERT_EQ(a == b, big(a) == big(b));
        ASSERT_EQ(a < b, big(a) < big(b));
        ASSERT_EQ(a <= b, big(a) <= big(b));
        ASSERT_EQ(a > b, big(a) > big(b));
        ASSERT_EQ(a <=> b == std::strong_ordering::equal, a == b);
        ASSERT_EQ(less_signed(a, b), big_signed(a) < big_signed(b));
    }
}

TEST(Uint256, CombinesBitsAsTheOracle) {
    Numbers numbers{3};
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next();
        ASSERT_EQ(a & b, small(big(a) & big(b)));
        ASSERT_EQ(a | b, small(big(a) | big(b)));
        ASSERT_EQ(a ^ b, small(big(a) ^ big(b)));
        ASSERT_EQ(~a, small(kModulus - 1 - big(a)));
    }
}

TEST(Uint256, ShiftsAsTheOracleByEveryDistance) {
    Numbers numbers{4};
    for (unsigned bits = 0; bits < 300; ++bits) {
        for (int i = 0; i < 50; ++i) {
            const auto a = numbers.next();
            ASSERT_EQ(a << bits, small(big(a) << bits)) << bits;
            ASSERT_EQ(a >> bits, small(big(a) >> bits)) << bits;
        }
    }
    EXPECT_EQ(Uint256::max() << ~0ULL, Uint256{});
    EXPECT_EQ(Uint256::max() >> ~0ULL, Uint256{});
}

TEST(Uint256, KnowsItsWidth) {
    Numbers numbers{5};
    EXPECT_EQ(Uint256{}.bit_width(), 0U);
    EXPECT_EQ(Uint256{}.byte_width(), 0U);
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next() | 1;
        ASSERT_EQ(a.bit_width(), msb(big(a)) + 1);
        ASSERT_EQ(a.byte_width(), msb(big(a)) / 8 + 1);
        ASSERT_EQ(a.fits_uint64(), big(a) <= ~0ULL);
    }
}

TEST(Divide, AgreesWithTheOracle) {
    Numbers numbers{6};
    for (int i = 0; i < 5 * kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next_but_zero();
        const auto [quotient, remainder] = divide(a, b);
        ASSERT_EQ(quotient, small(big(a) / big(b))) << to_decimal(a) << " / " << to_decimal(b);
        ASSERT_EQ(remainder, small(big(a) % big(b))) << to_decimal(a) << " % " << to_decimal(b);
        ASSERT_EQ(a / b, quotient);
        ASSERT_EQ(a % b, remainder);
    }
}

TEST(Divide, CorrectsQuotientDigitsThatWereGuessedTooHigh) {
    // Divisors with a top limb of 2^63 and dividends just below a multiple make Algorithm D guess wrong
    // twice.
    const Uint256 divisors[] = {{~0ULL, 1ULL << 63, 0, 0},
                                {~0ULL, ~0ULL, 1ULL << 63, 0},
                                {0, 1, 1ULL << 63, 0},
                                {3, 0, 1ULL << 63, 0}};
    for (const auto& divisor : divisors) {
        for (const uint64_t digit : {1ULL, 2ULL, ~0ULL, ~0ULL - 1, 1ULL << 63}) {
            const Uint256 multiple = divisor * digit;
            for (const auto& dividend : {multiple, multiple - 1, multiple + (divisor - 1)}) {
                ASSERT_EQ(big(divide(dividend, divisor).quotient), big(dividend) / big(divisor));
                ASSERT_EQ(big(divide(dividend, divisor).remainder), big(dividend) % big(divisor));
            }
        }
    }
}

TEST(Divide, IsZeroByZero) {
    EXPECT_EQ(divide(7, 0).quotient, Uint256{});
    EXPECT_EQ(divide(Uint256::max(), 0).remainder, Uint256{});
    EXPECT_EQ(divide_signed(Uint256::max(), 0).quotient, Uint256{});
}

TEST(DivideSigned, TruncatesTowardsZero) {
    Numbers numbers{7};
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next_but_zero();
        const auto [quotient, remainder] = divide_signed(a, b);
        ASSERT_EQ(quotient, small(big_signed(a) / big_signed(b)));
        ASSERT_EQ(remainder, small(big_signed(a) % big_signed(b)));
    }
}

TEST(DivideSigned, WrapsAtTheLowestNumber) {
    const Uint256 lowest = Uint256{1} << 255;

    EXPECT_EQ(divide_signed(lowest, Uint256::max()).quotient, lowest);
    EXPECT_EQ(divide_signed(lowest, Uint256::max()).remainder, Uint256{});
}

TEST(ModularArithmetic, AgreesWithTheOracle) {
    Numbers numbers{8};
    for (int i = 0; i < 5 * kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next();
        const auto m = numbers.next_but_zero();
        ASSERT_EQ(add_modulo(a, b, m), small((big(a) + big(b)) % big(m)))
            << to_decimal(a) << " + " << to_decimal(b) << " mod " << to_decimal(m);
        ASSERT_EQ(multiply_modulo(a, b, m), small(big(a) * big(b) % big(m)))
            << to_decimal(a) << " * " << to_decimal(b) << " mod " << to_decimal(m);
    }
}

TEST(ModularArithmetic, AgreesWithTheOracleForARepeatedModulus) {
    Numbers numbers{9};
    for (int modulus = 0; modulus < 300; ++modulus) {
        const auto m = numbers.next() | 1;
        for (int i = 0; i < 50; ++i) {
            const auto a = numbers.next();
            const auto b = numbers.next();
            ASSERT_EQ(multiply_modulo(a, b, m), small(big(a) * big(b) % big(m)));
            ASSERT_EQ(add_modulo(a, b, m), small((big(a) + big(b)) % big(m)));
        }
    }
}

TEST(ModularArithmetic, IsZeroModuloZero) {
    EXPECT_EQ(add_modulo(3, 4, 0), Uint256{});
    EXPECT_EQ(multiply_modulo(3, 4, 0), Uint256{});
}

TEST(Power, AgreesWithTheOracle) {
    Numbers numbers{10};
    for (int i = 0; i < 500; ++i) {
        const auto base = numbers.next();
        const auto exponent = numbers.next();
        ASSERT_EQ(power(base, exponent), small(cpp_int{powm(big(base), big(exponent), kModulus)}));
    }
    EXPECT_EQ(power(0, 0), Uint256{1});
    EXPECT_EQ(power(2, 256), Uint256{});
}

TEST(CheckedArithmetic, FindsNothingExactlyWhenTheResultDoesNotFit) {
    Numbers numbers{11};
    for (int i = 0; i < kRounds; ++i) {
        const auto a = numbers.next();
        const auto b = numbers.next();
        const cpp_int sum = big(a) + big(b);
        const cpp_int product = big(a) * big(b);
        ASSERT_EQ(checked_add(a, b), sum < kModulus ? std::optional{small(sum)} : std::nullopt);
        ASSERT_EQ(checked_multiply(a, b), product < kModulus ? std::optional{small(product)} : std::nullopt);
    }
}

TEST(Uint256Text, WritesAndReadsDecimal) {
    Numbers numbers{12};
    for (int i = 0; i < 2000; ++i) {
        const auto a = numbers.next();
        ASSERT_EQ(to_decimal(a), big(a).str());
        ASSERT_EQ(from_decimal(to_decimal(a)), a);
        ASSERT_EQ(parse_uint256(to_decimal(a)), a);
    }
    EXPECT_EQ(to_decimal(0), "0");
    EXPECT_EQ(to_decimal(Uint256{10'000'000'000'000'000'000ULL} * 10), "100000000000000000000");
}

TEST(Uint256Text, WritesAndReadsQuantities) {
    Numbers numbers{13};
    for (int i = 0; i < 2000; ++i) {
        const auto a = numbers.next();
        std::ostringstream expected;
        expected << "0x" << std::hex << big(a);
        ASSERT_EQ(to_quantity(a), expected.str());
        ASSERT_EQ(parse_uint256(to_quantity(a)), a);
    }
    EXPECT_EQ(to_quantity(0), "0x0");
    EXPECT_EQ(parse_uint256("0X0aF"), Uint256{0xaf});
}

TEST(Uint256Text, RefusesWhatIsNoNumberOrTooLarge) {
    for (const std::string_view text : {"", "0x", "-1", "+1", " 1", "1 ", "0x1g", "1a", "0b1", "1e3"})
        EXPECT_FALSE(parse_uint256(text)) << text;
    EXPECT_FALSE(from_decimal("0x1"));
    EXPECT_FALSE(
        parse_uint256("115792089237316195423570985008687907853269984665640564039457584007913129639936"));
    EXPECT_TRUE(
        parse_uint256("115792089237316195423570985008687907853269984665640564039457584007913129639935"));
    EXPECT_FALSE(parse_uint256("0x1" + std::string(64, '0')));
    EXPECT_TRUE(parse_uint256("0x0" + std::string(64, 'f')));
    EXPECT_FALSE(from_decimal(std::string(100'000, '9')));
}

TEST(Uint256Bytes, AreBigEndian) {
    Numbers numbers{14};
    for (int i = 0; i < 2000; ++i) {
        const auto a = numbers.next();
        const Hash hash = to_hash(a);
        std::vector<uint8_t> expected;
        export_bits(big(a), std::back_inserter(expected), 8);
        expected.insert(expected.begin(), 32 - expected.size(), 0);
        ASSERT_EQ(to_bytes(hash), expected);
        ASSERT_EQ(to_word(hash), a);
        ASSERT_EQ(word_from(BytesView{hash}.subspan(32 - a.byte_width())), a);
    }
    EXPECT_EQ(word_from({}), Uint256{});
}

TEST(Uint256Bytes, KeepTheLow160BitsInAnAddress) {
    const auto word = Uint256::max() - 5;

    EXPECT_EQ(to_word(to_address(word)), word & ((Uint256{1} << 160) - 1));
}

}  // namespace
}  // namespace deed
