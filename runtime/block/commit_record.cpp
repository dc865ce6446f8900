#include "runtime/block/commit_record.hpp"

#include <bit>

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::block {
namespace {

size_t count_bits(BytesView bitmap) {
    size_t count = 0;
    for (const uint8_t byte : bitmap) count += static_cast<size_t>(std::popcount(byte));
    return count;
}

}  // namespace

Bytes encode(const CommitRecord& record) {
    rlp::ListBuilder signatures;
    for (const Seal& signature : record.signatures) signatures.add(signature);
    rlp::ListBuilder list;
    list.add(record.block_hash).add(record.round).add(record.proposer).add(record.proposer_signature);
    list.add(BytesView{record.signers}).add_encoded(signatures.finish());
    list.add(record.validator_set_hash).add(record.beacon_reveal).add(BytesView{record.development_edits});
    return list.finish();
}

Result<CommitRecord, DecodeError> decode_commit_record(BytesView bytes) {
    DEED_TRY(list, decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{list, error};
    CommitRecord record;
    record.block_hash = fields.fixed<32>();
    record.round = fields.number();
    record.proposer = fields.fixed<20>();
    record.proposer_signature = fields.fixed<64>();
    record.signers = fields.bytes();
    FieldReader signatures = fields.list();
    while (!signatures.at_end()) record.signatures.push_back(signatures.fixed<64>());
    record.validator_set_hash = fields.fixed<32>();
    record.beacon_reveal = fields.fixed<32>();
    record.development_edits = fields.bytes();
    fields.finish();
    if (error) return Failure{*error};
    if (!record.signers.empty() && record.signers.back() == 0) return Failure{DecodeError::Malformed};
    if (count_bits(record.signers) != record.signatures.size()) return Failure{DecodeError::WrongLength};
    return record;
}

Hash hash_of(const CommitRecord& record) {
    return crypto::keccak256(encode(record));
}

}  // namespace deed::block
