#include "tests/runtime/consensus/simulation.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <tuple>
#include <vector>

#include "tests/runtime/consensus/fake_scheme.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::tests {
namespace {

using consensus::Action;
using consensus::DurableState;
using consensus::Message;
using consensus::MessageType;
using consensus::SignedMessage;
using consensus::Step;
using consensus::Tendermint;
using consensus::Validity;
using MessagePointer = std::shared_ptr<const SignedMessage>;

constexpr uint64_t kHealsAt_ms = 30'000;
/// Hundreds of rounds. So many are needed when one validator alone, with little stake, has locked a block and
/// cannot be done without: the height waits until it is drawn as proposer.
constexpr uint64_t kEnd_ms = 30'000'000;
constexpr consensus::Timeouts kTimeouts{
    .propose_ms = 600, .prevote_ms = 200, .precommit_ms = 200, .growth_ms = 100};
constexpr uint64_t kGossip_ms = 700;
constexpr uint64_t kLie_ms = 150;
constexpr uint64_t kForget_ms = 1'500;
constexpr uint64_t kLatest_ms = 10'000;
constexpr uint32_t kListeners = 8;  ///< whom a liar tells something at once

struct Node {
    Address address;
    std::shared_ptr<const crypto::PrivateKey> key{};
    Behaviour behaviour = Behaviour::Honest;
    uint32_t half = 0;  ///< where twins are apart
    std::set<std::tuple<uint64_t, uint32_t, Hash>> echoed{};

    // What a crash leaves.
    std::optional<DurableState> stored{};
    std::vector<Hash> decided{};  ///< by height, from 1
    std::map<uint64_t, std::vector<SignedMessage>> proofs{};

    // What it takes.
    std::unique_ptr<Tendermint> machine{};
    uint32_t life = 0;
    uint32_t side = 0;  ///< of a partition

    [[nodiscard]] uint64_t height() const { return decided.size() + 1; }
    [[nodiscard]] bool is_honest() const { return behaviour == Behaviour::Honest; }
    [[nodiscard]] bool is_up() const { return machine != nullptr; }
    [[nodiscard]] bool talks_with(const Node& other) const {
        const bool are_apart = behaviour == Behaviour::Twins || other.behaviour == Behaviour::Twins;
        return &other != this && (!are_apart || half == other.half);
    }
};

enum class EventKind : uint8_t { Deliver, Timer, Gossip, Lie, Trouble, Restart };

struct Event {
    uint64_t at_ms = 0;
    uint64_t order = 0;
    EventKind kind = EventKind::Deliver;
    uint32_t node = 0;
    uint32_t life = 0;
    Step step = Step::Propose;  ///< of a timer, with height and round
    uint32_t round = 0;
    uint64_t height = 0;
    MessagePointer message{};

    bool operator>(const Event& other) const {
        return std::tie(at_ms, order) > std::tie(other.at_ms, other.order);
    }
};

class World {
  public:
    explicit World(const SimulationOptions& options) : options_(options), random_(options.seed) {
        make_nodes();
        for (uint32_t i = 0; i < nodes_.size(); ++i) {
            if (!follows_protocol(nodes_[i].behaviour)) continue;
            schedule({.at_ms = random_.below(kGossip_ms), .kind = EventKind::Gossip, .node = i});
            start(i);
        }
        for (uint32_t i = 0; i < nodes_.size(); ++i)
            if (nodes_[i].behaviour == Behaviour::Random || nodes_[i].behaviour == Behaviour::Forgetful)
                schedule({.at_ms = random_.below(kLie_ms), .kind = EventKind::Lie, .node = i});
        schedule({.at_ms = 1'000, .kind = EventKind::Trouble});
    }

    SimulationResult run() {
        while (!events_.empty() && now_ms_ < kEnd_ms && result_.failure.empty() && !is_done()) {
            const Event event = events_.top();
            events_.pop();
            now_ms_ = event.at_ms;
            handle(event);
        }
        if (result_.failure.empty() && !is_done())
            result_.failure =
                "no progress: the slowest honest validator is at height " + std::to_string(slowest());
        result_.decided_heights = slowest() - 1;
        return result_;
    }

  private:
    void make_nodes() {
        std::vector<consensus::Validator> members;
        nodes_.resize(options_.validators);
        uint64_t total = 0;
        for (size_t i = 0; i < nodes_.size(); ++i) {
            const Hash secret = crypto::keccak256(to_hash(Uint256{i + 1}));
            if (options_.seals == SimulationOptions::Seals::Real) {
                nodes_[i].key =
                    std::make_shared<const crypto::PrivateKey>(crypto::PrivateKey::from(secret).value());
                nodes_[i].address = crypto::address_of(*nodes_[i].key);
            } else {
                nodes_[i].address = Address::from(BytesView{secret}.last(20));
            }
            nodes_[i].half = static_cast<uint32_t>(random_.below(2));
            members.push_back({nodes_[i].address, 1 + random_.below(random_.happens(50) ? 1 : 10), {}});
            total += members.back().stake;
        }
        choose_liars(members, total);
        validators_ = consensus::ValidatorSet::from(std::move(members)).value();
        seed_ = crypto::keccak256(to_hash(Uint256{options_.seed}));
    }

    /// A third less one of the stake at most. In some worlds all liars do the same.
    void choose_liars(const std::vector<consensus::Validator>& members, uint64_t total) {
        const std::optional<Behaviour> of_all =
            random_.happens(30) ? std::optional{choose_lie()} : std::nullopt;
        uint64_t lying = 0;
        for (size_t tries = 0; tries < members.size(); ++tries) {
            const size_t i = random_.below(members.size());
            if (!nodes_[i].is_honest() || 3 * (lying + members[i].stake) >= total) continue;
            nodes_[i].behaviour = of_all ? *of_all : choose_lie();
            lying += members[i].stake;
            ++result_.behaviours[static_cast<size_t>(nodes_[i].behaviour)];
        }
        for (size_t i = 0; i < members.size(); ++i) {
            if (nodes_[i].behaviour != Behaviour::Twins) continue;
            Node twin{.address = nodes_[i].address, .key = nodes_[i].key, .behaviour = Behaviour::Twins};
            twin.half = 1 - nodes_[i].half;
            nodes_.push_back(std::move(twin));
        }
    }

    Behaviour choose_lie() { return static_cast<Behaviour>(1 + random_.below(kBehaviours.size() - 1)); }

    // Events.

    void schedule(Event event) {
        event.order = next_order_++;
        events_.push(std::move(event));
    }

    void handle(const Event& event) {
        switch (event.kind) {
            case EventKind::Deliver: return deliver(event);
            case EventKind::Timer: {
                Node& node = nodes_[event.node];
                if (event.life == node.life && node.is_up())
                    act(event.node, node.machine->on_timer(event.height, event.round, event.step));
                return;
            }
            case EventKind::Gossip: return gossip(event.node);
            case EventKind::Lie: return lie(event.node);
            case EventKind::Trouble: return make_trouble();
            case EventKind::Restart:
                if (!nodes_[event.node].is_up()) start(event.node);
                return;
        }
    }

    [[nodiscard]] bool has_healed() const { return now_ms_ >= kHealsAt_ms; }

    void send(uint32_t from, uint32_t to, const MessagePointer& message) {
        ++result_.messages;
        const bool is_reliable = has_healed();
        if (!is_reliable && (nodes_[from].side != nodes_[to].side || random_.happens(loss_percent_))) return;
        const uint64_t latest_ms = is_reliable ? 50 : 2'000;
        const uint64_t held_back_ms =
            nodes_[from].behaviour == Behaviour::Late ? random_.below(kLatest_ms) : 0;
        const int copies = !is_reliable && random_.happens(5) ? 2 : 1;
        for (int i = 0; i < copies; ++i)
            schedule({.at_ms = now_ms_ + 1 + held_back_ms + random_.below(latest_ms),
                      .kind = EventKind::Deliver,
                      .node = to,
                      .message = message});
    }

    void broadcast(uint32_t from, const SignedMessage& message) {
        const auto shared = std::make_shared<const SignedMessage>(message);
        for (uint32_t to = 0; to < nodes_.size(); ++to) {
            if (!nodes_[from].talks_with(nodes_[to])) continue;
            if (nodes_[from].behaviour == Behaviour::Selective && random_.happens(40)) continue;
            send(from, to, shared);
        }
    }

    void deliver(const Event& event) {
        Node& node = nodes_[event.node];
        const SignedMessage& message = *event.message;
        if (node.behaviour == Behaviour::Echo) echo(event.node, message.message);
        if (!node.is_up()) return;
        act(event.node, message.message.type == MessageType::Proposal
                            ? node.machine->on_proposal(message, validity_of(message.message.block_hash))
                            : node.machine->on_vote(message));
    }

    /// Tells somebody what it lacks: the proof of a height it has not decided, or what is said in the rounds
    /// at hand and in the one that a proposal may refer to.
    void gossip(uint32_t from) {
        schedule({.at_ms = now_ms_ + kGossip_ms, .kind = EventKind::Gossip, .node = from});
        const Node& node = nodes_[from];
        const auto to = static_cast<uint32_t>(random_.below(nodes_.size()));
        const Node& other = nodes_[to];
        if (!node.is_up() || !other.is_up() || !node.talks_with(other)) return;
        const auto tell = [&](const SignedMessage& message) {
            if (!other.machine->has(message)) send(from, to, std::make_shared<const SignedMessage>(message));
        };
        const auto proof = node.proofs.find(other.height());
        if (proof != node.proofs.end()) {
            for (const SignedMessage& message : proof->second) tell(message);
            return;
        }
        if (node.height() != other.height()) return;

        const uint32_t present = other.machine->round();
        const uint32_t from_round = present == 0 ? 0 : present - 1;
        const auto& valid = node.machine->durable_state().valid;
        if (valid && valid->round < from_round)
            for (const auto& message : node.machine->messages(valid->round, valid->round)) tell(message);
        for (const auto& message : node.machine->messages(from_round)) tell(message);
    }

    void make_trouble() {
        if (has_healed()) {
            for (uint32_t i = 0; i < nodes_.size(); ++i)
                if (nodes_[i].is_honest() && !nodes_[i].is_up()) start(i);
            return;
        }
        schedule({.at_ms = now_ms_ + 500 + random_.below(1'500), .kind = EventKind::Trouble});
        loss_percent_ = random_.happens(30) ? random_.below(60) : random_.below(10);
        if (random_.happens(30)) {
            const uint64_t sides = 1 + random_.below(3);
            for (Node& node : nodes_) node.side = static_cast<uint32_t>(random_.below(sides));
        }
        if (random_.happens(40)) crash(static_cast<uint32_t>(random_.below(nodes_.size())));
    }

    void crash(uint32_t index) {
        Node& node = nodes_[index];
        if (!node.is_up() || !node.is_honest()) return;
        ++result_.crashes;
        ++node.life;
        node.machine.reset();
        schedule({.at_ms = now_ms_ + random_.below(5'000), .kind = EventKind::Restart, .node = index});
    }

    void start(uint32_t index) {
        Node& node = nodes_[index];
        ++node.life;
        node.machine =
            std::make_unique<Tendermint>(Tendermint::Setup{chain_, node.address, kTimeouts}, scheme());
        start_height(index);
    }

    void start_height(uint32_t index) {
        Node& node = nodes_[index];
        const bool is_stored = node.stored && node.stored->height == node.height();
        act(index, node.machine->start_height(node.height(), validators_.value(), seed_,
                                              is_stored ? node.stored : std::nullopt));
    }

    // Who follows the protocol.

    void act(uint32_t index, const std::vector<Action>& actions) {
        Node& node = nodes_[index];
        bool has_decided = false;
        for (const Action& action : actions) {
            if (const auto* build = std::get_if<consensus::BuildBlock>(&action)) {
                act(index, node.machine->on_block_built(build->height, build->round,
                                                        make_block(random_, Validity::Valid)));
            } else if (const auto* sign = std::get_if<consensus::Sign>(&action)) {
                store_and_say(index, sign->message);
            } else if (const auto* timer = std::get_if<consensus::StartTimer>(&action)) {
                schedule({.at_ms = now_ms_ + timer->delay_ms,
                          .kind = EventKind::Timer,
                          .node = index,
                          .life = node.life,
                          .step = timer->step,
                          .round = timer->round,
                          .height = timer->height});
            } else if (std::holds_alternative<consensus::Report>(action)) {
                result_.evidence += node.is_honest() ? 1 : 0;
            } else {
                has_decided = true;
            }
        }
        if (has_decided) decide(index);
    }

    void store_and_say(uint32_t index, const Message& message) {
        Node& node = nodes_[index];
        if (node.is_honest()) {
            node.stored = consensus::decode_durable_state(consensus::encode(node.machine->durable_state()));
            check_no_contradiction(index, message);
        }
        const SignedMessage said = make_signed(node, message);
        node.machine->attach_seal(message, said.seal);
        broadcast(index, said);
    }

    void decide(uint32_t index) {
        Node& node = nodes_[index];
        const uint64_t height = node.machine->height();
        const auto decision = node.machine->decision().value();
        if (node.is_honest()) check_agreement(height, decision);
        std::vector<SignedMessage> proof = node.machine->messages(decision.round, decision.round);
        std::erase_if(proof, [&](const SignedMessage& said) {
            return said.message.block_hash != decision.block_hash ||
                   said.message.type == MessageType::Prevote;
        });
        node.proofs[height] = std::move(proof);
        node.decided.push_back(decision.block_hash);
        start_height(index);
    }

    void check_agreement(uint64_t height, const consensus::RoundBlock& decision) {
        result_.largest_round = std::max(result_.largest_round, decision.round);
        const auto [agreed, is_first] = agreed_.emplace(height, decision.block_hash);
        if (agreed->second != decision.block_hash)
            result_.failure = "two blocks were decided at height " + std::to_string(height);
        if (validity_of(decision.block_hash) == Validity::Invalid)
            result_.failure = "a block that does not hold was decided at height " + std::to_string(height);
    }

    /// An honest validator never contradicts itself, also across crashes.
    void check_no_contradiction(uint32_t index, const Message& message) {
        const auto key = std::tuple{index, message.type, message.height, message.round};
        const auto [said, is_first] = said_.emplace(key, message);
        if (!is_first && said->second != message)
            result_.failure =
                "an honest validator has contradicted itself at height " + std::to_string(message.height);
    }

    SignedMessage make_signed(const Node& node, const Message& message) {
        const Hash digest = consensus::digest_of(message, chain_);
        const block::Seal seal = node.key ? consensus::to_seal(crypto::sign(digest, *node.key))
                                          : FakeScheme::seal(digest, node.address);
        if (!message.block_hash.is_zero()) spoken_[message.height].add(message.block_hash);
        return {message, node.address, seal};
    }

    [[nodiscard]] const consensus::SignatureScheme& scheme() const {
        if (options_.seals == SimulationOptions::Seals::Real) return real_scheme_;
        return fake_scheme_;
    }

    // Liars.

    /// How far the others have come, so that liars keep pace with the time-outs and not with the clock.
    [[nodiscard]] uint32_t present_round() const {
        uint32_t round = 0;
        for (const Node& node : nodes_)
            if (node.is_honest() && node.is_up()) round = std::max(round, node.machine->round());
        return round;
    }

    void lie(uint32_t index) {
        const bool forgets = nodes_[index].behaviour == Behaviour::Forgetful;
        const uint64_t pause_ms = (forgets ? kForget_ms : kLie_ms) * (1 + present_round() / 2);
        schedule({.at_ms = now_ms_ + pause_ms, .kind = EventKind::Lie, .node = index});
        if (forgets) return forget(index);
        for (uint32_t i = 0; i < std::min<size_t>(nodes_.size(), kListeners); ++i) {
            const auto to = static_cast<uint32_t>(random_.below(nodes_.size()));
            const Node& victim = nodes_[to];
            if (!victim.is_honest() || !victim.is_up()) continue;
            const Message message =
                make_lie(random_, nodes_[index].address, *victim.machine, spoken_[victim.height()]);
            send(index, to, std::make_shared<const SignedMessage>(make_signed(nodes_[index], message)));
        }
    }

    /// Begins the height again, or only the round, knowing of no lock and of no vote.
    void forget(uint32_t index) {
        Node& node = nodes_[index];
        DurableState nothing{.height = node.height(), .round = node.machine->round()};
        node.stored = random_.happens(50) ? std::optional{nothing} : std::nullopt;
        start(index);
    }

    /// Prevotes and precommits the block of a message, in its round, towards some of the others: what helps
    /// two blocks to be decided most.
    void echo(uint32_t index, const Message& heard) {
        Node& node = nodes_[index];
        if (heard.block_hash.is_zero()) return;
        if (!node.echoed.emplace(heard.height, heard.round, heard.block_hash).second) return;
        for (const MessageType type : {MessageType::Prevote, MessageType::Precommit}) {
            const auto vote = std::make_shared<const SignedMessage>(
                make_signed(node, {type, heard.height, heard.round, heard.block_hash, {}}));
            for (uint32_t to = 0; to < nodes_.size(); ++to)
                if (nodes_[to].is_up() && random_.happens(50)) send(index, to, vote);
        }
    }

    // The end.

    [[nodiscard]] uint64_t slowest() const {
        uint64_t height = ~uint64_t{0};
        for (const Node& node : nodes_)
            if (node.is_honest()) height = std::min(height, node.height());
        return height;
    }

    [[nodiscard]] bool is_done() const { return has_healed() && slowest() > options_.heights; }

    SimulationOptions options_;
    Random random_;
    consensus::ChainIdentity chain_{7, Hash{}};
    FakeScheme fake_scheme_;
    consensus::Secp256k1Scheme real_scheme_;
    std::optional<consensus::ValidatorSet> validators_;
    Hash seed_;
    std::vector<Node> nodes_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    uint64_t next_order_ = 0;
    uint64_t now_ms_ = 0;
    uint64_t loss_percent_ = 0;
    std::map<uint64_t, Hash> agreed_;
    std::map<std::tuple<uint32_t, MessageType, uint64_t, uint32_t>, Message> said_;
    std::map<uint64_t, SpokenBlocks> spoken_;
    SimulationResult result_;
};

}  // namespace

SimulationResult run_simulation(const SimulationOptions& options) {
    return World{options}.run();
}

}  // namespace deed::tests
