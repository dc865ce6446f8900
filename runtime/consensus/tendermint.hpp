#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "runtime/consensus/message.hpp"
#include "runtime/consensus/validator_set.hpp"

namespace deed::consensus {

/// Where in a round a validator stands.
enum class Step : uint8_t { Propose = 1, Prevote = 2, Precommit = 3 };

/// How long a round waits; a step of round r waits its own time and r times `growth_ms`.
struct Timeouts {
    uint64_t propose_ms = 3'000;
    uint64_t prevote_ms = 1'000;
    uint64_t precommit_ms = 1'000;
    uint64_t growth_ms = 500;
};

// What the machine asks for.

/// Build a block for this height and hand its hash to `on_block_built`; later is allowed, never too.
struct BuildBlock {
    uint64_t height;
    uint32_t round;
};
/// Store `durable_state()` (and, for a proposal, the block) durably; then sign, hand the seal to
/// `attach_seal`, and send the message to everybody. Never sign when storing failed.
struct Sign {
    Message message;
};
/// Call `on_timer` with these arguments after the delay.
struct StartTimer {
    uint64_t height;
    uint32_t round;
    Step step;
    uint64_t delay_ms;
};
/// The block is final. The proof is `certificate()`, once the seals asked for before are attached.
struct Decide {
    uint64_t height;
    uint32_t round;
    Hash block_hash;
};
/// A validator has lied.
struct Report {
    Evidence evidence;
};
using Action = std::variant<BuildBlock, Sign, StartTimer, Decide, Report>;

/// Whether the block of a proposal can be executed on its parent and holds; found out by the caller.
enum class Validity : uint8_t { Valid, Invalid };

/// A block and the round in which it gained something.
struct RoundBlock {
    uint32_t round = 0;
    Hash block_hash;

    bool operator==(const RoundBlock&) const = default;
};

/// What a validator must not forget: with it, a crash changes nothing of what it may sign.
struct DurableState {
    uint64_t height = 0;
    uint32_t round = 0;
    Step step = Step::Propose;
    std::optional<RoundBlock> locked;
    std::optional<RoundBlock> valid;
    /// The prevotes that made `valid` so: without them nobody could be convinced of it again, if everybody
    /// crashed. The own one may have no seal yet (zero).
    std::vector<SignedMessage> polka;
    /// The precommits after which the round before was left. Those of liars among them may have reached
    /// nobody else: without them, whoever is still in that round might wait for ever. The own one may have no
    /// seal.
    std::vector<SignedMessage> round_end;
    std::vector<Message> signed_now;  ///< what it signs in this round: at most one of each type

    bool operator==(const DurableState&) const = default;
};

[[nodiscard]] Bytes encode(const DurableState& state);
/// Nothing when @p bytes are not what `encode` writes.
[[nodiscard]] std::optional<DurableState> decode_durable_state(BytesView bytes);

/// Tendermint as in Buchman, Kwon, Milosevic, "The latest gossip on BFT consensus" (arXiv:1807.04938,
/// Algorithm 1), with stake as voting power, for one height after another. It knows no clock, socket or disk:
/// messages and timers come in, actions go out, in the order in which they must be done. The line numbers in
/// the source are those of Algorithm 1.
///
/// Messages of other heights are ignored: keeping or fetching them is the caller's business. A validator's
/// own messages count from the moment it decides to sign them.
class Tendermint {
  public:
    struct Setup {
        ChainIdentity chain;
        Address self;  ///< not in the set: watches and never signs
        Timeouts timeouts;
    };

    /// Borrows @p scheme.
    Tendermint(const Setup& setup, const SignatureScheme& scheme) : setup_(setup), scheme_(scheme) {}

    /// Begins a height. @p seed is what proposers are drawn from. @p resumed is the stored state of this very
    /// height, when there is one: what it holds is signed again, with the same result.
    [[nodiscard]] std::vector<Action> start_height(uint64_t height, ValidatorSet validators, const Hash& seed,
                                                   const std::optional<DurableState>& resumed = {});

    /// The block that BuildBlock asked for; ignored when the round has passed.
    [[nodiscard]] std::vector<Action> on_block_built(uint64_t height, uint32_t round, const Hash& block_hash);
    /// A proposal, whose block the caller has examined. Ignored unless it is the drawn proposer's, and
    /// sealed.
    [[nodiscard]] std::vector<Action> on_proposal(const SignedMessage& proposal, Validity validity);
    /// A prevote or precommit. Ignored unless a validator has sealed it.
    [[nodiscard]] std::vector<Action> on_vote(const SignedMessage& vote);
    /// Whether @p message counts here already, so that telling it again changes nothing.
    [[nodiscard]] bool has(const SignedMessage& message) const;
    /// A timer that StartTimer asked for.
    [[nodiscard]] std::vector<Action> on_timer(uint64_t height, uint32_t round, Step step);
    /// The seal of an own message.
    void attach_seal(const Message& message, const block::Seal& seal);

    [[nodiscard]] uint64_t height() const { return state_.height; }
    [[nodiscard]] uint32_t round() const { return state_.round; }
    [[nodiscard]] const DurableState& durable_state() const { return state_; }
    [[nodiscard]] const ValidatorSet& validators() const { return *validators_; }
    /// What was decided at this height, once it is.
    [[nodiscard]] const std::optional<RoundBlock>& decision() const { return decision_; }
    /// The proposer of a round of this height.
    [[nodiscard]] const Address& proposer_of(uint32_t round) const;

    /// The record that proves the decision: proposal, bitmap, seals. The reveal is the caller's to fill in.
    /// There must be a decision, and own seals must be attached.
    [[nodiscard]] block::CommitRecord certificate() const;
    /// Every message of the rounds from @p first to @p last of this height that is worth sending again to
    /// somebody who may have missed it.
    [[nodiscard]] std::vector<SignedMessage> messages(uint32_t first = 0, uint32_t last = ~uint32_t{0}) const;

  private:
    struct Proposal {
        Message message;
        std::optional<block::Seal> seal;  ///< absent: our own, not yet signed
        bool is_valid = false;
    };
    /// The votes of one type in a round. A liar's votes for different blocks all count, each for its block,
    /// as in the paper: otherwise who saw them in another order would never see the same quorum.
    struct Tally {
        using Voters = std::map<size_t, std::optional<block::Seal>>;  ///< by validator

        std::map<Hash, Voters> voters;       ///< by block hash, zero for nil
        std::map<Hash, uint64_t> stake_for;  ///< by block hash
        std::map<size_t, uint32_t> blocks;   ///< by validator: for how many different ones it has voted
        uint64_t stake = 0;                  ///< of all who have voted
    };
    struct Round {
        std::vector<Proposal> proposals;  ///< more than one only of a liar
        Tally prevotes;
        Tally precommits;
        bool has_started_prevote_timer = false;
        bool has_started_precommit_timer = false;
        bool has_seen_polka = false;
    };

    [[nodiscard]] bool is_acceptable(const Message& message) const;
    [[nodiscard]] bool is_sealed(const SignedMessage& message) const;
    void take_proposal(const SignedMessage& proposal, Validity validity);
    void take_vote(const SignedMessage& vote, size_t index);
    [[nodiscard]] static Tally& tally_of(Round& round, MessageType type);
    void count(Tally& tally, size_t index, const Hash& block_hash, const std::optional<block::Seal>& seal);
    [[nodiscard]] bool is_worth_keeping(const Round& round, const Hash& block_hash) const;
    void add_own_proposal(const Message& message);
    void resume(const DurableState& stored);
    void resume_votes(const std::vector<SignedMessage>& votes);
    [[nodiscard]] std::vector<SignedMessage> votes_for(const Tally::Voters& voters,
                                                       const Message& message) const;
    [[nodiscard]] std::vector<SignedMessage> all_votes(uint32_t round, MessageType type,
                                                       const Tally& tally) const;
    [[nodiscard]] bool may_prevote(const Message& proposal) const;
    void note_round(size_t index, uint32_t round);

    void start_round(uint32_t round);
    void leave_round();
    void propose(const Hash& block_hash, std::optional<uint32_t> valid_round);
    void cast(MessageType type, const Hash& block_hash);
    void start_timer(Step step, uint64_t base_ms);

    std::vector<Action> run_rules();
    bool apply_one_rule();
    bool prevote_on_proposal();
    bool precommit_on_polka();
    bool precommit_nil_on_nil_polka();
    bool start_waiting();
    bool decide();
    bool skip_to_later_round();

    Setup setup_;
    const SignatureScheme& scheme_;
    std::optional<ValidatorSet> validators_;
    std::optional<size_t> self_;
    Hash seed_;
    DurableState state_;
    std::map<uint32_t, Round> rounds_;
    std::vector<uint32_t> newest_round_;     ///< by validator: the latest round it has spoken in
    bool has_heard_of_later_round_ = false;  ///< since the rule about those was last looked at
    std::optional<RoundBlock> decision_;
    std::vector<Action> actions_;
};

}  // namespace deed::consensus
