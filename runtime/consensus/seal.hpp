#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "runtime/block/header.hpp"
#include "runtime/consensus/beacon.hpp"
#include "runtime/consensus/message.hpp"
#include "runtime/consensus/validator_set.hpp"

namespace deed::consensus {

/// Why a commit record does not prove a block.
enum class SealError : uint8_t {
    WrongBlock,           ///< it is the record of another block
    WrongValidatorSet,    ///< other validators than those of the epoch
    UnknownSigner,        ///< a bit that stands for nobody
    WrongSignatureCount,  ///< not one signature for each bit
    BadSignature,         ///< a precommit that its signer has not signed
    NoQuorum,             ///< the signers have no more than two thirds of the stake
    WrongProposer,        ///< not the one that was drawn
    BadProposerSignature,
    RoundTooHigh,    ///< more rounds than any network needs
    UnknownReveal,   ///< nobody's next layer
    RevealNotDrawn,  ///< the layer of a validator that was not drawn at this height
    WrongBeacon,     ///< prev_randao does not follow from the reveal
    MissingAnchor,   ///< the last layer of an onion, without the anchor of the next
};

/// What went wrong, for messages.
[[nodiscard]] std::string_view message_of(SealError error);

/// What a seal is checked against.
struct SealContext {
    const ChainIdentity& chain;
    const ValidatorSet& validators;
    const Beacon& beacon;  ///< before the block
    Hash seed;             ///< of the height, see seed_block
    Hash parent_beacon;    ///< the parent's prev_randao
    /// What was set in its place by hand, on a development chain.
    std::optional<Hash> prev_randao_by_hand{};
};

/// Whose layer the beacon reveal of a block is: the first validator, in the order of the rounds up to that of
/// @p record, that was drawn at @p height and whose next layer it is. Nobody can pass for somebody else by
/// registering the same anchor: who is drawn later, or not at all, does not count.
[[nodiscard]] std::optional<Address> find_revealer(const block::CommitRecord& record, uint64_t height,
                                                   const ValidatorSet& validators, const Hash& seed,
                                                   const Beacon& beacon);

/// Whether @p record proves that the validators have agreed on the block of @p header. Looks at neither
/// beacon of the context.
[[nodiscard]] Result<std::monostate, SealError> check_agreement(const block::CommitRecord& record,
                                                                const block::Header& header,
                                                                const SealContext& context,
                                                                const SignatureScheme& scheme);

/// As above, and whether the
/// block's beacon is right. Gives the validator whose layer was revealed.
[[nodiscard]] Result<Address, SealError> check_seal(const block::CommitRecord& record,
                                                    const block::Header& header, const SealContext& context,
                                                    const SignatureScheme& scheme);

/// The record beside block zero: it says who may vote first, and nobody signs it.
[[nodiscard]] block::CommitRecord make_genesis_record(const Hash& genesis_hash,
                                                      const ValidatorSet& validators);

}  // namespace deed::consensus
