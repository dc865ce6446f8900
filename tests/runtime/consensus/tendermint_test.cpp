#include "runtime/consensus/tendermint.hpp"

#include <gtest/gtest.h>

#include "tests/runtime/consensus/fake_scheme.hpp"

namespace deed::consensus {
namespace {

using tests::FakeScheme;

constexpr Hash kBlock{{1}};
constexpr Hash kOther{{2}};

Address member(uint8_t i) {
    return Address{{static_cast<uint8_t>(i + 1)}};
}

/// One validator of four with equal stake, in the middle of the others, whose part the test plays.
class Stage {
  public:
    explicit Stage(uint8_t self) : machine(Tendermint::Setup{chain, member(self), {}}, scheme) {}

    static ValidatorSet validators() {
        return ValidatorSet::from(
                   {{member(0), 1, {}}, {member(1), 1, {}}, {member(2), 1, {}}, {member(3), 1, {}}})
            .value();
    }
    /// A seed with which @p proposer is the first one drawn, and then @p second.
    static Hash seed(uint8_t proposer, uint8_t second) {
        for (uint8_t i = 0;; ++i) {
            const Hash seed{{i}};
            if (validators().draw_proposer(seed, 1, 0) == proposer &&
                validators().draw_proposer(seed, 1, 1) == second)
                return seed;
        }
    }
    SignedMessage say(uint8_t who, Message message) const {
        message.height = 1;
        return {message, member(who), FakeScheme::seal(digest_of(message, chain), member(who))};
    }
    std::vector<Action> propose(uint8_t who, uint32_t round, const Hash& block,
                                std::optional<uint32_t> valid = {}) {
        return machine.on_proposal(say(who, {MessageType::Proposal, 1, round, block, valid}),
                                   Validity::Valid);
    }
    std::vector<Action> prevote(uint8_t who, uint32_t round, const Hash& block) {
        return machine.on_vote(say(who, {MessageType::Prevote, 1, round, block, {}}));
    }
    std::vector<Action> precommit(uint8_t who, uint32_t round, const Hash& block) {
        return machine.on_vote(say(who, {MessageType::Precommit, 1, round, block, {}}));
    }

    ChainIdentity chain{5, Hash{}};
    FakeScheme scheme;
    Tendermint machine;
};

/// The messages that the actions ask to sign.
std::vector<Message> signed_in(const std::vector<Action>& actions) {
    std::vector<Message> result;
    for (const Action& action : actions)
        if (const auto* sign = std::get_if<Sign>(&action)) result.push_back(sign->message);
    return result;
}

template <typename Wanted>
size_t count_of(const std::vector<Action>& actions) {
    size_t count = 0;
    for (const Action& action : actions) count += std::holds_alternative<Wanted>(action) ? 1 : 0;
    return count;
}

TEST(Tendermint, DecidesAloneAsSoonAsItsBlockIsBuilt) {
    Stage stage{0};
    const auto only = ValidatorSet::from({{member(0), 9, {}}}).value();
    EXPECT_EQ(count_of<BuildBlock>(stage.machine.start_height(1, only, {})), 1U);

    const auto actions = stage.machine.on_block_built(1, 0, kBlock);

    EXPECT_EQ(signed_in(actions).size(), 3U);
    EXPECT_EQ(count_of<Decide>(actions), 1U);
    EXPECT_EQ(stage.machine.durable_state().signed_now.size(), 3U);
}

TEST(Tendermint, VotesForAProposalLocksOnAQuorumAndDecides) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));

    const auto prevote = signed_in(stage.propose(1, 0, kBlock));
    ASSERT_EQ(prevote.size(), 1U);
    EXPECT_EQ(prevote[0], (Message{MessageType::Prevote, 1, 0, kBlock, {}}));
    EXPECT_TRUE(signed_in(stage.prevote(1, 0, kBlock)).empty());
    const auto precommit = signed_in(stage.prevote(2, 0, kBlock));
    ASSERT_EQ(precommit.size(), 1U);
    EXPECT_EQ(precommit[0].type, MessageType::Precommit);
    EXPECT_EQ(stage.machine.durable_state().locked, (RoundBlock{0, kBlock}));

    EXPECT_EQ(count_of<Decide>(stage.precommit(1, 0, kBlock)), 0U);
    EXPECT_EQ(count_of<Decide>(stage.precommit(3, 0, kBlock)), 1U);
    EXPECT_EQ(stage.machine.decision(), (RoundBlock{0, kBlock}));
}

TEST(Tendermint, VotesForNothingWhenNoProposalComes) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));

    const auto votes = signed_in(stage.machine.on_timer(1, 0, Step::Propose));

    ASSERT_EQ(votes.size(), 1U);
    EXPECT_TRUE(votes[0].block_hash.is_zero());
}

TEST(Tendermint, VotesForNothingWhenTheBlockDoesNotHold) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));

    const auto votes = signed_in(stage.machine.on_proposal(
        stage.say(1, {MessageType::Proposal, 1, 0, kBlock, {}}), Validity::Invalid));

    ASSERT_EQ(votes.size(), 1U);
    EXPECT_TRUE(votes[0].block_hash.is_zero());
}

TEST(Tendermint, KeepsItsLockAgainstANewProposal) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    (void)stage.propose(1, 0, kBlock);
    (void)stage.prevote(1, 0, kBlock);
    (void)stage.prevote(2, 0, kBlock);
    (void)stage.machine.on_timer(1, 0, Step::Precommit);
    ASSERT_EQ(stage.machine.round(), 1U);

    const auto votes = signed_in(stage.propose(2, 1, kOther));

    ASSERT_EQ(votes.size(), 1U);
    EXPECT_TRUE(votes[0].block_hash.is_zero());
}

TEST(Tendermint, GivesUpItsLockForALaterQuorum) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    (void)stage.propose(1, 0, kBlock);
    (void)stage.prevote(1, 0, kBlock);
    (void)stage.prevote(2, 0, kBlock);
    (void)stage.machine.on_timer(1, 0, Step::Precommit);
    for (const uint8_t who : {1, 2, 3}) (void)stage.prevote(who, 1, kOther);
    (void)stage.machine.on_timer(1, 1, Step::Precommit);
    ASSERT_EQ(stage.machine.round(), 2U);
    const auto proposer = static_cast<uint8_t>(*Stage::validators().find_index(stage.machine.proposer_of(2)));
    ASSERT_NE(proposer, 0U);

    const auto votes = signed_in(stage.propose(proposer, 2, kOther, 1));

    ASSERT_EQ(votes.size(), 1U);
    EXPECT_EQ(votes[0].block_hash, kOther);
}

TEST(Tendermint, FollowsMoreThanAThirdIntoALaterRound) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));

    (void)stage.prevote(1, 7, kBlock);
    EXPECT_EQ(stage.machine.round(), 0U);
    (void)stage.prevote(2, 5, kBlock);
    EXPECT_EQ(stage.machine.round(), 5U);
}

TEST(Tendermint, ReportsWhoSpeaksTwice) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));

    (void)stage.prevote(2, 0, kBlock);
    EXPECT_EQ(count_of<Report>(stage.prevote(2, 0, kBlock)), 0U);
    EXPECT_EQ(count_of<Report>(stage.prevote(2, 0, kOther)), 1U);
    (void)stage.propose(1, 0, kBlock);
    EXPECT_EQ(count_of<Report>(stage.propose(1, 0, kOther)), 1U);
}

TEST(Tendermint, IgnoresWhatIsNotSealedOrNotDrawn) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    SignedMessage forged = stage.say(1, {MessageType::Proposal, 1, 0, kBlock, {}});
    forged.seal.bytes[0] ^= 1;

    EXPECT_TRUE(stage.machine.on_proposal(forged, Validity::Valid).empty());
    EXPECT_TRUE(stage.propose(3, 0, kBlock).empty());
    EXPECT_TRUE(stage.prevote(9, 0, kBlock).empty());
}

TEST(Tendermint, SignsTheSameAgainAfterACrash) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    (void)stage.propose(1, 0, kBlock);
    (void)stage.prevote(1, 0, kBlock);
    const auto before = signed_in(stage.prevote(2, 0, kBlock));
    const auto stored = decode_durable_state(encode(stage.machine.durable_state()));
    ASSERT_EQ(stored, stage.machine.durable_state());

    Stage again{0};
    const auto after =
        signed_in(again.machine.start_height(1, Stage::validators(), Stage::seed(1, 2), stored));

    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[1], before[0]);
    EXPECT_TRUE(signed_in(again.propose(1, 0, kOther)).empty());
}

/// The votes of a liar that ended a round may have been heard by one validator alone.
TEST(Tendermint, CanTellWhatEndedARoundAfterACrash) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    (void)stage.machine.on_timer(1, 0, Step::Propose);
    for (const uint8_t who : {1, 2, 3}) (void)stage.precommit(who, 0, Hash{{who}});
    (void)stage.machine.on_timer(1, 0, Step::Precommit);
    (void)stage.machine.on_timer(1, 1, Step::Propose);
    const auto stored = decode_durable_state(encode(stage.machine.durable_state()));
    ASSERT_EQ(stored, stage.machine.durable_state());
    ASSERT_EQ(stored->round, 1U);

    Stage again{0};
    (void)again.machine.start_height(1, Stage::validators(), Stage::seed(1, 2), stored);

    std::vector<SignedMessage> told = again.machine.messages(0, 0);
    ASSERT_EQ(told.size(), 3U);
    for (uint8_t i = 0; i < 3; ++i) {
        const auto who = static_cast<uint8_t>(i + 1);
        EXPECT_EQ(told[i], stage.say(who, {MessageType::Precommit, 1, 0, Hash{{who}}, {}}));
    }
}

/// A time-out begins with what a quorum has said, not with a crash: nobody else would come along.
TEST(Tendermint, WaitsForAQuorumAgainAfterACrash) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    (void)stage.machine.on_timer(1, 0, Step::Propose);
    (void)stage.machine.on_timer(1, 0, Step::Prevote);

    Stage again{0};
    const auto actions =
        again.machine.start_height(1, Stage::validators(), Stage::seed(1, 2), stage.machine.durable_state());

    EXPECT_EQ(signed_in(actions).size(), 2U);
    EXPECT_EQ(count_of<StartTimer>(actions), 0U);
    (void)again.precommit(1, 0, {});
    EXPECT_EQ(count_of<StartTimer>(again.precommit(2, 0, {})), 1U);
}

TEST(Tendermint, HasWhatCountsAndNotWhatWasForged) {
    Stage stage{0};
    (void)stage.machine.start_height(1, Stage::validators(), Stage::seed(1, 2));
    const SignedMessage vote = stage.say(2, {MessageType::Prevote, 1, 0, kBlock, {}});
    const SignedMessage proposal = stage.say(1, {MessageType::Proposal, 1, 0, kBlock, {}});
    SignedMessage forged = vote;
    forged.seal.bytes[0] ^= 1;

    (void)stage.machine.on_vote(forged);
    EXPECT_FALSE(stage.machine.has(vote));
    EXPECT_FALSE(stage.machine.has(proposal));
    (void)stage.machine.on_vote(vote);
    (void)stage.machine.on_proposal(proposal, Validity::Valid);
    EXPECT_TRUE(stage.machine.has(vote));
    EXPECT_TRUE(stage.machine.has(proposal));
}

TEST(DurableState, IsNotReadFromOtherBytes) {
    EXPECT_FALSE(decode_durable_state(as_bytes("nonsense")));
    EXPECT_FALSE(decode_durable_state({}));
}

}  // namespace
}  // namespace deed::consensus
