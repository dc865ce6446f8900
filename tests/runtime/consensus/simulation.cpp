#include "tests/runtime/consensus/simulation.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <vector>

#include "runtime/consensus/tendermint.hpp"
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

constexpr uint64_t kHealsAt_ms = 30'000;
/// Hundreds of rounds. So many are needed when one validator alone, with little stake, has locked a block and
/// cannot be done without: the height waits until it is drawn as proposer.
constexpr uint64_t kEnd_ms = 30'000'000;
constexpr consensus::Timeouts kTimeouts{
    .propose_ms = 600, .prevote_ms = 200, .precommit_ms = 200, .growth_ms = 100};
constexpr uint64_t kGossip_ms = 700;
constexpr uint64_t kLie_ms = 150;

class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}

    uint64_t below(uint64_t bound) { return next() % bound; }
    bool happens(uint64_t percent) { return below(100) < percent; }

  private:
    // SplitMix64 (Steele, Lea, Flood 2014).
    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    uint64_t state_;
};

/// A block is only its hash here; those that begin with 0xff do not hold.
Hash make_block(Random& random, Validity validity) {
    Hash hash = crypto::keccak256(to_hash(Uint256{random.below(~uint64_t{0})}));
    hash.bytes[0] = validity == Validity::Valid ? hash.bytes[0] & 0x7f : 0xff;
    return hash;
}

Validity validity_of(const Hash& block) {
    return block.bytes[0] == 0xff ? Validity::Invalid : Validity::Valid;
}

struct Node {
    Address address;
    std::optional<crypto::PrivateKey> key;
    bool is_liar = false;

    // What a crash leaves.
    std::optional<DurableState> stored;
    std::vector<Hash> decided;  ///< by height, from 1
    std::map<uint64_t, std::vector<SignedMessage>> proofs;

    // What it takes.
    std::unique_ptr<Tendermint> machine;
    uint32_t life = 0;
    uint32_t side = 0;  ///< of a partition

    [[nodiscard]] uint64_t height() const { return decided.size() + 1; }
};

enum class EventKind : uint8_t { Deliver, Timer, Gossip, Lie, Trouble, Restart };

struct Event {
    uint64_t at_ms = 0;
    uint64_t order = 0;
    EventKind kind = EventKind::Deliver;
    size_t node = 0;
    uint32_t life = 0;
    SignedMessage message{};
    consensus::StartTimer timer{};

    bool operator>(const Event& other) const {
        return std::tie(at_ms, order) > std::tie(other.at_ms, other.order);
    }
};

class World {
  public:
    explicit World(const SimulationOptions& options) : options_(options), random_(options.seed) {
        make_nodes();
        for (size_t i = 0; i < nodes_.size(); ++i) {
            schedule({.at_ms = random_.below(kGossip_ms), .kind = EventKind::Gossip, .node = i});
            if (nodes_[i].is_liar)
                schedule({.at_ms = random_.below(kLie_ms), .kind = EventKind::Lie, .node = i});
        }
        schedule({.at_ms = 1'000, .kind = EventKind::Trouble});
        for (size_t i = 0; i < nodes_.size(); ++i) start(i);
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
                nodes_[i].key = crypto::PrivateKey::from(secret);
                nodes_[i].address = crypto::address_of(*nodes_[i].key);
            } else {
                nodes_[i].address = Address::from(BytesView{secret}.last(20));
            }
            members.push_back({nodes_[i].address, 1 + random_.below(random_.happens(50) ? 1 : 10), {}});
            total += members.back().stake;
        }
        choose_liars(members, total);
        validators_ = consensus::ValidatorSet::from(std::move(members)).value();
        seed_ = crypto::keccak256(to_hash(Uint256{options_.seed}));
    }

    /// A third less one of the stake at most.
    void choose_liars(const std::vector<consensus::Validator>& members, uint64_t total) {
        uint64_t lying = 0;
        for (size_t tries = 0; tries < members.size(); ++tries) {
            const size_t i = random_.below(members.size());
            if (nodes_[i].is_liar || 3 * (lying + members[i].stake) >= total) continue;
            nodes_[i].is_liar = true;
            lying += members[i].stake;
            ++result_.liars;
        }
    }

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
                if (event.life == node.life && node.machine)
                    act(event.node,
                        node.machine->on_timer(event.timer.height, event.timer.round, event.timer.step));
                return;
            }
            case EventKind::Gossip: return gossip(event.node);
            case EventKind::Lie: return lie(event.node);
            case EventKind::Trouble: return make_trouble();
            case EventKind::Restart:
                if (!nodes_[event.node].machine) start(event.node);
                return;
        }
    }

    [[nodiscard]] bool has_healed() const { return now_ms_ >= kHealsAt_ms; }

    void send(size_t from, size_t to, const SignedMessage& message) {
        ++result_.messages;
        const bool is_reliable = has_healed();
        if (!is_reliable && (nodes_[from].side != nodes_[to].side || random_.happens(loss_percent_))) return;
        const uint64_t latest_ms = is_reliable ? 50 : 2'000;
        const int copies = !is_reliable && random_.happens(5) ? 2 : 1;
        for (int i = 0; i < copies; ++i)
            schedule({.at_ms = now_ms_ + 1 + random_.below(latest_ms),
                      .kind = EventKind::Deliver,
                      .node = to,
                      .message = message});
    }

    void broadcast(size_t from, const SignedMessage& message) {
        for (size_t to = 0; to < nodes_.size(); ++to)
            if (to != from) send(from, to, message);
    }

    void deliver(const Event& event) {
        Node& node = nodes_[event.node];
        if (!node.machine || node.is_liar) return;
        const SignedMessage& message = event.message;
        act(event.node, message.message.type == MessageType::Proposal
                            ? node.machine->on_proposal(message, validity_of(message.message.block_hash))
                            : node.machine->on_vote(message));
    }

    /// Tells somebody what it may have missed: the proof of a height it has not decided, or what is said in
    /// the rounds at hand and in the one that a proposal may refer to.
    void gossip(size_t from) {
        schedule({.at_ms = now_ms_ + kGossip_ms, .kind = EventKind::Gossip, .node = from});
        const Node& node = nodes_[from];
        const Node& other = nodes_[random_.below(nodes_.size())];
        if (!node.machine || !other.machine || other.is_liar || &other == &node) return;
        const auto to = static_cast<size_t>(&other - nodes_.data());
        const auto proof = node.proofs.find(other.height());
        if (proof != node.proofs.end()) {
            for (const auto& message : proof->second) send(from, to, message);
            return;
        }
        const auto& valid = node.machine->durable_state().valid;
        for (const auto& message : node.machine->messages()) {
            const uint32_t round = message.message.round;
            if (round + 2 > other.machine->round() || (valid && round == valid->round))
                send(from, to, message);
        }
    }

    void make_trouble() {
        if (has_healed()) {
            for (size_t i = 0; i < nodes_.size(); ++i)
                if (!nodes_[i].machine) start(i);
            return;
        }
        schedule({.at_ms = now_ms_ + 500 + random_.below(1'500), .kind = EventKind::Trouble});
        loss_percent_ = random_.happens(30) ? random_.below(60) : random_.below(10);
        if (random_.happens(30)) {
            const uint64_t sides = 1 + random_.below(3);
            for (Node& node : nodes_) node.side = static_cast<uint32_t>(random_.below(sides));
        }
        if (random_.happens(40)) crash(random_.below(nodes_.size()));
    }

    void crash(size_t index) {
        Node& node = nodes_[index];
        if (!node.machine || node.is_liar) return;
        ++result_.crashes;
        ++node.life;
        node.machine.reset();
        schedule({.at_ms = now_ms_ + random_.below(5'000), .kind = EventKind::Restart, .node = index});
    }

    void start(size_t index) {
        Node& node = nodes_[index];
        ++node.life;
        node.machine =
            std::make_unique<Tendermint>(Tendermint::Setup{chain_, node.address, kTimeouts}, scheme());
        start_height(index);
    }

    void start_height(size_t index) {
        Node& node = nodes_[index];
        const bool is_stored = node.stored && node.stored->height == node.height();
        act(index, node.machine->start_height(node.height(), validators_.value(), seed_,
                                              is_stored ? node.stored : std::nullopt));
    }

    // Honest validators.

    void act(size_t index, const std::vector<Action>& actions) {
        Node& node = nodes_[index];
        if (node.is_liar) return;
        bool has_decided = false;
        for (const Action& action : actions) {
            if (const auto* build = std::get_if<consensus::BuildBlock>(&action)) {
                act(index, node.machine->on_block_built(build->height, build->round,
                                                        make_block(random_, Validity::Valid)));
            } else if (const auto* sign = std::get_if<consensus::Sign>(&action)) {
                node.stored =
                    consensus::decode_durable_state(consensus::encode(node.machine->durable_state()));
                const SignedMessage message = make_signed(node, sign->message);
                check_no_contradiction(index, message);
                node.machine->attach_seal(message.message, message.seal);
                broadcast(index, message);
            } else if (const auto* timer = std::get_if<consensus::StartTimer>(&action)) {
                schedule({.at_ms = now_ms_ + timer->delay_ms,
                          .kind = EventKind::Timer,
                          .node = index,
                          .life = node.life,
                          .timer = *timer});
            } else if (std::holds_alternative<consensus::Report>(action)) {
                ++result_.evidence;
            } else {
                has_decided = true;
            }
        }
        if (has_decided) decide(index);
    }

    void decide(size_t index) {
        Node& node = nodes_[index];
        const uint64_t height = node.machine->height();
        const auto decision = node.machine->decision().value();
        result_.largest_round = std::max(result_.largest_round, decision.round);
        const auto [agreed, is_first] = agreed_.emplace(height, decision.block_hash);
        if (agreed->second != decision.block_hash)
            result_.failure = "two blocks were decided at height " + std::to_string(height);
        if (validity_of(decision.block_hash) == Validity::Invalid)
            result_.failure = "a block that does not hold was decided at height " + std::to_string(height);
        node.proofs[height] = node.machine->messages();
        node.decided.push_back(decision.block_hash);
        start_height(index);
    }

    /// An honest validator never contradicts itself, also across crashes.
    void check_no_contradiction(size_t index, const SignedMessage& message) {
        const auto key =
            std::tuple{index, message.message.type, message.message.height, message.message.round};
        const auto [said, is_first] = said_.emplace(key, message.message);
        if (!is_first && said->second != message.message)
            result_.failure = "an honest validator has contradicted itself at height " +
                              std::to_string(message.message.height);
    }

    SignedMessage make_signed(const Node& node, const Message& message) {
        const Hash digest = consensus::digest_of(message, chain_);
        const block::Seal seal = node.key ? consensus::to_seal(crypto::sign(digest, *node.key))
                                          : FakeScheme::seal(digest, node.address);
        seen_blocks_[message.height].insert(message.block_hash);
        return {message, node.address, seal};
    }

    [[nodiscard]] const consensus::SignatureScheme& scheme() const {
        if (options_.seals == SimulationOptions::Seals::Real) return real_scheme_;
        return fake_scheme_;
    }

    // Liars.

    /// Says something in its own name to some of the others: any type, any near round, any block that was
    /// ever seen at that height, a new one, a broken one, or nil; and something else to the next.
    void lie(size_t index) {
        schedule({.at_ms = now_ms_ + kLie_ms, .kind = EventKind::Lie, .node = index});
        Node& liar = nodes_[index];
        for (size_t to = 0; to < nodes_.size(); ++to) {
            if (nodes_[to].is_liar || !nodes_[to].machine || random_.happens(50)) continue;
            Message message;
            message.type = static_cast<MessageType>(1 + random_.below(3));
            message.height = nodes_[to].height();
            message.round = static_cast<uint32_t>(random_.below(uint64_t{nodes_[to].machine->round()} + 2));
            message.block_hash = choose_block(message.height, message.type);
            if (message.type == MessageType::Proposal && message.round > 0 && random_.happens(50))
                message.valid_round = static_cast<uint32_t>(random_.below(message.round));
            send(index, to, make_signed(liar, message));
        }
    }

    Hash choose_block(uint64_t height, MessageType type) {
        const auto& seen = seen_blocks_[height];
        if (!seen.empty() && random_.happens(70)) {
            auto chosen = seen.begin();
            std::advance(chosen, static_cast<ptrdiff_t>(random_.below(seen.size())));
            return *chosen;
        }
        if (type != MessageType::Proposal && random_.happens(50)) return {};
        return make_block(random_, random_.happens(50) ? Validity::Valid : Validity::Invalid);
    }

    // The end.

    [[nodiscard]] uint64_t slowest() const {
        uint64_t height = ~uint64_t{0};
        for (const Node& node : nodes_)
            if (!node.is_liar) height = std::min(height, node.height());
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
    std::map<std::tuple<size_t, MessageType, uint64_t, uint32_t>, Message> said_;
    std::map<uint64_t, std::set<Hash>> seen_blocks_;
    SimulationResult result_;
};

}  // namespace

SimulationResult run_simulation(const SimulationOptions& options) {
    return World{options}.run();
}

}  // namespace deed::tests
