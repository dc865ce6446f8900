#include "runtime/block/header.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::block {
namespace {

void add_later_fields(rlp::ListBuilder& list, const Header& header) {
    if (header.base_fee_per_gas) list.add(*header.base_fee_per_gas);
    if (header.withdrawals_root) list.add(*header.withdrawals_root);
    if (header.blob_gas_used) list.add(*header.blob_gas_used);
    if (header.excess_blob_gas) list.add(*header.excess_blob_gas);
    if (header.parent_beacon_block_root) list.add(*header.parent_beacon_block_root);
    if (header.requests_hash) list.add(*header.requests_hash);
}

void read_later_fields(FieldReader& fields, Header& header) {
    if (!fields.at_end()) header.base_fee_per_gas = fields.word();
    if (!fields.at_end()) header.withdrawals_root = fields.fixed<32>();
    if (!fields.at_end()) header.blob_gas_used = fields.number();
    if (!fields.at_end()) header.excess_blob_gas = fields.number();
    if (!fields.at_end()) header.parent_beacon_block_root = fields.fixed<32>();
    if (!fields.at_end()) header.requests_hash = fields.fixed<32>();
    fields.finish();
}

}  // namespace

Bytes encode(const Header& header) {
    rlp::ListBuilder list;
    list.add(header.parent_hash).add(header.ommers_hash).add(header.beneficiary);
    list.add(header.state_root)
        .add(header.transactions_root)
        .add(header.receipts_root)
        .add(header.logs_bloom);
    list.add(header.difficulty).add(header.number).add(header.gas_limit).add(header.gas_used);
    list.add(header.timestamp).add(BytesView{header.extra_data}).add(header.prev_randao).add(header.nonce);
    add_later_fields(list, header);
    return list.finish();
}

Result<Header, DecodeError> decode_header(BytesView bytes) {
    DEED_TRY(list, decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{list, error};
    Header header;
    header.parent_hash = fields.fixed<32>();
    header.ommers_hash = fields.fixed<32>();
    header.beneficiary = fields.fixed<20>();
    header.state_root = fields.fixed<32>();
    header.transactions_root = fields.fixed<32>();
    header.receipts_root = fields.fixed<32>();
    header.logs_bloom = fields.fixed<Bloom::kSize>();
    header.difficulty = fields.word();
    header.number = fields.number();
    header.gas_limit = fields.number();
    header.gas_used = fields.number();
    header.timestamp = fields.number();
    header.extra_data = fields.bytes();
    header.prev_randao = fields.fixed<32>();
    header.nonce = fields.fixed<8>();
    read_later_fields(fields, header);
    if (error) return Failure{*error};
    return header;
}

Hash hash_of(const Header& header) {
    return crypto::keccak256(encode(header));
}

}  // namespace deed::block
