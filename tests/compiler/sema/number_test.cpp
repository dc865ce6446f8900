#include "compiler/sema/number.hpp"

#include <gtest/gtest.h>

namespace deed::sema {
namespace {

TEST(ParseNumber, ReadsEveryForm) {
    EXPECT_EQ(parse_number("1_000"), Rational{1000});
    EXPECT_EQ(parse_number("0xff_ff"), Rational{65535});
    EXPECT_EQ(parse_number("1e18"), Rational{Integer{"1000000000000000000"}});
    EXPECT_EQ(parse_number("2.5e3"), Rational{2500});
    EXPECT_EQ(parse_number("0.125"), (Rational{1, 8}));
    EXPECT_EQ(parse_number("5e-1"), (Rational{1, 2}));
}

TEST(ParseNumber, RefusesWhatIsTooLarge) {
    EXPECT_FALSE(parse_number("1e5000"));
    EXPECT_FALSE(parse_number("1e999999999999"));
    EXPECT_FALSE(parse_number(std::string(5000, '9')));
    EXPECT_TRUE(parse_number("1e1000"));
}

TEST(PowerOf, IsExactAndBounded) {
    EXPECT_EQ(power_of(Rational{2}, Rational{10}), Rational{1024});
    EXPECT_EQ(power_of(Rational{2}, Rational{-2}), (Rational{1, 4}));
    EXPECT_EQ(power_of(Rational{0}, Rational{0}), Rational{1});
    EXPECT_EQ(power_of(Rational{-1}, Rational{Integer{"100000000000000000000001"}}), Rational{-1});
    EXPECT_EQ(power_of(Rational{0}, Rational{-1}), std::nullopt);
    EXPECT_EQ(power_of(Rational{2}, (Rational{1, 2})), std::nullopt);
    EXPECT_EQ(power_of(Rational{3}, Rational{1'000'000}), std::nullopt);
}

TEST(FloorOf, RoundsTowardsMinusInfinity) {
    EXPECT_EQ(floor_of(Rational{7, 2}), 3);
    EXPECT_EQ(floor_of(Rational{-7, 2}), -4);
    EXPECT_EQ(floor_of(Rational{-8, 2}), -4);
}

TEST(Words, GoThereAndBack) {
    TypeTable types;
    const Type& int8 = *types.signed_integer(8);

    EXPECT_EQ(word_of(Integer{-1}), Uint256::max());
    EXPECT_EQ(integer_of(Uint256::max(), int8), -1);
    EXPECT_EQ(integer_of(Uint256::max(), *types.uint256()), (Integer{1} << 256) - 1);
    EXPECT_EQ(word_of((Integer{1} << 64) + 5), (Uint256{5, 1, 0, 0}));
}

TEST(Words, WrapAsTheTypeReadsThem) {
    TypeTable types;

    EXPECT_EQ(wrap(Integer{300}, *types.unsigned_integer(8)), 44);
    EXPECT_EQ(wrap(Integer{-1}, *types.unsigned_integer(8)), 255);
    EXPECT_EQ(wrap(Integer{128}, *types.signed_integer(8)), -128);
}

TEST(Bounds, AreThoseOfTheType) {
    TypeTable types;
    for (unsigned bits = 8; bits <= 256; bits += 8) {
        const Type& plain = *types.unsigned_integer(bits);
        const Type& negative = *types.signed_integer(bits);

        EXPECT_EQ(integer_of(maximum_of(plain), plain), (Integer{1} << bits) - 1);
        EXPECT_EQ(integer_of(minimum_of(negative), negative), -(Integer{1} << (bits - 1)));
        EXPECT_EQ(integer_of(maximum_of(negative), negative), (Integer{1} << (bits - 1)) - 1);
        EXPECT_FALSE(fits(integer_of(maximum_of(plain), plain) + 1, plain));
        EXPECT_FALSE(fits(integer_of(minimum_of(negative), negative) - 1, negative));
    }
}

}  // namespace
}  // namespace deed::sema
