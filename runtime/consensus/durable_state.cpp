#include "runtime/block/field_reader.hpp"
#include "runtime/consensus/tendermint.hpp"
#include "vm/base/rlp.hpp"

namespace deed::consensus {
namespace {

Bytes encode_round_block(const std::optional<RoundBlock>& block) {
    rlp::ListBuilder list;
    if (block) list.add(uint64_t{block->round}).add(block->block_hash);
    return list.finish();
}

std::optional<RoundBlock> read_round_block(block::FieldReader reader) {
    if (reader.at_end()) return std::nullopt;
    RoundBlock block;
    block.round = static_cast<uint32_t>(reader.number());
    block.block_hash = reader.fixed<32>();
    reader.finish();
    return block;
}

Bytes encode_message(const Message& message) {
    rlp::ListBuilder list;
    list.add(static_cast<uint64_t>(message.type)).add(message.block_hash);
    list.add(message.valid_round ? uint64_t{*message.valid_round} + 1 : 0);
    return list.finish();
}

Bytes encode_polka(const std::vector<SignedMessage>& polka) {
    rlp::ListBuilder list;
    for (const SignedMessage& vote : polka)
        list.add_encoded(rlp::ListBuilder{}.add(vote.sender).add(vote.seal).finish());
    return list.finish();
}

std::vector<SignedMessage> read_polka(block::FieldReader list, const DurableState& state) {
    std::vector<SignedMessage> polka;
    while (!list.at_end()) {
        block::FieldReader fields = list.list();
        SignedMessage vote;
        if (state.valid)
            vote.message = {
                MessageType::Prevote, state.height, state.valid->round, state.valid->block_hash, {}};
        vote.sender = fields.fixed<20>();
        vote.seal = fields.fixed<64>();
        fields.finish();
        polka.push_back(vote);
    }
    return polka;
}

Bytes encode_round_end(const std::vector<SignedMessage>& votes) {
    rlp::ListBuilder list;
    for (const SignedMessage& vote : votes)
        list.add_encoded(
            rlp::ListBuilder{}.add(vote.sender).add(vote.message.block_hash).add(vote.seal).finish());
    return list.finish();
}

std::vector<SignedMessage> read_round_end(block::FieldReader list, const DurableState& state) {
    std::vector<SignedMessage> votes;
    while (!list.at_end()) {
        block::FieldReader fields = list.list();
        SignedMessage vote;
        vote.message = {MessageType::Precommit, state.height, state.round - 1, {}, {}};
        vote.sender = fields.fixed<20>();
        vote.message.block_hash = fields.fixed<32>();
        vote.seal = fields.fixed<64>();
        fields.finish();
        votes.push_back(vote);
    }
    return votes;
}

}  // namespace

Bytes encode(const DurableState& state) {
    rlp::ListBuilder messages;
    for (const Message& message : state.signed_now) messages.add_encoded(encode_message(message));
    rlp::ListBuilder list;
    list.add(state.height).add(uint64_t{state.round}).add(static_cast<uint64_t>(state.step));
    list.add_encoded(encode_round_block(state.locked)).add_encoded(encode_round_block(state.valid));
    list.add_encoded(encode_polka(state.polka));
    list.add_encoded(messages.finish());
    if (!state.round_end.empty()) list.add_encoded(encode_round_end(state.round_end));
    return list.finish();
}

std::optional<DurableState> decode_durable_state(BytesView bytes) {
    const auto outer = block::decode_outer_list(bytes);
    if (!outer) return std::nullopt;
    block::FieldReader::ErrorPlace error;
    block::FieldReader reader{*outer, error};
    DurableState state;
    state.height = reader.number();
    state.round = static_cast<uint32_t>(reader.number());
    state.step = static_cast<Step>(reader.number());
    state.locked = read_round_block(reader.list());
    state.valid = read_round_block(reader.list());
    state.polka = read_polka(reader.list(), state);
    for (block::FieldReader messages = reader.list(); !messages.at_end();) {
        block::FieldReader fields = messages.list();
        Message message{
            static_cast<MessageType>(fields.number()), state.height, state.round, fields.fixed<32>(), {}};
        const uint64_t valid_round = fields.number();
        if (valid_round != 0) message.valid_round = static_cast<uint32_t>(valid_round - 1);
        fields.finish();
        state.signed_now.push_back(message);
    }
    if (state.round > 0 && !reader.at_end()) state.round_end = read_round_end(reader.list(), state);
    reader.finish();
    // What is written by this program and read under a checksum has this very form, or was not written by it.
    if (error || encode(state) != to_bytes(bytes)) return std::nullopt;
    return state;
}

}  // namespace deed::consensus
