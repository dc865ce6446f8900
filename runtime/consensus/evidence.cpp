#include "runtime/consensus/evidence.hpp"

#include <map>

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/base/uint256.hpp"

namespace deed::consensus {
namespace {

/// The precommits of a certificate by the validators' places.
std::map<size_t, SignedMessage> precommits_of(const block::CommitRecord& record, uint64_t height,
                                              const ValidatorSet& validators) {
    std::map<size_t, SignedMessage> precommits;
    size_t next_signature = 0;
    for (size_t i = 0; i < validators.members().size(); ++i) {
        if (!record.has_signed(i)) continue;
        const Message message{
            MessageType::Precommit, height, static_cast<uint32_t>(record.round), record.block_hash, {}};
        precommits[i] = {message, validators.members()[i].address, record.signatures.at(next_signature++)};
    }
    return precommits;
}

Bytes encode_signed(const SignedMessage& said) {
    const auto& valid_round = said.message.valid_round;
    rlp::ListBuilder list;
    list.add(said.message.block_hash).add(valid_round ? uint64_t{*valid_round} + 1 : 0).add(said.seal);
    return list.finish();
}

/// What both messages have in common is in @p said already.
void read_signed(block::FieldReader fields, SignedMessage& said) {
    said.message.block_hash = fields.fixed<32>();
    const uint64_t valid_round = fields.number();
    if (valid_round != 0) said.message.valid_round = static_cast<uint32_t>(valid_round - 1);
    said.seal = fields.fixed<64>();
    fields.finish();
}

}  // namespace

std::vector<Evidence> find_contradictions(const block::CommitRecord& first, const block::CommitRecord& second,
                                          uint64_t height, const ValidatorSet& validators) {
    if (first.round != second.round || first.block_hash == second.block_hash) return {};
    std::vector<Evidence> found;
    const auto others = precommits_of(second, height, validators);
    for (const auto& [index, precommit] : precommits_of(first, height, validators)) {
        const auto other = others.find(index);
        if (other != others.end()) found.push_back({precommit, other->second});
    }
    return found;
}

bool is_same_lie(const Evidence& first, const Evidence& second) {
    const Message& a = first.first.message;
    const Message& b = second.first.message;
    return first.first.sender == second.first.sender && a.type == b.type && a.height == b.height &&
           a.round == b.round;
}

Bytes key_of(const Evidence& evidence) {
    const Message& message = evidence.first.message;
    const Hash height = to_hash(Uint256{message.height});
    const Hash round = to_hash(Uint256{message.round});
    Bytes key = to_bytes(BytesView{evidence.first.sender});
    key.push_back(static_cast<uint8_t>(message.type));
    append(key, BytesView{height}.last(8));
    append(key, BytesView{round}.last(4));
    return key;
}

Bytes encode(const Evidence& evidence) {
    const Message& message = evidence.first.message;
    rlp::ListBuilder list;
    list.add(evidence.first.sender).add(static_cast<uint64_t>(message.type));
    list.add(message.height).add(uint64_t{message.round});
    list.add_encoded(encode_signed(evidence.first)).add_encoded(encode_signed(evidence.second));
    return list.finish();
}

std::optional<Evidence> decode_evidence(BytesView bytes) {
    const auto outer = block::decode_outer_list(bytes);
    if (!outer) return std::nullopt;
    block::FieldReader::ErrorPlace error;
    block::FieldReader reader{*outer, error};
    Evidence evidence;
    evidence.first.sender = reader.fixed<20>();
    evidence.first.message.type = static_cast<MessageType>(reader.number());
    evidence.first.message.height = reader.number();
    evidence.first.message.round = static_cast<uint32_t>(reader.number());
    evidence.second = evidence.first;
    read_signed(reader.list(), evidence.first);
    read_signed(reader.list(), evidence.second);
    reader.finish();
    if (error || encode(evidence) != to_bytes(bytes)) return std::nullopt;
    return evidence;
}

}  // namespace deed::consensus
