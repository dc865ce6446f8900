#include <algorithm>
#include <map>
#include <tuple>

#include "fuzz/choice_reader.hpp"
#include "runtime/consensus/beacon.hpp"
#include "runtime/consensus/evidence.hpp"
#include "runtime/consensus/tendermint.hpp"
#include "vm/base/assert.hpp"

// A validator among others that say whatever the input tells, and that crashes when the input wants: it never
// signs two things of one type in a round, decides once at a height, and reports only lies. Stored forms that
// can be read are the ones that are written.
namespace {

using namespace deed;
using namespace deed::consensus;
using fuzz::ChoiceReader;

constexpr uint8_t kMembers = 4;
constexpr size_t kMostSteps = 400;
constexpr uint32_t kRounds = 5;

Address member(uint64_t i) {
    return Address{{static_cast<uint8_t>(i + 1)}};
}

/// A seal is the digest's bytes with the sender's first one.
class PlainScheme final : public SignatureScheme {
  public:
    static block::Seal seal(const Hash& digest, const Address& sender) {
        block::Seal seal;
        std::copy(digest.bytes.begin(), digest.bytes.end(), seal.bytes.begin());
        seal.bytes.back() = sender.bytes[0];
        return seal;
    }
    [[nodiscard]] bool is_by(const Hash& digest, const block::Seal& seal,
                             const Address& sender) const override {
        return seal == PlainScheme::seal(digest, sender);
    }
};

class Play {
  public:
    explicit Play(ChoiceReader& choices) : choices_(choices) {
        std::vector<Validator> members;
        for (uint8_t i = 0; i < kMembers; ++i) members.push_back({member(i), 1 + choices.below(3), {}});
        validators_ = ValidatorSet::from(std::move(members)).value();
        start({});
    }

    void step() {
        switch (choices_.below(8)) {
            case 0: return crash();
            case 1:
                if (!wanted_) return;
                return follow(machine_->on_block_built(wanted_->height, wanted_->round, block()));
            case 2: {
                if (timers_.empty()) return;
                const StartTimer timer = timers_[choices_.below(timers_.size())];
                return follow(machine_->on_timer(timer.height, timer.round, timer.step));
            }
            case 3: return propose();
            default: return vote();
        }
    }

  private:
    void start(const std::optional<DurableState>& resumed) {
        machine_.emplace(Tendermint::Setup{kChain, member(0), {}}, scheme_);
        timers_.clear();
        wanted_.reset();
        follow(machine_->start_height(height_, *validators_, Hash{{static_cast<uint8_t>(height_)}}, resumed));
    }

    /// What was stored last is all that is left.
    void crash() {
        std::optional<DurableState> left;
        if (stored_ && stored_->height == height_) left = decode_durable_state(encode(*stored_));
        DEED_ASSERT(!stored_ || stored_->height != height_ || left == stored_);
        start(left);
    }

    void follow(const std::vector<Action>& actions) {
        bool is_decided = false;
        for (const Action& action : actions) {
            if (const auto* build = std::get_if<BuildBlock>(&action)) wanted_ = *build;
            if (const auto* timer = std::get_if<StartTimer>(&action)) timers_.push_back(*timer);
            if (const auto* sign = std::get_if<Sign>(&action)) note(sign->message);
            if (const auto* report = std::get_if<Report>(&action)) check(report->evidence);
            if (const auto* decide = std::get_if<Decide>(&action)) {
                DEED_ASSERT(decide->height == height_);
                DEED_ASSERT(!is_decided);
                is_decided = true;
            }
        }
        if (!is_decided) return;
        (void)machine_->certificate();
        ++height_;
        start({});
    }

    void note(const Message& message) {
        stored_ = machine_->durable_state();
        const auto key = std::tuple{message.height, message.round, message.type};
        const auto signed_before = signed_.emplace(key, message);
        DEED_ASSERT(signed_before.first->second == message);
        machine_->attach_seal(message, PlainScheme::seal(digest_of(message, kChain), member(0)));
    }

    void check(const Evidence& evidence) const {
        const auto& [first, second] = evidence;
        DEED_ASSERT(first.sender == second.sender && first.sender != member(0));
        DEED_ASSERT(first.message.type == second.message.type);
        DEED_ASSERT(first.message.height == second.message.height);
        DEED_ASSERT(first.message.round == second.message.round);
        DEED_ASSERT(!(first.message == second.message));
        for (const SignedMessage& one : {first, second})
            DEED_ASSERT(scheme_.is_by(digest_of(one.message, kChain), one.seal, one.sender));
        const auto read = decode_evidence(encode(evidence));
        DEED_ASSERT(read && read->first == first && read->second == second);
    }

    Hash block() { return Hash{{static_cast<uint8_t>(1 + choices_.below(4))}}; }

    SignedMessage say(uint64_t who, Message message) {
        message.height = height_ + (choices_.below(16) == 15 ? 1 : 0);
        block::Seal seal = PlainScheme::seal(digest_of(message, kChain), member(who));
        if (choices_.below(32) == 31) seal.bytes[3] ^= 1;
        return {message, member(who), seal};
    }

    void propose() {
        const auto round = static_cast<uint32_t>(choices_.below(kRounds));
        const uint64_t who = choices_.below(kMembers + 1);
        const auto valid = static_cast<uint32_t>(choices_.below(kRounds + 1));
        Message message{MessageType::Proposal, height_, round, block(), {}};
        if (valid > 0) message.valid_round = valid - 1;
        // Whether a block holds is told by the block alone.
        const bool is_valid = message.block_hash.bytes[0] != 4;
        if (who == 0) return;
        follow(machine_->on_proposal(say(who, message), is_valid ? Validity::Valid : Validity::Invalid));
    }

    void vote() {
        const MessageType type = choices_.below(2) == 0 ? MessageType::Prevote : MessageType::Precommit;
        const uint64_t who = 1 + choices_.below(kMembers);
        const auto round = static_cast<uint32_t>(choices_.below(kRounds));
        const Hash hash = choices_.below(4) == 3 ? Hash{} : block();
        const SignedMessage message = say(who, {type, height_, round, hash, {}});
        follow(machine_->on_vote(message));
    }

    static constexpr ChainIdentity kChain{5, Hash{}};

    ChoiceReader& choices_;
    PlainScheme scheme_;
    std::optional<ValidatorSet> validators_;
    std::optional<Tendermint> machine_;
    uint64_t height_ = 1;
    std::optional<BuildBlock> wanted_;
    std::vector<StartTimer> timers_;
    std::optional<DurableState> stored_;
    std::map<std::tuple<uint64_t, uint32_t, MessageType>, Message> signed_;
};

void read(BytesView bytes) {
    const Bytes given = to_bytes(bytes);
    if (const auto state = decode_durable_state(bytes)) DEED_ASSERT(encode(*state) == given);
    if (const auto evidence = decode_evidence(bytes)) DEED_ASSERT(encode(*evidence) == given);
    if (const auto beacon = decode_beacon(bytes)) DEED_ASSERT(encode(*beacon) == given);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const BytesView bytes{data, size};
    read(bytes);
    ChoiceReader choices{bytes};
    Play play{choices};
    for (size_t i = 0; i < kMostSteps && !choices.at_end(); ++i) play.step();
    return 0;
}
