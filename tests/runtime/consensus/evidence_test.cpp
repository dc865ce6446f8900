#include "runtime/consensus/evidence.hpp"

#include <gtest/gtest.h>

#include "runtime/consensus/seal.hpp"

namespace deed::consensus {
namespace {

constexpr Address kFirst{{1}};
constexpr Address kSecond{{2}};
constexpr Address kThird{{3}};
constexpr uint64_t kHeight = 9;

ValidatorSet validators() {
    return ValidatorSet::from({{kFirst, 1, {}}, {kSecond, 1, {}}, {kThird, 1, {}}}).value();
}

/// A certificate in which the validators at the places of @p bits have signed.
block::CommitRecord certificate(uint8_t block, uint8_t bits, uint64_t round = 0) {
    block::CommitRecord record{.block_hash = Hash{{block}}, .round = round};
    record.signers = {bits};
    for (uint8_t i = 0; i < 3; ++i)
        if (((bits >> i) & 1) != 0) record.signatures.push_back(block::Seal{{block, i}});
    return record;
}

TEST(Contradictions, AreThoseWhoHaveSignedBothCertificates) {
    const auto found =
        find_contradictions(certificate(1, 0b011), certificate(2, 0b110), kHeight, validators());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(
        found[0].first,
        (SignedMessage{{MessageType::Precommit, kHeight, 0, Hash{{1}}, {}}, kSecond, block::Seal{{1, 1}}}));
    EXPECT_EQ(
        found[0].second,
        (SignedMessage{{MessageType::Precommit, kHeight, 0, Hash{{2}}, {}}, kSecond, block::Seal{{2, 1}}}));
}

TEST(Contradictions, AreNoneBetweenRoundsOrForOneBlock) {
    EXPECT_TRUE(
        find_contradictions(certificate(1, 0b111), certificate(2, 0b111, 1), kHeight, validators()).empty());
    EXPECT_TRUE(
        find_contradictions(certificate(1, 0b111), certificate(1, 0b011), kHeight, validators()).empty());
    EXPECT_TRUE(
        find_contradictions(certificate(1, 0b001), certificate(2, 0b110), kHeight, validators()).empty());
}

TEST(Lies, AreTheSameWhenSignerTypeAndPlaceAre) {
    const auto one = find_contradictions(certificate(1, 0b011), certificate(2, 0b011), kHeight, validators());
    const auto other =
        find_contradictions(certificate(1, 0b011), certificate(3, 0b011), kHeight, validators());

    EXPECT_TRUE(is_same_lie(one[0], other[0]));
    EXPECT_FALSE(is_same_lie(one[0], one[1]));
    const auto later = find_contradictions(certificate(1, 1), certificate(2, 1), kHeight + 1, validators());
    EXPECT_FALSE(is_same_lie(one[0], later[0]));
}

TEST(Lies, AreReadAsTheyWereWritten) {
    const Evidence lie{{{MessageType::Proposal, kHeight, 7, Hash{{1}}, {}}, kFirst, block::Seal{{1}}},
                       {{MessageType::Proposal, kHeight, 7, Hash{{1}}, 0}, kFirst, block::Seal{{2}}}};

    const auto again = decode_evidence(encode(lie));

    ASSERT_TRUE(again);
    EXPECT_EQ(again->first, lie.first);
    EXPECT_EQ(again->second, lie.second);
    EXPECT_EQ(key_of(lie).size(), 33U);
    EXPECT_FALSE(decode_evidence(as_bytes("nonsense")));
    Bytes longer = encode(lie);
    longer.push_back(0);
    EXPECT_FALSE(decode_evidence(longer));
}

TEST(Beacon, GivesNewValidatorsAPlaceAndKeepsThoseThatLeave) {
    const Onion first{Hash{{1}}, 0};
    const Onion second{Hash{{2}}, 0};
    const auto before = ValidatorSet::from({{kFirst, 1, first.anchor()}}).value();
    const auto after = ValidatorSet::from({{kSecond, 1, second.anchor()}}).value();
    Beacon beacon = Beacon::start(before);
    beacon.apply(kFirst, first.layer(0), {});

    beacon.admit(after);
    beacon.admit(before);

    EXPECT_TRUE(beacon.is_next_of(kFirst, first.layer(1)));
    EXPECT_FALSE(beacon.is_next_of(kFirst, first.layer(0)));
    EXPECT_TRUE(beacon.is_next_of(kSecond, second.layer(0)));
    EXPECT_FALSE(beacon.is_next_of(kThird, second.layer(0)));
}

/// Somebody has registered the anchor of somebody else.
TEST(Revealer, IsWhoWasDrawnFirst) {
    const Onion onion{Hash{{1}}, 0};
    const auto set = ValidatorSet::from({{kFirst, 1, onion.anchor()}, {kSecond, 1, onion.anchor()}}).value();
    const Beacon beacon = Beacon::start(set);
    block::CommitRecord record;
    record.beacon_reveal = onion.layer(0);

    for (uint64_t height = 0; height < 20; ++height)
        EXPECT_EQ(find_revealer(record, height, set, Hash{}, beacon),
                  set.members()[set.draw_proposer(Hash{}, height, 0)].address);
}

TEST(Revealer, IsNobodyForALayerThatIsNotNext) {
    const Onion onion{Hash{{1}}, 0};
    const auto set = ValidatorSet::from({{kFirst, 1, onion.anchor()}}).value();
    block::CommitRecord record;
    record.beacon_reveal = onion.layer(1);

    EXPECT_EQ(find_revealer(record, 1, set, Hash{}, Beacon::start(set)), std::nullopt);
}

TEST(Epochs, FixTheirValidatorsAnEpochBeforeTheirSeed) {
    EXPECT_EQ(validators_block(0), 0U);
    EXPECT_EQ(validators_block(3 * kEpochLength - 1), 0U);
    EXPECT_EQ(validators_block(3 * kEpochLength), kEpochLength - 1);
    EXPECT_EQ(validators_block(4 * kEpochLength - 1), kEpochLength - 1);
    EXPECT_EQ(validators_block(4 * kEpochLength), 2 * kEpochLength - 1);
    for (uint64_t height = 3 * kEpochLength; height < 8 * kEpochLength; ++height)
        EXPECT_EQ(validators_block(height) + kEpochLength, seed_block(height));
}

}  // namespace
}  // namespace deed::consensus
