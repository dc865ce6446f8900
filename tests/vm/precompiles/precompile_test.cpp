#include "vm/precompiles/precompile.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"

namespace deed::precompiles {
namespace {

using isa::Revision;

Address address_of(uint64_t number) {
    return to_address(number);
}

PrecompileResult call(uint64_t address, BytesView input, int64_t gas,
                      Revision revision = isa::kLatestRevision) {
    return execute(*find_precompile(address_of(address), revision), input, gas);
}

/// The input of MODEXP: three lengths, three numbers.
Bytes modexp_input(const Uint256& base_size, const Uint256& exponent_size, const Uint256& modulus_size,
                   std::string_view numbers) {
    Bytes input;
    for (const auto& size : {base_size, exponent_size, modulus_size}) append(input, to_hash(size));
    append(input, *from_hex(numbers));
    return input;
}

int64_t modexp_price(BytesView input, Revision revision) {
    return find_precompile(address_of(5), revision)->gas(input, revision);
}

TEST(FindPrecompile, KnowsEachSinceItsRevision) {
    EXPECT_TRUE(find_precompile(address_of(1), Revision::Frontier));
    EXPECT_FALSE(find_precompile(address_of(5), Revision::Homestead));
    EXPECT_TRUE(find_precompile(address_of(5), Revision::Byzantium));
    EXPECT_FALSE(find_precompile(address_of(9), Revision::Petersburg));
    EXPECT_TRUE(find_precompile(address_of(9), Revision::Istanbul));
    EXPECT_FALSE(find_precompile(address_of(0x100), Revision::Prague));
    EXPECT_TRUE(find_precompile(address_of(0x100), Revision::Osaka));
}

TEST(FindPrecompile, LooksAtTheWholeAddress) {
    EXPECT_FALSE(find_precompile(Address{}, Revision::Osaka));
    EXPECT_FALSE(find_precompile(address_of(0x101), Revision::Osaka));
    for (size_t i = 0; i < 18; ++i) {
        Address address = address_of(1);
        address[i] = 1;
        EXPECT_FALSE(find_precompile(address, Revision::Osaka)) << i;
    }
}

TEST(PrecompileAddresses, GrowWithTheRevisions) {
    EXPECT_EQ(precompile_addresses(Revision::Frontier).size(), 4U);
    EXPECT_EQ(precompile_addresses(Revision::Byzantium).size(), 8U);
    EXPECT_EQ(precompile_addresses(Revision::Istanbul).size(), 9U);
    EXPECT_EQ(precompile_addresses(Revision::Cancun).size(), 10U);
    EXPECT_EQ(precompile_addresses(Revision::Prague).size(), 17U);
    EXPECT_EQ(precompile_addresses(Revision::Osaka).size(), 18U);
    EXPECT_EQ(precompile_addresses(Revision::Osaka).back(), address_of(0x100));
}

TEST(Execute, ChargesBeforeItRunsAndTakesAllOnFailure) {
    const auto exact = call(4, Bytes(33), 15 + 2 * 3);
    const auto short_by_one = call(4, Bytes(33), 15 + 2 * 3 - 1);
    const auto plenty = call(4, Bytes(33), 1000);

    EXPECT_TRUE(exact.success);
    EXPECT_EQ(exact.gas_left, 0);
    EXPECT_FALSE(short_by_one.success);
    EXPECT_EQ(short_by_one.gas_left, 0);
    EXPECT_TRUE(short_by_one.output.empty());
    EXPECT_EQ(plenty.gas_left, 1000 - 21);
}

TEST(Identity, ReturnsItsInput) {
    EXPECT_EQ(call(4, as_bytes("deed"), 100).output, to_bytes(as_bytes("deed")));
}

TEST(Sha256, ChargesByTheWord) {
    const auto result = call(2, as_bytes("abc"), 100);

    EXPECT_EQ(to_hex(result.output), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(result.gas_left, 100 - 72);
}

TEST(Ripemd160, PadsItsDigestToAWord) {
    const auto result = call(3, as_bytes("abc"), 1000);

    EXPECT_EQ(to_hex(result.output), "0000000000000000000000008eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
    EXPECT_EQ(result.gas_left, 1000 - 720);
}

TEST(Ecrecover, ReturnsNothingForASignatureThatIsNone) {
    const auto result = call(1, {}, 3000);

    EXPECT_TRUE(result.success);
    EXPECT_TRUE(result.output.empty());
    EXPECT_EQ(result.gas_left, 0);
}

TEST(Ecrecover, WantsVInAWholeWord) {
    // From the public vectors: CALL with a valid key and v = 28.
    auto input = *from_hex(
        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
        "000000000000000000000000000000000000000000000000000000000000001c"
        "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549");
    EXPECT_EQ(to_hex(call(1, input, 3000).output),
              "000000000000000000000000a94f5374fce5edbc8e2a8697c15331677e6ebf0b");

    input[32] = 1;
    EXPECT_TRUE(call(1, input, 3000).output.empty());
}

TEST(Modexp, ReadsWhatIsMissingAsZero) {
    // 3^(2^256 - 1) with a modulus that is cut off: 0x80 and 31 zero bytes.
    const auto input =
        modexp_input(1, 32, 32, "03fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe80");

    const auto result = call(5, input, 1'000'000, Revision::Byzantium);

    ASSERT_TRUE(result.success);
    EXPECT_EQ(result.output.size(), 32U);
    EXPECT_FALSE(word_from(result.output) == 0);
}

TEST(Modexp, ReturnsNothingForAnEmptyModulus) {
    const auto result = call(5, modexp_input(1, 1, 0, "0303"), 1000);

    EXPECT_TRUE(result.success);
    EXPECT_TRUE(result.output.empty());
}

TEST(Modexp, CostsByTheThreeFormulas) {
    // EIP-198's second example: 0 to a power of 32 bytes, modulus of 32 bytes.
    const auto input = modexp_input(0, 32, 32,
                                    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"
                                    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    EXPECT_EQ(modexp_price(input, Revision::Byzantium), 32 * 32 * 255 / 20);
    EXPECT_EQ(modexp_price(input, Revision::Berlin), 4 * 4 * 255 / 3);
    EXPECT_EQ(modexp_price(input, Revision::Osaka), 16 * 255);
}

TEST(Modexp, ChargesAtLeastItsFloor) {
    EXPECT_EQ(modexp_price({}, Revision::Byzantium), 0);
    EXPECT_EQ(modexp_price({}, Revision::Berlin), 200);
    EXPECT_EQ(modexp_price({}, Revision::Osaka), 500);
}

TEST(Modexp, CannotBePaidForLengthsBeyondMemory) {
    const Uint256 huge = Uint256::max();
    for (const auto revision : {Revision::Byzantium, Revision::Berlin, Revision::Osaka}) {
        EXPECT_EQ(modexp_price(modexp_input(huge, huge, huge, ""), revision), kUnaffordableGas);
        EXPECT_EQ(modexp_price(modexp_input(huge, 1, 1, ""), revision), kUnaffordableGas);
        EXPECT_EQ(modexp_price(modexp_input(1, huge, 1, ""), revision), kUnaffordableGas);
        EXPECT_FALSE(call(5, modexp_input(1, 1, huge, ""), kUnaffordableGas, revision).success);
    }
}

TEST(Modexp, AsksLittleForALongExponentOfNothingUntilOsaka) {
    EXPECT_EQ(modexp_price(modexp_input(0, Uint256::max(), 0, ""), Revision::Byzantium), 0);
    EXPECT_EQ(modexp_price(modexp_input(0, Uint256::max(), 0, ""), Revision::Berlin), 200);
    EXPECT_TRUE(call(5, modexp_input(0, Uint256::max(), 0, ""), 200, Revision::Berlin).success);
}

TEST(Modexp, RefusesNumbersAbove1024BytesSinceOsaka) {
    EXPECT_TRUE(call(5, modexp_input(1024, 1, 1, ""), 1'000'000, Revision::Osaka).success);
    EXPECT_FALSE(call(5, modexp_input(1025, 1, 1, ""), 1'000'000, Revision::Osaka).success);
    EXPECT_FALSE(call(5, modexp_input(0, 1025, 0, ""), 1'000'000, Revision::Osaka).success);
    EXPECT_TRUE(call(5, modexp_input(1025, 1, 1, ""), 1'000'000, Revision::Prague).success);
}

TEST(Blake2f, RefusesOtherLengthsAndFlags) {
    Bytes input(213);
    EXPECT_TRUE(call(9, input, 0).success);
    input[212] = 2;
    EXPECT_FALSE(call(9, input, 1000).success);
    EXPECT_FALSE(call(9, Bytes(212), 1000).success);
    EXPECT_FALSE(call(9, Bytes(214), 1000).success);
}

TEST(Blake2f, CostsAsManyGasAsRounds) {
    Bytes input(213);
    input[0] = 0xff;

    EXPECT_FALSE(call(9, input, 0xff00'0000 - 1).success);
    EXPECT_EQ(find_precompile(address_of(9), Revision::Osaka)->gas(input, Revision::Osaka), 0xff00'0000);
}

TEST(P256Verify, ReturnsNothingForInputOfAnotherLength) {
    const auto result = call(0x100, Bytes(161), 6900);

    EXPECT_TRUE(result.success);
    EXPECT_TRUE(result.output.empty());
    EXPECT_EQ(result.gas_left, 0);
}

TEST(Bn254, ReadsWhatIsMissingAsZeroButWholePairsOnly) {
    EXPECT_EQ(call(6, {}, 150).output, Bytes(64));
    EXPECT_EQ(call(7, {}, 6000).output, Bytes(64));
    EXPECT_EQ(call(8, {}, 45000).output, to_bytes(to_hash(1)));
    EXPECT_FALSE(call(8, Bytes(191), 1'000'000).success);
    EXPECT_EQ(call(8, Bytes(192), 79000).gas_left, 0);
}

TEST(Bn254, CostLessSinceIstanbul) {
    EXPECT_EQ(call(6, {}, 500, Revision::Byzantium).gas_left, 0);
    EXPECT_EQ(call(6, {}, 500, Revision::Istanbul).gas_left, 350);
}

TEST(Bls12, RefusesInputOfAnotherLengthThanAskedFor) {
    const auto fails = [](uint64_t address, size_t size) {
        return !call(address, Bytes(size), 10'000'000).success;
    };
    for (uint64_t address = 0x0b; address <= 0x11; ++address) EXPECT_TRUE(fails(address, 0)) << address;
    EXPECT_TRUE(fails(0x0b, 255));
    EXPECT_TRUE(fails(0x0c, 161));
    EXPECT_TRUE(fails(0x0d, 513));
    EXPECT_TRUE(fails(0x0e, 287));
    EXPECT_TRUE(fails(0x0f, 385));
    EXPECT_TRUE(fails(0x10, 65));
    EXPECT_TRUE(fails(0x11, 127));
}

TEST(Bls12, GivesDiscountsForSumsOfManyTerms) {
    const auto price = [](uint64_t address, size_t size) {
        return find_precompile(address_of(address), Revision::Prague)->gas(Bytes(size), Revision::Prague);
    };
    EXPECT_EQ(price(0x0c, 160), 12000);
    EXPECT_EQ(price(0x0c, 2 * 160), 2 * 12000 * 949 / 1000);
    EXPECT_EQ(price(0x0c, 128 * 160), 128 * 12000 * 519 / 1000);
    EXPECT_EQ(price(0x0c, 200 * 160), 200 * 12000 * 519 / 1000);
    EXPECT_EQ(price(0x0e, 128 * 288), 128 * 22500 * 524 / 1000);
    EXPECT_EQ(price(0x0f, 2 * 384), 37700 + 2 * 32600);
}

TEST(KzgPointEvaluation, WantsTheCommitmentsOwnHash) {
    // The zero polynomial: commitment and proof are the point at infinity.
    Bytes input(192);
    const auto hash = *from_hex("010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014");
    std::copy(hash.begin(), hash.end(), input.begin());
    input[96] = 0xc0;
    input[144] = 0xc0;

    const auto result = call(0x0a, input, 50000);
    EXPECT_TRUE(result.success);
    EXPECT_EQ(to_hex(result.output),
              "0000000000000000000000000000000000000000000000000000000000001000"
              "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    input[1] ^= 1;
    EXPECT_FALSE(call(0x0a, input, 50000).success);
    EXPECT_FALSE(call(0x0a, Bytes(191), 50000).success);
}

TEST(PrecompileMoves, LeaveNothingWhereAPrecompileWas) {
    const PrecompileMoves moves{{address_of(4), std::nullopt}, {address_of(0x1234), address_of(4)}};

    EXPECT_FALSE(find_precompile(address_of(4), Revision::Osaka, moves));
    EXPECT_EQ(find_precompile(address_of(0x1234), Revision::Osaka, moves)->name, "ID");
    EXPECT_EQ(find_precompile(address_of(2), Revision::Osaka, moves)->name, "SHA256");
}

}  // namespace
}  // namespace deed::precompiles
