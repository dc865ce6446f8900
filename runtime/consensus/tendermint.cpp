#include "runtime/consensus/tendermint.hpp"

#include <algorithm>

namespace deed::consensus {
namespace {

constexpr Hash kNil{};

/// A liar may speak in as many rounds as it likes; votes of rounds further off are not kept, only noted.
constexpr uint32_t kKeptRoundsAhead = 16;
/// Nor is everything kept that it says in one round, beyond what honest validators support.
constexpr size_t kKeptProposals = 3;
constexpr uint32_t kKeptVotes = 2;

uint64_t stake_for(const std::map<Hash, uint64_t>& by_block, const Hash& block_hash) {
    const auto found = by_block.find(block_hash);
    return found == by_block.end() ? 0 : found->second;
}

}  // namespace

// Entering a height.

std::vector<Action> Tendermint::start_height(uint64_t height, ValidatorSet validators, const Hash& seed,
                                             const std::optional<DurableState>& resumed) {
    validators_ = std::move(validators);
    self_ = validators_->find_index(setup_.self);
    seed_ = seed;
    rounds_.clear();
    newest_round_.assign(validators_->members().size(), 0);
    has_heard_of_later_round_ = false;
    decision_.reset();
    state_ = DurableState{.height = height};
    if (!resumed) {
        start_round(0);
        return run_rules();
    }

    DEED_ASSERT(resumed->height == height);
    resume(*resumed);
    return run_rules();
}

void Tendermint::resume(const DurableState& stored) {
    DEED_ASSERT(self_ || stored.signed_now.empty());
    state_ = stored;
    resume_votes(state_.round_end);
    resume_votes(state_.polka);
    for (const Message& message : state_.signed_now) {
        if (message.type == MessageType::Proposal)
            add_own_proposal(message);
        else
            count(tally_of(rounds_[state_.round], message.type), *self_, message.block_hash, {});
        actions_.push_back(Sign{message});
    }
    if (state_.step == Step::Propose && state_.signed_now.empty()) start_round(state_.round);
}

void Tendermint::resume_votes(const std::vector<SignedMessage>& votes) {
    for (const SignedMessage& vote : votes) {
        const Message& message = vote.message;
        const size_t index = *validators_->find_index(vote.sender);
        const bool is_own = index == self_;
        const bool is_signed_below = is_own && message.round == state_.round;
        if (is_signed_below) continue;
        count(tally_of(rounds_[message.round], message.type), index, message.block_hash,
              is_own ? std::nullopt : std::optional{vote.seal});
        if (is_own) actions_.push_back(Sign{message});
    }
}

// Lines 11-21.
void Tendermint::start_round(uint32_t round) {
    state_.round = round;
    state_.step = Step::Propose;
    state_.signed_now.clear();
    const bool is_proposer = self_ && validators_->members()[*self_].address == proposer_of(round);
    if (!is_proposer) return start_timer(Step::Propose, setup_.timeouts.propose_ms);
    if (state_.valid) return propose(state_.valid->block_hash, state_.valid->round);
    actions_.push_back(BuildBlock{state_.height, round});
}

// Lines 65-67.
void Tendermint::leave_round() {
    const uint32_t left = state_.round;
    auto votes = all_votes(left, MessageType::Precommit, rounds_[left].precommits);
    start_round(left + 1);
    state_.round_end = std::move(votes);
}

void Tendermint::propose(const Hash& block_hash, std::optional<uint32_t> valid_round) {
    const Message message{MessageType::Proposal, state_.height, state_.round, block_hash, valid_round};
    add_own_proposal(message);
    state_.signed_now.push_back(message);
    actions_.push_back(Sign{message});
}

void Tendermint::add_own_proposal(const Message& message) {
    rounds_[message.round].proposals.push_back({message, {}, true});
}

void Tendermint::cast(MessageType type, const Hash& block_hash) {
    state_.step = type == MessageType::Prevote ? Step::Prevote : Step::Precommit;
    if (!self_) return;
    const Message message{type, state_.height, state_.round, block_hash, {}};
    count(tally_of(rounds_[state_.round], type), *self_, block_hash, {});
    state_.signed_now.push_back(message);
    actions_.push_back(Sign{message});
}

void Tendermint::start_timer(Step step, uint64_t base_ms) {
    actions_.push_back(StartTimer{state_.height, state_.round, step,
                                  base_ms + uint64_t{state_.round} * setup_.timeouts.growth_ms});
}

const Address& Tendermint::proposer_of(uint32_t round) const {
    return validators_->members()[validators_->draw_proposer(seed_, state_.height, round)].address;
}

// What comes in.

std::vector<Action> Tendermint::on_block_built(uint64_t height, uint32_t round, const Hash& block_hash) {
    const bool is_awaited = height == state_.height && round == state_.round &&
                            state_.step == Step::Propose && self_ && state_.signed_now.empty() && !decision_;
    if (is_awaited) propose(block_hash, {});
    return run_rules();
}

std::vector<Action> Tendermint::on_proposal(const SignedMessage& proposal, Validity validity) {
    const Message& message = proposal.message;
    const bool is_proper = message.type == MessageType::Proposal && is_acceptable(message) &&
                           message.block_hash != kNil &&
                           (!message.valid_round || *message.valid_round < message.round) &&
                           proposal.sender == proposer_of(message.round) && is_sealed(proposal);
    if (is_proper) take_proposal(proposal, validity);
    return run_rules();
}

std::vector<Action> Tendermint::on_vote(const SignedMessage& vote) {
    const Message& message = vote.message;
    if (has(vote)) return {};
    const auto index = validators_->find_index(vote.sender);
    const bool is_proper = message.type != MessageType::Proposal && is_acceptable(message) && index &&
                           !message.valid_round && is_sealed(vote);
    if (is_proper) take_vote(vote, *index);
    return run_rules();
}

bool Tendermint::has(const SignedMessage& message) const {
    const Message& said = message.message;
    const auto found = rounds_.find(said.round);
    if (found == rounds_.end() || !is_acceptable(said)) return false;
    const Round& round = found->second;
    if (said.type == MessageType::Proposal)
        return std::any_of(round.proposals.begin(), round.proposals.end(),
                           [&](const Proposal& known) { return known.seal && known.message == said; });
    const Tally& tally = said.type == MessageType::Prevote ? round.prevotes : round.precommits;
    const auto voters = tally.voters.find(said.block_hash);
    const auto index = validators_->find_index(message.sender);
    if (voters == tally.voters.end() || !index) return false;
    const auto vote = voters->second.find(*index);
    return vote != voters->second.end() && vote->second;
}

std::vector<Action> Tendermint::on_timer(uint64_t height, uint32_t round, Step step) {
    if (height != state_.height || round != state_.round || decision_) return {};
    // Lines 57-67.
    switch (step) {
        case Step::Propose:
            if (state_.step == Step::Propose) cast(MessageType::Prevote, kNil);
            break;
        case Step::Prevote:
            if (state_.step == Step::Prevote) cast(MessageType::Precommit, kNil);
            break;
        case Step::Precommit: leave_round(); break;
    }
    return run_rules();
}

bool Tendermint::is_acceptable(const Message& message) const {
    return message.height == state_.height;
}

bool Tendermint::is_sealed(const SignedMessage& message) const {
    return scheme_.is_by(digest_of(message.message, setup_.chain), message.seal, message.sender);
}

void Tendermint::take_proposal(const SignedMessage& proposal, Validity validity) {
    const Message& message = proposal.message;
    note_round(*validators_->find_index(proposal.sender), message.round);
    if (message.round > state_.round + kKeptRoundsAhead) return;
    Round& round = rounds_[message.round];
    for (Proposal& earlier : round.proposals) {
        if (earlier.message != message) continue;
        // The same again: the caller may have found out more about the block.
        earlier.is_valid = earlier.is_valid || validity == Validity::Valid;
        return;
    }
    if (round.proposals.size() == 1 && round.proposals.front().seal) {
        const Proposal& first = round.proposals.front();
        actions_.push_back(Report{{{first.message, proposal.sender, *first.seal}, proposal}});
    }
    if (round.proposals.size() < kKeptProposals || is_worth_keeping(round, message.block_hash))
        round.proposals.push_back({message, proposal.seal, validity == Validity::Valid});
}

void Tendermint::take_vote(const SignedMessage& vote, size_t index) {
    const Message& message = vote.message;
    note_round(index, message.round);
    if (message.round > state_.round + kKeptRoundsAhead) return;
    Round& round = rounds_[message.round];
    Tally& tally = tally_of(round, message.type);
    const auto place = tally.voters.find(message.block_hash);
    if (place != tally.voters.end()) {
        const auto earlier = place->second.find(index);
        if (earlier != place->second.end()) {
            if (!earlier->second) earlier->second = vote.seal;
            return;
        }
    }
    if (tally.blocks[index] == 1) {
        for (const auto& [block_hash, voters] : tally.voters) {
            const auto first = voters.find(index);
            if (first == voters.end() || !first->second) continue;
            Message said = message;
            said.block_hash = block_hash;
            actions_.push_back(Report{{{said, vote.sender, *first->second}, vote}});
        }
    }
    if (tally.blocks[index] < kKeptVotes || is_worth_keeping(round, message.block_hash))
        count(tally, index, message.block_hash, vote.seal);
}

Tendermint::Tally& Tendermint::tally_of(Round& round, MessageType type) {
    return type == MessageType::Prevote ? round.prevotes : round.precommits;
}

void Tendermint::count(Tally& tally, size_t index, const Hash& block_hash,
                       const std::optional<block::Seal>& seal) {
    const uint64_t stake = validators_->members()[index].stake;
    if (tally.blocks[index]++ == 0) tally.stake += stake;
    tally.stake_for[block_hash] += stake;
    tally.voters[block_hash].emplace(index, seal);
}

// Somebody honest votes for it. The honest vote for one block each, so there are few of these.
bool Tendermint::is_worth_keeping(const Round& round, const Hash& block_hash) const {
    return validators_->has_honest(stake_for(round.prevotes.stake_for, block_hash)) ||
           validators_->has_honest(stake_for(round.precommits.stake_for, block_hash));
}

void Tendermint::note_round(size_t index, uint32_t round) {
    if (round <= newest_round_[index]) return;
    newest_round_[index] = round;
    if (round > state_.round) has_heard_of_later_round_ = true;
}

void Tendermint::attach_seal(const Message& message, const block::Seal& seal) {
    if (message.height != state_.height || !self_) return;
    Round& round = rounds_[message.round];
    if (message.type != MessageType::Proposal) {
        tally_of(round, message.type).voters.at(message.block_hash).at(*self_) = seal;
        return;
    }
    for (Proposal& proposal : round.proposals)
        if (proposal.message == message) proposal.seal = seal;
}

// The rules of Algorithm 1.

std::vector<Action> Tendermint::run_rules() {
    while (!decision_ && apply_one_rule()) {}
    return std::exchange(actions_, {});
}

bool Tendermint::apply_one_rule() {
    return decide() || prevote_on_proposal() || precommit_on_polka() || precommit_nil_on_nil_polka() ||
           start_waiting() || skip_to_later_round();
}

// Lines 22-33.
bool Tendermint::prevote_on_proposal() {
    if (state_.step != Step::Propose) return false;
    for (const Proposal& proposal : rounds_[state_.round].proposals) {
        const Message& message = proposal.message;
        if (message.valid_round) {
            const auto earlier = rounds_.find(*message.valid_round);
            if (earlier == rounds_.end() ||
                !validators_->is_quorum(stake_for(earlier->second.prevotes.stake_for, message.block_hash)))
                continue;
        }
        cast(MessageType::Prevote, proposal.is_valid && may_prevote(message) ? message.block_hash : kNil);
        return true;
    }
    return false;
}

bool Tendermint::may_prevote(const Message& proposal) const {
    if (!state_.locked || state_.locked->block_hash == proposal.block_hash) return true;
    return proposal.valid_round && state_.locked->round <= *proposal.valid_round;
}

// Lines 36-43.
bool Tendermint::precommit_on_polka() {
    Round& round = rounds_[state_.round];
    if (state_.step == Step::Propose || round.has_seen_polka) return false;
    for (const Proposal& proposal : round.proposals) {
        const Hash block_hash = proposal.message.block_hash;
        if (!proposal.is_valid || !validators_->is_quorum(stake_for(round.prevotes.stake_for, block_hash)))
            continue;
        round.has_seen_polka = true;
        state_.valid = RoundBlock{state_.round, block_hash};
        state_.polka = votes_for(round.prevotes.voters.at(block_hash),
                                 {MessageType::Prevote, state_.height, state_.round, block_hash, {}});
        if (state_.step == Step::Prevote) {
            state_.locked = state_.valid;
            cast(MessageType::Precommit, block_hash);
        }
        return true;
    }
    return false;
}

// Lines 44-46.
bool Tendermint::precommit_nil_on_nil_polka() {
    const Round& round = rounds_[state_.round];
    if (state_.step != Step::Prevote || !validators_->is_quorum(stake_for(round.prevotes.stake_for, kNil)))
        return false;
    cast(MessageType::Precommit, kNil);
    return true;
}

// Lines 34-35 and 47-48.
bool Tendermint::start_waiting() {
    Round& round = rounds_[state_.round];
    if (state_.step == Step::Prevote && !round.has_started_prevote_timer &&
        validators_->is_quorum(round.prevotes.stake)) {
        round.has_started_prevote_timer = true;
        start_timer(Step::Prevote, setup_.timeouts.prevote_ms);
        return true;
    }
    if (!round.has_started_precommit_timer && validators_->is_quorum(round.precommits.stake)) {
        round.has_started_precommit_timer = true;
        start_timer(Step::Precommit, setup_.timeouts.precommit_ms);
        return true;
    }
    return false;
}

// Lines 49-54. The next height begins when the caller says so.
bool Tendermint::decide() {
    for (const auto& [number, round] : rounds_) {
        for (const Proposal& proposal : round.proposals) {
            const Hash& block_hash = proposal.message.block_hash;
            if (!proposal.is_valid ||
                !validators_->is_quorum(stake_for(round.precommits.stake_for, block_hash)))
                continue;
            decision_ = RoundBlock{number, block_hash};
            actions_.push_back(Decide{state_.height, number, block_hash});
            return true;
        }
    }
    return false;
}

// Lines 55-56. A validator that speaks in a later round vouches for all rounds before it, which makes the
// rule independent of how far apart those that are ahead have got.
bool Tendermint::skip_to_later_round() {
    if (!std::exchange(has_heard_of_later_round_, false)) return false;
    std::vector<std::pair<uint32_t, uint64_t>> ahead;
    for (size_t i = 0; i < newest_round_.size(); ++i)
        if (newest_round_[i] > state_.round)
            ahead.emplace_back(newest_round_[i], validators_->members()[i].stake);
    std::sort(ahead.rbegin(), ahead.rend());
    uint64_t stake = 0;
    for (const auto& [round, weight] : ahead) {
        stake += weight;
        if (!validators_->has_honest(stake)) continue;
        state_.round_end.clear();
        start_round(round);
        return true;
    }
    return false;
}

// What goes out.

block::CommitRecord Tendermint::certificate() const {
    DEED_ASSERT(decision_.has_value());
    const Round& round = rounds_.at(decision_->round);

    block::CommitRecord record;
    record.block_hash = decision_->block_hash;
    record.round = decision_->round;
    record.proposer = proposer_of(decision_->round);
    for (const Proposal& proposal : round.proposals)
        if (proposal.message.block_hash == decision_->block_hash)
            record.proposer_signature = proposal.seal.value();
    record.validator_set_hash = validators_->hash();
    for (const auto& [index, seal] : round.precommits.voters.at(decision_->block_hash)) {
        if (!seal) continue;
        record.signers.resize(std::max(record.signers.size(), index / 8 + 1));
        record.signers[index / 8] |= static_cast<uint8_t>(1U << (index % 8));
        record.signatures.push_back(*seal);
    }
    return record;
}

std::vector<SignedMessage> Tendermint::votes_for(const Tally::Voters& voters, const Message& message) const {
    std::vector<SignedMessage> votes;
    for (const auto& [index, seal] : voters)
        votes.push_back({message, validators_->members()[index].address, seal.value_or(block::Seal{})});
    return votes;
}

std::vector<SignedMessage> Tendermint::all_votes(uint32_t round, MessageType type, const Tally& tally) const {
    std::vector<SignedMessage> votes;
    for (const auto& [block_hash, voters] : tally.voters)
        for (SignedMessage& vote : votes_for(voters, {type, state_.height, round, block_hash, {}}))
            votes.push_back(std::move(vote));
    return votes;
}

std::vector<SignedMessage> Tendermint::messages(uint32_t first, uint32_t last) const {
    std::vector<SignedMessage> result;
    const auto add_votes = [&](uint32_t number, MessageType type, const Tally& tally) {
        for (SignedMessage& vote : all_votes(number, type, tally))
            if (vote.seal != block::Seal{}) result.push_back(std::move(vote));
    };
    for (auto place = rounds_.lower_bound(first); place != rounds_.end() && place->first <= last; ++place) {
        const auto& [number, round] = *place;
        for (const Proposal& proposal : round.proposals)
            if (proposal.seal) result.push_back({proposal.message, proposer_of(number), *proposal.seal});
        add_votes(number, MessageType::Prevote, round.prevotes);
        add_votes(number, MessageType::Precommit, round.precommits);
    }
    return result;
}

}  // namespace deed::consensus
