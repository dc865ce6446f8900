#include "runtime/consensus/seal.hpp"

namespace deed::consensus {
namespace {

/// Each round takes seconds, growing: this is months at one height.
constexpr uint64_t kLargestRound = 4'096;

using Checked = Result<std::monostate, SealError>;

Checked check_precommits(const block::CommitRecord& record, uint64_t height, const SealContext& context,
                         const SignatureScheme& scheme) {
    const auto& members = context.validators.members();
    const Message precommit{
        MessageType::Precommit, height, static_cast<uint32_t>(record.round), record.block_hash, {}};
    const Hash digest = digest_of(precommit, context.chain);
    uint64_t stake = 0;
    size_t next_signature = 0;
    for (size_t i = 0; i < record.signers.size() * 8; ++i) {
        if (!record.has_signed(i)) continue;
        if (i >= members.size()) return Failure{SealError::UnknownSigner};
        if (next_signature == record.signatures.size()) return Failure{SealError::WrongSignatureCount};
        if (!scheme.is_by(digest, record.signatures[next_signature++], members[i].address))
            return Failure{SealError::BadSignature};
        stake += members[i].stake;
    }
    if (next_signature != record.signatures.size()) return Failure{SealError::WrongSignatureCount};
    if (!context.validators.is_quorum(stake)) return Failure{SealError::NoQuorum};
    return std::monostate{};
}

Checked check_proposer(const block::CommitRecord& record, uint64_t height, const SealContext& context,
                       const SignatureScheme& scheme) {
    const auto round = static_cast<uint32_t>(record.round);
    const auto& drawn =
        context.validators.members()[context.validators.draw_proposer(context.seed, height, round)];
    if (record.proposer != drawn.address) return Failure{SealError::WrongProposer};
    Message proposal{MessageType::Proposal, height, round, record.block_hash, {}};
    const auto is_signed = [&] {
        return scheme.is_by(digest_of(proposal, context.chain), record.proposer_signature, record.proposer);
    };
    if (is_signed()) return std::monostate{};
    // A block that was proposed again: the proposal names the round in which it gathered its prevotes.
    for (uint32_t valid_round = round; valid_round-- > 0;) {
        proposal.valid_round = valid_round;
        if (is_signed()) return std::monostate{};
    }
    return Failure{SealError::BadProposerSignature};
}

}  // namespace

std::string_view message_of(SealError error) {
    switch (error) {
        case SealError::WrongBlock: return "the commit record is of another block";
        case SealError::WrongValidatorSet: return "the commit record is of other validators";
        case SealError::UnknownSigner: return "the certificate names a signer that is no validator";
        case SealError::WrongSignatureCount: return "the certificate has not one signature for each signer";
        case SealError::BadSignature: return "a signature of the certificate is not by its validator";
        case SealError::NoQuorum: return "the signers have no more than two thirds of the stake";
        case SealError::WrongProposer: return "the proposer is not the one that was drawn";
        case SealError::BadProposerSignature: return "the proposer has not signed the block";
        case SealError::RoundTooHigh: return "the round is beyond all reason";
        case SealError::UnknownReveal: return "the beacon reveal is no validator's next one";
        case SealError::RevealNotDrawn: return "the beacon reveal is of a validator that was not drawn";
        case SealError::WrongBeacon: return "prevRandao does not follow from the beacon reveal";
        case SealError::MissingAnchor:
            return "the last beacon reveal comes without the next anchor in extraData";
    }
    DEED_ASSERT(false);
}

std::optional<Address> find_revealer(const block::CommitRecord& record, uint64_t height,
                                     const ValidatorSet& validators, const Hash& seed, const Beacon& beacon) {
    for (uint32_t round = 0; round <= record.round; ++round) {
        const Address& drawn = validators.members()[validators.draw_proposer(seed, height, round)].address;
        if (beacon.is_next_of(drawn, record.beacon_reveal)) return drawn;
    }
    return std::nullopt;
}

Checked check_agreement(const block::CommitRecord& record, const block::Header& header,
                        const SealContext& context, const SignatureScheme& scheme) {
    if (record.block_hash != block::hash_of(header)) return Failure{SealError::WrongBlock};
    if (record.validator_set_hash != context.validators.hash()) return Failure{SealError::WrongValidatorSet};
    if (record.round > kLargestRound) return Failure{SealError::RoundTooHigh};
    return check_precommits(record, header.number, context, scheme).and_then([&](std::monostate) {
        return check_proposer(record, header.number, context, scheme);
    });
}

Result<Address, SealError> check_seal(const block::CommitRecord& record, const block::Header& header,
                                      const SealContext& context, const SignatureScheme& scheme) {
    const auto agreed = check_agreement(record, header, context, scheme);
    if (!agreed) return Failure{agreed.error()};
    const auto owner = find_revealer(record, header.number, context.validators, context.seed, context.beacon);
    if (!owner)
        return Failure{context.beacon.owner_of(record.beacon_reveal) ? SealError::RevealNotDrawn
                                                                     : SealError::UnknownReveal};
    const Hash expected = context.prev_randao_by_hand.value_or(
        mix_reveal(context.parent_beacon, header.number, record.beacon_reveal));
    if (header.prev_randao != expected) return Failure{SealError::WrongBeacon};
    if (context.beacon.needs_anchor(*owner) && header.extra_data.size() != Hash::kSize)
        return Failure{SealError::MissingAnchor};
    return *owner;
}

block::CommitRecord make_genesis_record(const Hash& genesis_hash, const ValidatorSet& validators) {
    block::CommitRecord record;
    record.block_hash = genesis_hash;
    record.validator_set_hash = validators.hash();
    return record;
}

}  // namespace deed::consensus
