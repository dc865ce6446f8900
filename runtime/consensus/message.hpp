#pragma once

#include <cstdint>
#include <optional>

#include "runtime/block/commit_record.hpp"
#include "vm/base/bytes.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::consensus {

/// What a validator signs. The numbers are part of the signed digest.
enum class MessageType : uint8_t { Proposal = 1, Prevote = 2, Precommit = 3 };

/// Ties signatures to one chain: a message of one chain means nothing on another.
struct ChainIdentity {
    uint64_t chain_id = 0;
    Hash genesis_hash;

    bool operator==(const ChainIdentity&) const = default;
};

/// A message of the protocol. Two different ones by one validator with equal type, height and round are
/// evidence of a lie.
struct Message {
    MessageType type = MessageType::Prevote;
    uint64_t height = 0;
    uint32_t round = 0;
    Hash block_hash;  ///< zero in a vote for nil; never zero in a proposal
    std::optional<uint32_t>
        valid_round;  ///< in a proposal: the round in which the block gathered its prevotes

    bool operator==(const Message&) const = default;
};

/// What is signed: keccak256 of the seven 32-byte words (domain, chain id, genesis hash, type, height · 2^32
/// + round, block hash, valid round + 1 or 0). Whole words, so that a contract can build the digest and check
/// it with ECRECOVER. The domain is keccak256("deed.pos.1").
[[nodiscard]] Hash digest_of(const Message& message, const ChainIdentity& chain);

/// A message, who sent it, and the proof of that.
struct SignedMessage {
    Message message;
    Address sender;
    block::Seal seal;

    bool operator==(const SignedMessage&) const = default;
};

/// Checks seals; the simulation has one that costs nothing.
class SignatureScheme {
  public:
    virtual ~SignatureScheme() = default;
    /// Whether @p seal over @p digest is by @p sender.
    [[nodiscard]] virtual bool is_by(const Hash& digest, const block::Seal& seal,
                                     const Address& sender) const = 0;
};

/// ECDSA over secp256k1; only the lower s is accepted, so that nobody can write a signature a second way.
class Secp256k1Scheme final : public SignatureScheme {
  public:
    [[nodiscard]] bool is_by(const Hash& digest, const block::Seal& seal,
                             const Address& sender) const override;
};

/// The form in which a signature travels and is stored.
[[nodiscard]] block::Seal to_seal(const crypto::Signature& signature);

/// Two messages that one validator must never both have signed.
struct Evidence {
    SignedMessage first;
    SignedMessage second;
};

}  // namespace deed::consensus
