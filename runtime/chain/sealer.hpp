#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "runtime/consensus/beacon.hpp"
#include "runtime/consensus/own_seals.hpp"
#include "runtime/consensus/tendermint.hpp"
#include "runtime/keys/signer.hpp"
#include "runtime/ledger/ledger.hpp"

namespace deed::chain {

/// The validators whose keys this process holds, each with its own machine of the protocol. They speak to one
/// another directly; when nothing can happen before a time-out, the time-out has happened: nobody else is
/// there to wait for. What they are about to sign is in the ledger before it is signed.
class Sealer {
  public:
    /// Borrows @p ledger.
    Sealer(const consensus::ChainIdentity& chain, std::vector<std::shared_ptr<keys::Signer>> signers,
           ledger::Ledger& ledger);

    /// Begins a height, from the stored votes if there are any for it. Keys that are not among @p validators
    /// take no part in it.
    void start_height(uint64_t height, const consensus::ValidatorSet& validators, const Hash& seed);

    /// Whether the keys held here are enough to agree on anything at this height.
    [[nodiscard]] bool is_quorum() const;

    /// A validator is to propose a block.
    struct Turn {
        size_t member;
        Address proposer;
        uint32_t round;
    };
    /// The block has the votes it needs. Its encoded form was given to `propose`, now or before a restart.
    struct Agreed {
        Hash block_hash;
        Bytes encoded_block;
    };
    using Next = std::variant<Turn, Agreed>;
    /// Goes on until a block is wanted or agreed on. Throws `Error` when votes cannot be stored; a later call
    /// goes on from there.
    [[nodiscard]] Next advance();
    /// The block that a turn asked for.
    void propose(const Turn& turn, const Hash& block_hash, Bytes encoded_block);
    /// The proof of the block agreed on; the reveal is left out.
    [[nodiscard]] block::CommitRecord certificate() const;
    /// Knows the seals of this height that were made here.
    [[nodiscard]] const consensus::SignatureScheme& scheme() const { return scheme_; }
    /// Whether the votes that are stored lead to this very certificate again: with one signer nothing hangs
    /// on whose votes came in before the decision.
    [[nodiscard]] bool is_certificate_settled() const;

    /// What the proposer has to reveal next, and the anchor of its next onion when this layer is the last.
    struct Reveal {
        Hash layer;
        std::optional<Hash> next_anchor;
    };
    [[nodiscard]] Reveal reveal_of(size_t member, const consensus::Beacon& beacon);
    /// The reveal from which a block's beacon follows; nothing when it is of nobody here.
    [[nodiscard]] std::optional<Hash> find_reveal(const block::Header& header, const Hash& parent_beacon,
                                                  const consensus::Beacon& beacon);
    /// What @p proposer, whose key is here, reveals next.
    [[nodiscard]] Hash reveal_by(const Address& proposer, const consensus::Beacon& beacon);

    /// Lies that were noticed.
    [[nodiscard]] const std::vector<consensus::Evidence>& evidence() const { return evidence_; }

  private:
    struct Member {
        std::shared_ptr<keys::Signer> signer;
        Hash onion_secret;
        std::optional<consensus::Onion> onion;
        uint64_t onion_number = 0;
        std::unique_ptr<consensus::Tendermint> machine;
        bool takes_part = false;  ///< at this height
    };
    struct Queued {
        size_t member;
        consensus::Message message;
    };
    struct Timer {
        uint64_t due_ms;
        size_t member;
        consensus::StartTimer timer;
    };

    void take(size_t member, const std::vector<consensus::Action>& actions);
    void sign_queued();
    void broadcast(size_t sender, const consensus::SignedMessage& message);
    bool fire_earliest_timer();
    const consensus::Onion& onion_of(Member& member, uint64_t number);
    [[nodiscard]] const Bytes& block_of(const Hash& hash) const;

    consensus::ChainIdentity chain_;
    std::optional<consensus::ValidatorSet> validators_;  ///< of this height
    ledger::Ledger& ledger_;
    consensus::OwnSeals scheme_;
    std::vector<Member> members_;
    std::deque<Queued> to_sign_;
    std::vector<Timer> timers_;
    uint64_t virtual_ms_ = 0;
    std::optional<Turn> turn_;
    std::optional<size_t> decided_by_;
    std::map<Hash, Bytes> blocks_;  ///< proposed at this height
    std::vector<consensus::Evidence> evidence_;
};

/// What a validator registers for the beacon of a chain: the anchor of its first onion.
[[nodiscard]] Hash beacon_anchor_of(const keys::Signer& signer, uint64_t chain_id);

}  // namespace deed::chain
