#include <algorithm>

#include "runtime/block/block.hpp"
#include "runtime/chain/evidence.hpp"
#include "runtime/rpc/lookup.hpp"
#include "vm/base/rlp.hpp"

namespace deed::rpc {
namespace {

/// An answer ends with the block that reaches this size, so that one request cannot ask for a whole chain.
constexpr size_t kLargestAnswer = size_t{8} << 20;
constexpr uint64_t kMostBlocks = 256;

/// What a node that follows this one begins with.
Outcome get_origin(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const auto origin = backend.chain.origin();
    result.begin_object().key("genesis").text(backend.chain.genesis_text());
    result.key("validators").data(origin.validators).key("hash").data(origin.genesis_hash).end_object();
    return kDone;
}

/// Blocks from a number on, each as the RLP list [block, commit record].
Outcome get_sealed_blocks(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(first, params.number(0));
    DEED_TRY(count, params.number(1));
    const auto snapshot = backend.chain.snapshot();
    const uint64_t newest = snapshot->head().number;
    result.begin_array();
    size_t size = 0;
    for (uint64_t i = 0; i < std::min(count, kMostBlocks) && size < kLargestAnswer; ++i) {
        if (first > newest || i > newest - first) break;
        const auto block = snapshot->find_block(first + i);
        const auto record = snapshot->find_commit(first + i);
        if (!block || !record) break;
        const Bytes item = rlp::ListBuilder{}
                               .add_encoded(block::encode(*block))
                               .add_encoded(block::encode(*record))
                               .finish();
        size += item.size();
        result.data(item);
    }
    result.end_array();
    return kDone;
}

/// Who votes on the next block.
Outcome get_validators(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const auto validators = backend.chain.validators();
    result.begin_array();
    for (const auto& member : validators->members()) {
        result.begin_object().key("address").data(member.address);
        result.key("stake").quantity(member.stake).key("beaconAnchor").data(member.beacon_anchor);
        result.end_object();
    }
    result.end_array();
    return kDone;
}

std::string_view name_of(consensus::MessageType type) {
    switch (type) {
        case consensus::MessageType::Proposal: return "proposal";
        case consensus::MessageType::Prevote: return "prevote";
        case consensus::MessageType::Precommit: return "precommit";
    }
    DEED_ASSERT(false);
}

/// Lies that were noticed, each with the call that reports it to the staking contract.
Outcome get_evidence(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const consensus::ChainIdentity identity{backend.chain.config().chain_id, backend.chain.genesis_hash()};
    result.begin_array();
    for (const auto& lie : backend.chain.evidence()) {
        const auto& message = lie.first.message;
        result.begin_object().key("validator").data(lie.first.sender);
        result.key("type").text(name_of(message.type)).key("height").quantity(message.height);
        result.key("round").quantity(uint64_t{message.round});
        result.key("report").data(chain::encode_report(lie, identity)).end_object();
    }
    result.end_array();
    return kDone;
}

constexpr Method kMethods[] = {
    {"deed_getOrigin", get_origin, Cost::Slow},
    {"deed_getSealedBlocks", get_sealed_blocks, Cost::Slow},
    {"deed_getValidators", get_validators},
    {"deed_getEvidence", get_evidence},
};

}  // namespace

std::span<const Method> deed_methods() {
    return kMethods;
}

}  // namespace deed::rpc
