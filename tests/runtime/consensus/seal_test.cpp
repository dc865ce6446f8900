#include "runtime/consensus/seal.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "runtime/consensus/own_seals.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::consensus {
namespace {

TEST(ValidatorSet, RefusesWhatCannotVote) {
    EXPECT_EQ(ValidatorSet::from({}).error(), ValidatorSetError::Empty);
    EXPECT_EQ(ValidatorSet::from({{Address{{1}}, 0, {}}}).error(), ValidatorSetError::ZeroStake);
    EXPECT_EQ(ValidatorSet::from({{Address{{1}}, 1, {}}, {Address{{1}}, 1, {}}}).error(),
              ValidatorSetError::DuplicateMember);
    EXPECT_EQ(
        ValidatorSet::from({{Address{{1}}, ValidatorSet::kLargestStake, {}}, {Address{{2}}, 1, {}}}).error(),
        ValidatorSetError::StakeTooLarge);
    std::vector<Validator> many;
    for (uint8_t i = 0; i <= ValidatorSet::kLargestCount; ++i) many.push_back({Address{{i}}, 1, {}});
    EXPECT_EQ(ValidatorSet::from(many).error(), ValidatorSetError::TooMany);
}

TEST(ValidatorSet, NeedsMoreThanTwoThirds) {
    const auto set =
        ValidatorSet::from({{Address{{1}}, 1, {}}, {Address{{2}}, 1, {}}, {Address{{3}}, 1, {}}}).value();

    EXPECT_FALSE(set.is_quorum(2));
    EXPECT_TRUE(set.is_quorum(3));
    EXPECT_FALSE(set.has_honest(1));
    EXPECT_TRUE(set.has_honest(2));
}

TEST(ValidatorSet, DrawsProposersByStake) {
    const auto set = ValidatorSet::from({{Address{{1}}, 1, {}}, {Address{{2}}, 9, {}}}).value();
    size_t second = 0;

    for (uint64_t height = 0; height < 1'000; ++height) second += set.draw_proposer(Hash{}, height, 0);

    EXPECT_GT(second, 850U);
    EXPECT_LT(second, 950U);
}

TEST(OwnSeals, BelievesOnlyWhatItWasTold) {
    const Hash digest{{1}};
    const Address sender{{2}};
    const block::Seal seal{{3}};
    OwnSeals seals;
    seals.add(digest, sender, seal);

    EXPECT_TRUE(seals.is_by(digest, seal, sender));
    EXPECT_FALSE(seals.is_by(digest, block::Seal{{4}}, sender));
    EXPECT_FALSE(seals.is_by(Hash{{4}}, seal, sender));
    EXPECT_FALSE(seals.is_by(digest, seal, Address{{4}}));
    seals.clear();
    EXPECT_FALSE(seals.is_by(digest, seal, sender));
}

TEST(OwnSeals, ChecksTheSealsOfOthers) {
    const auto key = crypto::PrivateKey::from(Hash{{7}}).value();
    const Hash digest{{1}};

    EXPECT_TRUE(OwnSeals{}.is_by(digest, to_seal(crypto::sign(digest, key)), crypto::address_of(key)));
}

TEST(Digest, DiffersInEveryField) {
    const Message message{MessageType::Prevote, 3, 1, Hash{{4}}, {}};
    const ChainIdentity chain{5, Hash{{6}}};
    std::vector<Hash> digests{digest_of(message, chain), digest_of(message, {6, chain.genesis_hash}),
                              digest_of(message, {5, Hash{}})};
    for (const Message& other : {Message{MessageType::Precommit, 3, 1, Hash{{4}}, {}},
                                 Message{MessageType::Prevote, 4, 1, Hash{{4}}, {}},
                                 Message{MessageType::Prevote, 3, 2, Hash{{4}}, {}},
                                 Message{MessageType::Prevote, 3, 1, Hash{{5}}, {}},
                                 Message{MessageType::Prevote, 3, 1, Hash{{4}}, 0}})
        digests.push_back(digest_of(other, chain));

    std::sort(digests.begin(), digests.end());

    EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

TEST(Secp256k1Scheme, TakesOnlyTheLowFormOfASignature) {
    const auto key = crypto::PrivateKey::from(Hash{{1, 2, 3}}).value();
    const Hash digest = crypto::keccak256(as_bytes("digest"));
    const Secp256k1Scheme scheme;
    block::Seal seal = to_seal(crypto::sign(digest, key));

    EXPECT_TRUE(scheme.is_by(digest, seal, crypto::address_of(key)));
    EXPECT_FALSE(scheme.is_by(digest, seal, Address{}));
    seal.bytes[32] |= 0x80;
    EXPECT_FALSE(scheme.is_by(digest, seal, crypto::address_of(key)));
}

TEST(Onion, RevealsLayersThatHashToOneAnother) {
    const Onion onion{Hash{{1}}, 0};

    EXPECT_TRUE(is_layer_under(onion.anchor(), onion.layer(0)));
    for (uint32_t i = 0; i < 100; ++i) EXPECT_TRUE(is_layer_under(onion.layer(i), onion.layer(i + 1)));
    EXPECT_TRUE(is_layer_under(onion.layer(Onion::kLayers - 2), onion.layer(Onion::kLayers - 1)));
    EXPECT_NE(Onion(Hash{{1}}, 1).anchor(), onion.anchor());
}

TEST(Beacon, GoesOnWithTheNextOnionWhenOneIsUsedUp) {
    const Address owner{{7}};
    const Onion first{Hash{{1}}, 0};
    const Onion second{Hash{{1}}, 1};
    Beacon beacon = Beacon::start(ValidatorSet::from({{owner, 1, first.anchor()}}).value());
    block::Header header;

    for (uint32_t i = 0; i < Onion::kLayers; ++i) {
        ASSERT_EQ(beacon.owner_of(first.layer(i)), owner) << i;
        ASSERT_EQ(beacon.needs_anchor(owner), i + 1 == Onion::kLayers);
        header.extra_data = beacon.needs_anchor(owner) ? to_bytes(BytesView{second.anchor()}) : Bytes{};
        beacon.apply(owner, first.layer(i), header);
    }

    EXPECT_EQ(beacon.owner_of(second.layer(0)), owner);
    EXPECT_FALSE(beacon.owner_of(first.layer(0)));
    EXPECT_EQ(decode_beacon(encode(beacon)), beacon);
}

TEST(SeedBlock, LiesTwoEpochsBack) {
    EXPECT_FALSE(seed_block(0));
    EXPECT_FALSE(seed_block(63));
    EXPECT_EQ(seed_block(64), 31U);
    EXPECT_EQ(seed_block(95), 31U);
    EXPECT_EQ(seed_block(96), 63U);
}

}  // namespace
}  // namespace deed::consensus
