#include "runtime/block/receipt.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"

namespace deed::block {
namespace {

constexpr uint8_t kFirstListByte = 0xc0;

void read_outcome(FieldReader& fields, Receipt& receipt) {
    const BytesView outcome = fields.view();
    if (outcome.size() == Hash::kSize) {
        receipt.post_state = Hash::from(outcome);
    } else if (outcome.size() == 1 && outcome[0] == 1) {
        receipt.succeeded = true;
    } else if (!outcome.empty()) {
        fields.fail(DecodeError::WrongLength);
    }
}

std::vector<Log> read_logs(FieldReader entries) {
    std::vector<Log> logs;
    while (!entries.at_end()) {
        FieldReader members = entries.list();
        Log& log = logs.emplace_back();
        log.address = members.fixed<20>();
        FieldReader topics = members.list();
        while (!topics.at_end()) log.topics.push_back(topics.fixed<32>());
        log.data = members.bytes();
        members.finish();
    }
    return logs;
}

}  // namespace

Bytes encode_logs(std::span<const Log> logs) {
    rlp::ListBuilder entries;
    for (const Log& log : logs) {
        rlp::ListBuilder topics;
        for (const Hash& topic : log.topics) topics.add(topic);
        rlp::ListBuilder members;
        members.add(log.address).add_encoded(topics.finish()).add(BytesView{log.data});
        entries.add_encoded(members.finish());
    }
    return entries.finish();
}

Bytes encode(const Receipt& receipt) {
    rlp::ListBuilder list;
    if (receipt.post_state) {
        list.add(*receipt.post_state);
    } else {
        list.add(uint64_t{receipt.succeeded});
    }
    list.add(receipt.cumulative_gas_used).add(receipt.bloom).add_encoded(encode_logs(receipt.logs));
    Bytes result;
    if (receipt.type != TransactionType::Legacy) result.push_back(static_cast<uint8_t>(receipt.type));
    append(result, list.finish());
    return result;
}

Result<Receipt, DecodeError> decode_receipt(BytesView bytes) {
    if (bytes.empty()) return Failure{DecodeError::Malformed};
    Receipt receipt;
    if (bytes[0] < kFirstListByte) {
        if (bytes[0] < 1 || bytes[0] > static_cast<uint8_t>(TransactionType::SetCode))
            return Failure{DecodeError::UnknownType};
        receipt.type = static_cast<TransactionType>(bytes[0]);
        bytes = bytes.subspan(1);
    }
    DEED_TRY(list, decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{list, error};
    read_outcome(fields, receipt);
    receipt.cumulative_gas_used = fields.number();
    receipt.bloom = fields.fixed<Bloom::kSize>();
    receipt.logs = read_logs(fields.list());
    fields.finish();
    if (error) return Failure{*error};
    return receipt;
}

}  // namespace deed::block
