#include "runtime/chain/sealer.hpp"

#include <algorithm>

#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

using consensus::Action;

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// A secret that only the key's owner can make, and can make again: a deterministic signature (RFC 6979) over
/// words that nothing else signs. It never leaves the process.
Hash onion_secret_of(const keys::Signer& signer, uint64_t chain_id) {
    Bytes words = to_bytes(as_bytes("deed.beacon.1"));
    append(words, to_hash(Uint256{chain_id}));
    return crypto::keccak256(consensus::to_seal(signer.sign(crypto::keccak256(words))));
}

/// The block that a validator's state is about.
Hash subject_of(const consensus::DurableState& state) {
    for (const auto& message : state.signed_now)
        if (!message.block_hash.is_zero()) return message.block_hash;
    if (state.valid) return state.valid->block_hash;
    return state.locked ? state.locked->block_hash : Hash{};
}

}  // namespace

Hash beacon_anchor_of(const keys::Signer& signer, uint64_t chain_id) {
    return consensus::Onion{onion_secret_of(signer, chain_id), 0}.anchor();
}

Sealer::Sealer(const consensus::ChainIdentity& chain, std::vector<std::shared_ptr<keys::Signer>> signers,
               ledger::Ledger& ledger)
    : chain_(chain), ledger_(ledger) {
    for (auto& signer : signers) {
        const consensus::Tendermint::Setup setup{chain, signer->address(), {}};
        auto machine = std::make_unique<consensus::Tendermint>(setup, scheme_);
        const Hash secret = onion_secret_of(*signer, chain.chain_id);
        members_.push_back({std::move(signer), secret, {}, 0, std::move(machine)});
    }
}

bool Sealer::is_quorum() const {
    uint64_t stake = 0;
    for (const Member& member : members_)
        if (member.takes_part)
            stake += validators_->members()[*validators_->find_index(member.signer->address())].stake;
    return validators_ && validators_->is_quorum(stake);
}

void Sealer::start_height(uint64_t height, const consensus::ValidatorSet& validators, const Hash& seed) {
    validators_ = validators;
    scheme_.clear();
    to_sign_.clear();
    timers_.clear();
    blocks_.clear();
    turn_.reset();
    decided_by_.reset();
    virtual_ms_ = 0;
    for (size_t i = 0; i < members_.size(); ++i) {
        const Address& address = members_[i].signer->address();
        members_[i].takes_part = validators.find_index(address).has_value();
        if (!members_[i].takes_part) continue;
        std::optional<consensus::DurableState> resumed;
        if (const auto stored = ledger_.find_vote(address, height)) {
            resumed = consensus::decode_durable_state(stored->state);
            if (!resumed) throw Error{"the stored votes of validator cannot be read"};
            if (resumed->height > height)
                throw Error{
                    "a validator has voted above the head: its data directory is older than its votes"};
            if (!stored->proposal.empty()) blocks_[subject_of(*resumed)] = stored->proposal;
        }
        take(i, members_[i].machine->start_height(height, validators, seed, resumed));
    }
    // After a restart each tells the others what it had stored of what it had heard.
    for (size_t i = 0; i < members_.size(); ++i) {
        if (!members_[i].takes_part) continue;
        for (const auto& message : members_[i].machine->messages()) broadcast(i, message);
    }
}

Sealer::Next Sealer::advance() {
    DEED_ASSERT(is_quorum());
    while (true) {
        if (!to_sign_.empty()) {
            sign_queued();
            continue;
        }
        if (decided_by_) {
            const Hash hash = members_[*decided_by_].machine->decision()->block_hash;
            return Agreed{hash, block_of(hash)};
        }
        if (turn_ && members_[turn_->member].machine->round() == turn_->round) return *turn_;
        const bool has_fired = fire_earliest_timer();
        DEED_ASSERT(has_fired);
    }
}

void Sealer::propose(const Turn& turn, const Hash& block_hash, Bytes encoded_block) {
    turn_.reset();
    blocks_[block_hash] = std::move(encoded_block);
    auto& machine = *members_[turn.member].machine;
    take(turn.member, machine.on_block_built(machine.height(), turn.round, block_hash));
}

block::CommitRecord Sealer::certificate() const {
    return members_[*decided_by_].machine->certificate();
}

bool Sealer::is_certificate_settled() const {
    return std::ranges::count_if(members_, &Member::takes_part) == 1;
}

void Sealer::take(size_t member, const std::vector<Action>& actions) {
    for (const Action& action : actions) {
        std::visit(Overloaded{
                       [&](const consensus::BuildBlock& build) {
                           turn_ = Turn{member, members_[member].signer->address(), build.round};
                       },
                       [&](const consensus::Sign& sign) { to_sign_.push_back({member, sign.message}); },
                       [&](const consensus::StartTimer& timer) {
                           timers_.push_back({virtual_ms_ + timer.delay_ms, member, timer});
                       },
                       [&](const consensus::Decide&) {
                           if (!decided_by_) decided_by_ = member;
                       },
                       [&](const consensus::Report& report) { evidence_.push_back(report.evidence); },
                   },
                   action);
    }
}

void Sealer::sign_queued() {
    std::vector<ledger::StoredVote> votes;
    for (size_t i = 0; i < members_.size(); ++i) {
        const bool signs = std::any_of(to_sign_.begin(), to_sign_.end(),
                                       [&](const Queued& queued) { return queued.member == i; });
        if (!signs) continue;
        const auto& state = members_[i].machine->durable_state();
        const Hash subject = subject_of(state);
        votes.push_back({members_[i].signer->address(), state.height, consensus::encode(state),
                         subject.is_zero() ? Bytes{} : block_of(subject)});
    }
    ledger_.store_votes(votes);

    for (const auto queue = std::exchange(to_sign_, {}); const Queued& queued : queue) {
        Member& member = members_[queued.member];
        const Hash digest = consensus::digest_of(queued.message, chain_);
        const auto seal = consensus::to_seal(member.signer->sign(digest));
        scheme_.add(digest, member.signer->address(), seal);
        member.machine->attach_seal(queued.message, seal);
        broadcast(queued.member, {queued.message, member.signer->address(), seal});
    }
}

void Sealer::broadcast(size_t sender, const consensus::SignedMessage& message) {
    for (size_t i = 0; i < members_.size(); ++i) {
        if (i == sender || !members_[i].takes_part) continue;
        auto& machine = *members_[i].machine;
        take(i, message.message.type == consensus::MessageType::Proposal
                    ? machine.on_proposal(message, consensus::Validity::Valid)
                    : machine.on_vote(message));
    }
}

bool Sealer::fire_earliest_timer() {
    const auto earliest = std::min_element(
        timers_.begin(), timers_.end(), [](const Timer& a, const Timer& b) { return a.due_ms < b.due_ms; });
    if (earliest == timers_.end()) return false;
    const Timer due = *earliest;
    timers_.erase(earliest);
    virtual_ms_ = due.due_ms;
    take(due.member,
         members_[due.member].machine->on_timer(due.timer.height, due.timer.round, due.timer.step));
    return true;
}

const consensus::Onion& Sealer::onion_of(Member& member, uint64_t number) {
    if (!member.onion || member.onion_number != number) {
        member.onion.emplace(member.onion_secret, number);
        member.onion_number = number;
    }
    return *member.onion;
}

Sealer::Reveal Sealer::reveal_of(size_t index, const consensus::Beacon& beacon) {
    Member& member = members_[index];
    const Address& address = member.signer->address();
    const auto& place = beacon.places().at(address);
    const auto layer = onion_of(member, place.number).layer(place.revealed);
    if (!consensus::is_layer_under(place.known, layer))
        throw Error{"the beacon anchor of a validator was not made with its key"};
    Reveal reveal{layer, {}};
    if (beacon.needs_anchor(address))
        reveal.next_anchor = consensus::Onion{member.onion_secret, place.number + 1}.anchor();
    return reveal;
}

std::optional<Hash> Sealer::find_reveal(const block::Header& header, const Hash& parent_beacon,
                                        const consensus::Beacon& beacon) {
    for (size_t i = 0; i < members_.size(); ++i) {
        if (!members_[i].takes_part) continue;
        const Hash layer = reveal_of(i, beacon).layer;
        if (consensus::mix_reveal(parent_beacon, header.number, layer) == header.prev_randao) return layer;
    }
    return std::nullopt;
}

Hash Sealer::reveal_by(const Address& proposer, const consensus::Beacon& beacon) {
    for (size_t i = 0; i < members_.size(); ++i)
        if (members_[i].signer->address() == proposer) return reveal_of(i, beacon).layer;
    throw Error{"the proposer's key is not here"};
}

const Bytes& Sealer::block_of(const Hash& hash) const {
    const auto found = blocks_.find(hash);
    if (found == blocks_.end()) throw Error{"a block that was voted for has been lost"};
    return found->second;
}

}  // namespace deed::chain
