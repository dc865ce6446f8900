#include "runtime/chain/evidence.hpp"

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

/// contracts/system/staking.deed; a Vote is (block hash, valid round + 1 or 0, v, r, s).
constexpr std::string_view kSignature =
    "report(bytes32,uint8,uint64,uint32,(bytes32,uint256,uint8,bytes32,bytes32),(bytes32,uint256,uint8,"
    "bytes32,"
    "bytes32))";

/// 27 or 28, as ECRECOVER wants it; a seal does not say which.
uint64_t recovery_of(const consensus::SignedMessage& message, const consensus::ChainIdentity& chain) {
    const BytesView seal{message.seal};
    const crypto::Signature even{Hash::from(seal.first(32)), Hash::from(seal.last(32)), 0};
    return crypto::recover(consensus::digest_of(message.message, chain), even) == message.sender ? 27 : 28;
}

void append_vote(Bytes& call, const consensus::SignedMessage& vote, const consensus::ChainIdentity& chain) {
    const auto& valid_round = vote.message.valid_round;
    append(call, vote.message.block_hash);
    append(call, to_hash(Uint256{valid_round ? uint64_t{*valid_round} + 1 : 0}));
    append(call, to_hash(Uint256{recovery_of(vote, chain)}));
    append(call, vote.seal);
}

}  // namespace

Bytes encode_report(const consensus::Evidence& evidence, const consensus::ChainIdentity& chain) {
    const consensus::Message& message = evidence.first.message;
    Bytes call = to_bytes(BytesView{crypto::keccak256(as_bytes(kSignature))}.first(4));
    append(call, chain.genesis_hash);
    append(call, to_hash(Uint256{static_cast<uint64_t>(message.type)}));
    append(call, to_hash(Uint256{message.height}));
    append(call, to_hash(Uint256{message.round}));
    append_vote(call, evidence.first, chain);
    append_vote(call, evidence.second, chain);
    return call;
}

}  // namespace deed::chain
