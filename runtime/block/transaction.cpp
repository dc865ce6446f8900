#include "runtime/block/transaction.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::block {
namespace {

// The recovery value v of legacy transactions: 27 + parity, or 35 + 2·chain id + parity (EIP-155).
constexpr uint64_t kPlainV = 27;
constexpr uint64_t kProtectedV = 35;

constexpr uint8_t kAuthorizationPrefix = 0x05;
constexpr uint8_t kFirstListByte = 0xc0;

// Writing.

void add_recipient(rlp::ListBuilder& list, const std::optional<Address>& to) {
    list.add(to ? BytesView{*to} : BytesView{});
}

void add_access_list(rlp::ListBuilder& list, const AccessList& access_list) {
    rlp::ListBuilder entries;
    for (const AccessListEntry& entry : access_list) {
        rlp::ListBuilder slots;
        for (const Hash& slot : entry.slots) slots.add(slot);
        entries.add_encoded(rlp::ListBuilder{}.add(entry.address).add_encoded(slots.finish()).finish());
    }
    list.add_encoded(entries.finish());
}

void add_blob_fields(rlp::ListBuilder& list, const Transaction& transaction) {
    list.add(transaction.max_fee_per_blob_gas);
    rlp::ListBuilder hashes;
    for (const Hash& hash : transaction.blob_versioned_hashes) hashes.add(hash);
    list.add_encoded(hashes.finish());
}

void add_authorizations(rlp::ListBuilder& list, const std::vector<Authorization>& authorizations) {
    rlp::ListBuilder tuples;
    for (const Authorization& tuple : authorizations) {
        rlp::ListBuilder members;
        members.add(tuple.chain_id).add(tuple.address).add(tuple.nonce);
        members.add(uint64_t{tuple.y_parity}).add(tuple.r).add(tuple.s);
        tuples.add_encoded(members.finish());
    }
    list.add_encoded(tuples.finish());
}

/// The members that come before the signature.
rlp::ListBuilder unsigned_members(const Transaction& transaction) {
    rlp::ListBuilder list;
    if (transaction.type != TransactionType::Legacy) list.add(transaction.chain_id.value_or(0));
    list.add(transaction.nonce);
    if (transaction.has_dynamic_fee()) list.add(transaction.max_priority_fee_per_gas);
    list.add(transaction.max_fee_per_gas).add(transaction.gas_limit);
    add_recipient(list, transaction.to);
    list.add(transaction.value).add(BytesView{transaction.data});
    if (transaction.type != TransactionType::Legacy) add_access_list(list, transaction.access_list);
    if (transaction.type == TransactionType::Blob) add_blob_fields(list, transaction);
    if (transaction.type == TransactionType::SetCode)
        add_authorizations(list, transaction.authorization_list);
    return list;
}

Bytes with_type(TransactionType type, BytesView list) {
    Bytes result;
    result.reserve(list.size() + 1);
    if (type != TransactionType::Legacy) result.push_back(static_cast<uint8_t>(type));
    append(result, list);
    return result;
}

Uint256 legacy_v(const Transaction& transaction, uint8_t parity) {
    if (!transaction.chain_id) return kPlainV + parity;
    return Uint256{*transaction.chain_id} * 2 + Uint256{kProtectedV + parity};
}

// Reading.

AccessList read_access_list(FieldReader entries) {
    AccessList result;
    while (!entries.at_end()) {
        FieldReader members = entries.list();
        AccessListEntry& entry = result.emplace_back();
        entry.address = members.fixed<20>();
        FieldReader slots = members.list();
        while (!slots.at_end()) entry.slots.push_back(slots.fixed<32>());
        members.finish();
    }
    return result;
}

uint8_t read_parity_byte(FieldReader& members) {
    const uint64_t parity = members.number();
    if (parity > 255) members.fail(DecodeError::NumberTooLarge);
    return static_cast<uint8_t>(parity);
}

std::vector<Authorization> read_authorizations(FieldReader tuples) {
    std::vector<Authorization> result;
    while (!tuples.at_end()) {
        FieldReader members = tuples.list();
        Authorization& tuple = result.emplace_back();
        tuple.chain_id = members.word();
        tuple.address = members.fixed<20>();
        tuple.nonce = members.number();
        tuple.y_parity = read_parity_byte(members);
        tuple.r = members.word();
        tuple.s = members.word();
        members.finish();
    }
    return result;
}

void read_recipient(FieldReader& fields, Transaction& transaction) {
    transaction.to = fields.address_or_nothing();
    if (!transaction.to && transaction.type >= TransactionType::Blob)
        fields.fail(DecodeError::MissingRecipient);
}

void read_legacy_v(FieldReader& fields, SignedTransaction& transaction) {
    const Uint256 v = fields.word();
    if (fields.has_failed()) return;
    if (v == kPlainV || v == kPlainV + 1) {
        transaction.signature.y_parity = static_cast<uint8_t>(v[0] - kPlainV);
    } else if (v < kProtectedV) {
        fields.fail(DecodeError::InvalidSignature);
    } else {
        const Uint256 chain_id = (v - kProtectedV) >> 1;
        if (!chain_id.fits_uint64()) return fields.fail(DecodeError::NumberTooLarge);
        transaction.fields.chain_id = chain_id[0];
        transaction.signature.y_parity = static_cast<uint8_t>((v - kProtectedV)[0] & 1);
    }
}

void read_typed_parity(FieldReader& fields, SignedTransaction& transaction) {
    const Uint256 parity = fields.word();
    if (parity > Uint256{1}) fields.fail(DecodeError::InvalidSignature);
    transaction.signature.y_parity = static_cast<uint8_t>(parity[0]);
}

void read_type_members(FieldReader& fields, Transaction& transaction) {
    if (transaction.type == TransactionType::Legacy) return;
    transaction.access_list = read_access_list(fields.list());
    if (transaction.type == TransactionType::Blob) {
        transaction.max_fee_per_blob_gas = fields.word();
        FieldReader hashes = fields.list();
        while (!hashes.at_end()) transaction.blob_versioned_hashes.push_back(hashes.fixed<32>());
    }
    if (transaction.type == TransactionType::SetCode)
        transaction.authorization_list = read_authorizations(fields.list());
}

Result<SignedTransaction, DecodeError> decode_members(TransactionType type, BytesView bytes) {
    DEED_TRY(list, decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{list, error};
    SignedTransaction result;
    Transaction& transaction = result.fields;
    transaction.type = type;
    if (type != TransactionType::Legacy) transaction.chain_id = fields.number();
    transaction.nonce = fields.number();
    if (transaction.has_dynamic_fee()) transaction.max_priority_fee_per_gas = fields.word();
    transaction.max_fee_per_gas = fields.word();
    if (!transaction.has_dynamic_fee()) transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
    transaction.gas_limit = fields.number();
    read_recipient(fields, transaction);
    transaction.value = fields.word();
    transaction.data = fields.bytes();
    read_type_members(fields, transaction);
    type == TransactionType::Legacy ? read_legacy_v(fields, result) : read_typed_parity(fields, result);
    result.signature.r = to_hash(fields.word());
    result.signature.s = to_hash(fields.word());
    fields.finish();
    if (error) return Failure{*error};
    return result;
}

}  // namespace

Bytes encode(const SignedTransaction& transaction) {
    const crypto::Signature& signature = transaction.signature;
    rlp::ListBuilder list = unsigned_members(transaction.fields);
    if (transaction.fields.type == TransactionType::Legacy) {
        list.add(legacy_v(transaction.fields, signature.y_parity));
    } else {
        list.add(uint64_t{signature.y_parity});
    }
    list.add(to_word(signature.r)).add(to_word(signature.s));
    return with_type(transaction.fields.type, list.finish());
}

Result<SignedTransaction, DecodeError> decode_transaction(BytesView bytes) {
    if (bytes.empty()) return Failure{DecodeError::Malformed};
    if (bytes[0] >= kFirstListByte) return decode_members(TransactionType::Legacy, bytes);
    if (bytes[0] < 1 || bytes[0] > static_cast<uint8_t>(TransactionType::SetCode))
        return Failure{DecodeError::UnknownType};
    return decode_members(static_cast<TransactionType>(bytes[0]), bytes.subspan(1));
}

Bytes encode_for_body(const SignedTransaction& transaction) {
    Bytes encoded = encode(transaction);
    return transaction.fields.type == TransactionType::Legacy ? encoded : rlp::encode(BytesView{encoded});
}

Hash signing_hash(const Transaction& transaction) {
    rlp::ListBuilder list = unsigned_members(transaction);
    if (transaction.type == TransactionType::Legacy && transaction.chain_id)
        list.add(*transaction.chain_id).add(uint64_t{0}).add(uint64_t{0});
    return crypto::keccak256(with_type(transaction.type, list.finish()));
}

Hash hash_of(const SignedTransaction& transaction) {
    return crypto::keccak256(encode(transaction));
}

SignedTransaction sign(Transaction transaction, const crypto::PrivateKey& key) {
    const crypto::Signature signature = crypto::sign(signing_hash(transaction), key);
    return {std::move(transaction), signature};
}

std::optional<Address> recover_sender(const SignedTransaction& transaction) {
    return crypto::recover(signing_hash(transaction.fields), transaction.signature);
}

Hash signing_hash(const Authorization& authorization) {
    Bytes message{kAuthorizationPrefix};
    append(message, rlp::ListBuilder{}
                        .add(authorization.chain_id)
                        .add(authorization.address)
                        .add(authorization.nonce)
                        .finish());
    return crypto::keccak256(message);
}

std::optional<Address> recover_authority(const Authorization& authorization) {
    const Hash s = to_hash(authorization.s);
    if (authorization.y_parity > 1 || !crypto::is_low_s(s)) return std::nullopt;
    return crypto::recover(signing_hash(authorization),
                           {to_hash(authorization.r), s, authorization.y_parity});
}

Authorization sign(Authorization authorization, const crypto::PrivateKey& key) {
    const crypto::Signature signature = crypto::sign(signing_hash(authorization), key);
    authorization.y_parity = signature.y_parity;
    authorization.r = to_word(signature.r);
    authorization.s = to_word(signature.s);
    return authorization;
}

}  // namespace deed::block
