#include "runtime/chain/edits.hpp"

#include "runtime/block/field_reader.hpp"
#include "runtime/execution/fees.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

using block::FieldReader;

/// A list of one, or of none.
template <typename T>
Bytes encode_optional(const std::optional<T>& value) {
    rlp::ListBuilder list;
    if (value) list.add(*value);
    return list.finish();
}

Bytes encode_change(const Address& address, const state::AccountChange& change) {
    rlp::ListBuilder account;
    if (change.account)
        account.add(change.account->nonce).add(change.account->balance).add(change.account->code_hash);
    rlp::ListBuilder slots;
    for (const auto& [slot, value] : change.storage)
        slots.add_encoded(rlp::ListBuilder{}.add(slot).add(value).finish());
    return rlp::ListBuilder{}
        .add(address)
        .add_encoded(account.finish())
        .add(uint64_t{change.clears_storage})
        .add_encoded(slots.finish())
        .finish();
}

Bytes encode_state(const state::StateDiff& state) {
    rlp::ListBuilder accounts;
    for (const auto& [address, change] : state.accounts) accounts.add_encoded(encode_change(address, change));
    rlp::ListBuilder codes;
    for (const auto& [hash, code] : state.code) codes.add(code);
    return rlp::ListBuilder{}.add_encoded(accounts.finish()).add_encoded(codes.finish()).finish();
}

state::AccountChange read_change(FieldReader& fields) {
    state::AccountChange change;
    FieldReader account = fields.list();
    if (!account.at_end()) {
        const uint64_t nonce = account.number();
        const Uint256 balance = account.word();
        change.account = state::Account{nonce, balance, account.fixed<32>()};
    }
    account.finish();
    change.clears_storage = fields.number() != 0;
    for (FieldReader slots = fields.list(); !slots.at_end();) {
        FieldReader pair = slots.list();
        const Uint256 slot = pair.word();
        change.storage[slot] = pair.word();
        pair.finish();
    }
    return change;
}

state::StateDiff read_state(FieldReader fields) {
    state::StateDiff state;
    for (FieldReader accounts = fields.list(); !accounts.at_end();) {
        FieldReader entry = accounts.list();
        const auto address = entry.fixed<20>();
        state.accounts[address] = read_change(entry);
        entry.finish();
    }
    for (FieldReader codes = fields.list(); !codes.at_end();) {
        Bytes code = codes.bytes();
        const Hash hash = crypto::keccak256(code);
        state.code.emplace(hash, std::move(code));
    }
    fields.finish();
    return state;
}

std::vector<Rewind> read_rewinds(FieldReader list) {
    std::vector<Rewind> rewinds;
    while (!list.at_end()) {
        FieldReader fields = list.list();
        Rewind rewind;
        rewind.from = fields.number();
        rewind.from_hash = fields.fixed<32>();
        rewind.to = fields.number();
        fields.finish();
        rewinds.push_back(rewind);
    }
    return rewinds;
}

std::map<uint64_t, Address> read_senders(FieldReader list) {
    std::map<uint64_t, Address> senders;
    while (!list.at_end()) {
        FieldReader fields = list.list();
        const uint64_t index = fields.number();
        senders[index] = fields.fixed<20>();
        fields.finish();
    }
    return senders;
}

}  // namespace

size_t Edits::count() const {
    size_t slots = 0;
    for (const auto& [address, change] : state.accounts) slots += change.storage.size();
    return state.accounts.size() + slots + size_t{gas_limit.has_value()} + size_t{base_fee.has_value()} +
           size_t{prev_randao.has_value()} + rewinds.size() + senders.size();
}

Bytes encode(const Edits& edits) {
    if (edits.is_empty()) return {};
    rlp::ListBuilder rewinds;
    for (const Rewind& rewind : edits.rewinds)
        rewinds.add_encoded(
            rlp::ListBuilder{}.add(rewind.from).add(rewind.from_hash).add(rewind.to).finish());
    rlp::ListBuilder senders;
    for (const auto& [index, sender] : edits.senders)
        senders.add_encoded(rlp::ListBuilder{}.add(index).add(sender).finish());
    return rlp::ListBuilder{}
        .add_encoded(encode_state(edits.state))
        .add_encoded(encode_optional(edits.gas_limit))
        .add_encoded(encode_optional(edits.base_fee))
        .add_encoded(encode_optional(edits.prev_randao))
        .add_encoded(rewinds.finish())
        .add_encoded(senders.finish())
        .finish();
}

Result<Edits, block::DecodeError> decode_edits(BytesView bytes) {
    Edits edits;
    if (bytes.empty()) return edits;
    DEED_TRY(outer, block::decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{outer, error};
    edits.state = read_state(fields.list());
    if (FieldReader list = fields.list(); !list.at_end()) edits.gas_limit = list.number();
    if (FieldReader list = fields.list(); !list.at_end()) edits.base_fee = list.word();
    if (FieldReader list = fields.list(); !list.at_end()) edits.prev_randao = list.fixed<32>();
    edits.rewinds = read_rewinds(fields.list());
    edits.senders = read_senders(fields.list());
    fields.finish();
    if (error) return Failure{*error};
    return edits;
}

block::Header with_edits(block::Header parent, const Edits& edits) {
    if (!edits.gas_limit && !edits.base_fee) return parent;
    // A parent that used just half of its gas passes its base fee on as it is (EIP-1559).
    const Uint256 base_fee = edits.base_fee.value_or(execution::next_base_fee(parent));
    parent.gas_limit = edits.gas_limit.value_or(parent.gas_limit);
    parent.gas_used = parent.gas_limit / 2;
    parent.base_fee_per_gas = base_fee;
    return parent;
}

Bytes encode_proposal(BytesView encoded_block, BytesView encoded_edits) {
    if (encoded_edits.empty()) return to_bytes(encoded_block);
    return rlp::ListBuilder{}.add(encoded_edits).add_encoded(encoded_block).finish();
}

Result<ProposalParts, block::DecodeError> split_proposal(BytesView bytes) {
    DEED_TRY(outer, block::decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{outer, error};
    // A block begins with its header, which is a list.
    if (fields.is_list_next()) return ProposalParts{bytes, {}};
    const BytesView edits = fields.view();
    const BytesView block = fields.item().encoded;
    fields.finish();
    if (error) return Failure{*error};
    return ProposalParts{block, edits};
}

}  // namespace deed::chain
