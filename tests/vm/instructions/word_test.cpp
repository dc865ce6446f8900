#include <gtest/gtest.h>

#include "vm/instructions/arithmetic.hpp"
#include "vm/instructions/bitwise.hpp"

namespace deed::instructions {
namespace {

const Uint256 kMax = Uint256::max();
const Uint256 kMinSigned{0, 0, 0, 0x8000000000000000};

TEST(Arithmetic, WrapsAround) {
    EXPECT_EQ(ADD(kMax, 2), Uint256{1});
    EXPECT_EQ(SUB(0, 1), kMax);
    EXPECT_EQ(MUL(kMax, kMax), Uint256{1});
}

TEST(Arithmetic, DivisionByZeroIsZero) {
    EXPECT_EQ(DIV(5, 0), Uint256{});
    EXPECT_EQ(SDIV(5, 0), Uint256{});
    EXPECT_EQ(MOD(5, 0), Uint256{});
    EXPECT_EQ(SMOD(5, 0), Uint256{});
    EXPECT_EQ(ADDMOD(5, 5, 0), Uint256{});
    EXPECT_EQ(MULMOD(5, 5, 0), Uint256{});
}

TEST(Arithmetic, SignedDivisionTruncatesTowardsZero) {
    EXPECT_EQ(SDIV(-Uint256{7}, 2), -Uint256{3});
    EXPECT_EQ(SDIV(7, -Uint256{2}), -Uint256{3});
    EXPECT_EQ(SMOD(-Uint256{7}, 2), -Uint256{1});
    EXPECT_EQ(SMOD(7, -Uint256{2}), Uint256{1});
    EXPECT_EQ(SDIV(kMinSigned, kMax), kMinSigned);
}

TEST(Arithmetic, ModularOperationsKeepTheCarry) {
    EXPECT_EQ(ADDMOD(kMax, kMax, 7), (kMax % 7 + kMax % 7) % 7);
    EXPECT_EQ(MULMOD(kMax, kMax, 12), Uint256{9});
}

TEST(Arithmetic, SignExtendCopiesTheSignOfTheNamedByte) {
    EXPECT_EQ(SIGNEXTEND(0, 0x80), -Uint256{0x80});
    EXPECT_EQ(SIGNEXTEND(0, 0x17f), Uint256{0x7f});
    EXPECT_EQ(SIGNEXTEND(1, 0x8000), -Uint256{0x8000});
    EXPECT_EQ(SIGNEXTEND(7, 0x8000000000000000), (Uint256{0x8000000000000000, ~0ULL, ~0ULL, ~0ULL}));
    EXPECT_EQ(SIGNEXTEND(8, Uint256(5, 0x80, 9, 9)), Uint256(5, ~uint64_t{0x7f}, ~0ULL, ~0ULL));
    EXPECT_EQ(SIGNEXTEND(30, kMax), kMax);
}

TEST(Arithmetic, SignExtendLeavesWideValuesAlone) {
    const Uint256 value{1, 2, 3, 0x8000000000000004};

    EXPECT_EQ(SIGNEXTEND(31, value), value);
    EXPECT_EQ(SIGNEXTEND(kMax, value), value);
    EXPECT_EQ(SIGNEXTEND(Uint256(0, 1, 0, 0), value), value);
}

TEST(Arithmetic, SignExtendAgreesWithShiftingUpAndDown) {
    const Uint256 value{0x8182838485868788, 0x9192939495969798, 0x0102030405060708, 0xf1f2f3f4f5f6f7f8};

    for (uint64_t byte = 0; byte < 32; ++byte) {
        const uint64_t unused = 248 - byte * 8;
        EXPECT_EQ(SIGNEXTEND(byte, value), SAR(unused, SHL(unused, value))) << byte;
    }
}

TEST(Comparison, ReadsWordsAsUnsignedOrSigned) {
    EXPECT_EQ(LT(1, kMax), Uint256{1});
    EXPECT_EQ(SLT(1, kMax), Uint256{0});
    EXPECT_EQ(GT(kMax, 1), Uint256{1});
    EXPECT_EQ(SGT(kMax, 1), Uint256{0});
    EXPECT_EQ(SLT(kMinSigned, kMax), Uint256{1});
    EXPECT_EQ(EQ(kMax, kMax), Uint256{1});
    EXPECT_EQ(EQ(Uint256(1, 0, 0, 1), 1), Uint256{0});
    EXPECT_EQ(ISZERO(Uint256(0, 0, 0, 1)), Uint256{0});
    EXPECT_EQ(ISZERO(0), Uint256{1});
}

TEST(Bitwise, ByteCountsFromTheHighest) {
    const Uint256 value{0x08, 0, 0, 0xff00000000000000};

    EXPECT_EQ(BYTE(0, value), Uint256{0xff});
    EXPECT_EQ(BYTE(31, value), Uint256{0x08});
    EXPECT_EQ(BYTE(32, value), Uint256{0});
    EXPECT_EQ(BYTE(Uint256(0, 1, 0, 0), value), Uint256{0});
}

TEST(Bitwise, ShiftsOfAllBitsOrMoreLeaveNothing) {
    EXPECT_EQ(SHL(255, 1), kMinSigned);
    EXPECT_EQ(SHR(255, kMinSigned), Uint256{1});
    for (const Uint256& bits : {Uint256{256}, Uint256(0, 1, 0, 0), kMax}) {
        EXPECT_EQ(SHL(bits, kMax), Uint256{});
        EXPECT_EQ(SHR(bits, kMax), Uint256{});
        EXPECT_EQ(SAR(bits, kMax), kMax);
        EXPECT_EQ(SAR(bits, 1), Uint256{});
    }
}

TEST(Bitwise, ShiftsAgreeWithMultiplyingAndDividingByPowersOfTwo) {
    const Uint256 value{0x8182838485868788, 0x9192939495969798, 0x0102030405060708, 0xf1f2f3f4f5f6f7f8};

    Uint256 power = 1;
    for (uint64_t bits = 0; bits < 256; ++bits) {
        EXPECT_EQ(SHL(bits, value), value * power) << bits;
        EXPECT_EQ(SHR(bits, value), value / power) << bits;
        EXPECT_EQ(SAR(bits, value), ~(~value / power)) << bits;
        power = power + power;
    }
}

TEST(Bitwise, CountsLeadingZeros) {
    EXPECT_EQ(CLZ(0), Uint256{256});
    EXPECT_EQ(CLZ(1), Uint256{255});
    EXPECT_EQ(CLZ(kMax), Uint256{0});
    EXPECT_EQ(CLZ(Uint256(0, 0, 1, 0)), Uint256{127});
}

}  // namespace
}  // namespace deed::instructions
