#include "vm/crypto/kzg.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"

namespace deed::crypto::kzg {
namespace {

CompressedPoint point(std::string_view hex) {
    return *fixed_from_hex<48>(hex);
}

// From the public vectors.
const CompressedPoint kCommitment =
    point("a421e229565952cfff4ef3517100a97da1d4fe57956fa50a442f92af03b1bf37adacc8ad4ed209b31287ea5bb94d9d06");
const CompressedPoint kProof =
    point("a444d6bb5aadc3ceb615b50d6606bd54bfe529f59247987cd1ab848d19de599a9052f1835fb0d0d44cf70183e19a68c9");
const Hash kZ = *hash_from_hex("564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306");
const Hash kY = *hash_from_hex("6d928e13fe443e957d82e3e71d48cb65d51028eb4483e719bf8efcdf12f7c321");
const CompressedPoint kInfinity = point("c0" + std::string(94, '0'));

TEST(KzgVerifyProof, TellsWhatHolds) {
    EXPECT_EQ(verify_proof(kCommitment, kZ, kY, kProof), Verdict::Holds);
    EXPECT_EQ(verify_proof(kCommitment, kZ, to_hash(to_word(kY) + 1), kProof), Verdict::DoesNotHold);
    EXPECT_EQ(verify_proof(kCommitment, to_hash(to_word(kZ) + 1), kY, kProof), Verdict::DoesNotHold);
    EXPECT_EQ(verify_proof(kProof, kZ, kY, kCommitment), Verdict::DoesNotHold);
}

TEST(KzgVerifyProof, TakesTheZeroPolynomial) {
    EXPECT_EQ(verify_proof(kInfinity, kZ, Hash{}, kInfinity), Verdict::Holds);
    EXPECT_EQ(verify_proof(kInfinity, kZ, to_hash(1), kInfinity), Verdict::DoesNotHold);
}

TEST(KzgVerifyProof, RefusesNumbersNotBelowTheOrder) {
    EXPECT_EQ(verify_proof(kCommitment, kFieldOrder, kY, kProof), Verdict::Malformed);
    EXPECT_EQ(verify_proof(kCommitment, kZ, kFieldOrder, kProof), Verdict::Malformed);
}

TEST(KzgVerifyProof, RefusesEveryOtherWayToWriteAPoint) {
    auto uncompressed = kProof;
    uncompressed[0] &= 0x7f;
    auto infinity_with_sign = kInfinity;
    infinity_with_sign[0] |= 0x20;
    auto infinity_with_x = kInfinity;
    infinity_with_x[47] = 1;
    auto beyond_prime = kProof;
    std::fill(beyond_prime.bytes.begin(), beyond_prime.bytes.end(), 0x9f);
    auto off_curve = kProof;
    off_curve[47] ^= 1;

    for (const auto& bytes : {uncompressed, infinity_with_sign, infinity_with_x, beyond_prime, off_curve}) {
        EXPECT_EQ(verify_proof(kCommitment, kZ, kY, bytes), Verdict::Malformed) << to_hex(bytes);
        EXPECT_EQ(verify_proof(bytes, kZ, kY, kProof), Verdict::Malformed) << to_hex(bytes);
    }
}

TEST(KzgVerifyProof, RefusesPointsOutsideTheSubgroup) {
    // x = 4 is on the curve, but not in the group.
    auto outside = point("80" + std::string(92, '0') + "04");

    EXPECT_EQ(verify_proof(outside, kZ, kY, kProof), Verdict::Malformed);
}

TEST(KzgVersionedHash, StartsWithItsVersion) {
    EXPECT_EQ(versioned_hash(kInfinity)[0], 0x01);
}

/// The blob of a polynomial that has this value everywhere.
Bytes constant_blob(uint8_t value) {
    Bytes blob(kBlobSize);
    for (size_t i = 31; i < kBlobSize; i += 32) blob[i] = value;
    return blob;
}

// A constant polynomial is its own remainder, and every quotient is zero.
TEST(KzgCells, HoldForTheCommitmentOfTheirBlobAlone) {
    const auto generator = point(
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");
    const std::vector<CompressedPoint> proofs(kCellsPerBlob, kInfinity);

    EXPECT_EQ(verify_cells(constant_blob(0), kInfinity, proofs), Verdict::Holds);
    EXPECT_EQ(verify_cells(constant_blob(1), generator, proofs), Verdict::Holds);
    EXPECT_EQ(verify_cells(constant_blob(2), generator, proofs), Verdict::DoesNotHold);
    EXPECT_EQ(verify_blob(constant_blob(1), generator, kInfinity), Verdict::Holds);
    EXPECT_EQ(verify_blob(constant_blob(2), generator, kInfinity), Verdict::DoesNotHold);
}

TEST(KzgCells, AreMalformedWhenAProofOrANumberIs) {
    std::vector<CompressedPoint> proofs(kCellsPerBlob, kInfinity);
    Bytes too_large = constant_blob(0);
    too_large[0] = 0xff;

    EXPECT_EQ(verify_cells(too_large, kInfinity, proofs), Verdict::Malformed);
    EXPECT_EQ(verify_cells(Bytes(kBlobSize - 1), kInfinity, proofs), Verdict::Malformed);
    EXPECT_EQ(verify_cells(constant_blob(0), kInfinity, std::span{proofs}.first(1)), Verdict::Malformed);
    proofs[5] = CompressedPoint{};
    EXPECT_EQ(verify_cells(constant_blob(0), kInfinity, proofs), Verdict::Malformed);
}

}  // namespace
}  // namespace deed::crypto::kzg
