#include "runtime/ledger/records.hpp"

#include <string>

#include "runtime/block/field_reader.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::ledger {
namespace {

/// Reads the members of the one list that @p bytes are; `finish` throws when they were not as expected.
class RecordReader {
  public:
    RecordReader(BytesView bytes, std::string_view what) : what_(what), fields_(open(bytes)) {}

    block::FieldReader& fields() { return fields_; }
    void finish() {
        fields_.finish();
        if (error_) throw_damaged(what_);
    }

  private:
    block::FieldReader open(BytesView bytes) {
        const auto list = block::decode_outer_list(bytes);
        if (!list) throw_damaged(what_);
        return block::FieldReader{*list, error_};
    }

    std::string_view what_;
    block::FieldReader::ErrorPlace error_;
    block::FieldReader fields_;
};

Bytes hash_or_empty(const Hash& hash, const Hash& empty) {
    return hash == empty ? Bytes{} : to_bytes(BytesView{hash});
}

Hash read_hash_or(block::FieldReader& fields, const Hash& empty) {
    const Bytes bytes = fields.bytes();
    if (bytes.empty()) return empty;
    if (bytes.size() == Hash::kSize) return Hash::from(bytes);
    fields.fail(block::DecodeError::WrongLength);
    return {};
}

Bytes encode_logs_compactly(const std::vector<block::Log>& logs) {
    rlp::ListBuilder list;
    for (const block::Log& log : logs) {
        rlp::ListBuilder topics;
        for (const Hash& topic : log.topics) topics.add(topic);
        rlp::ListBuilder fields;
        fields.add(log.address).add_encoded(topics.finish()).add(BytesView{log.data});
        list.add_encoded(fields.finish());
    }
    return list.finish();
}

std::vector<block::Log> read_logs(block::FieldReader list) {
    std::vector<block::Log> logs;
    while (!list.at_end()) {
        block::FieldReader fields = list.list();
        block::Log log;
        log.address = fields.fixed<20>();
        for (block::FieldReader topics = fields.list(); !topics.at_end();)
            log.topics.push_back(topics.fixed<32>());
        log.data = fields.bytes();
        fields.finish();
        logs.push_back(std::move(log));
    }
    return logs;
}

}  // namespace

void throw_damaged(std::string_view what) {
    throw storage::DamagedError{"the data file is damaged: an entry of " + std::string{what} +
                                " cannot be read"};
}

Bytes encode_account(const StoredAccount& stored) {
    rlp::ListBuilder list;
    list.add(stored.account.nonce).add(stored.account.balance);
    list.add(BytesView{hash_or_empty(stored.account.code_hash, crypto::kEmptyCodeHash)});
    list.add(BytesView{hash_or_empty(stored.storage_root, Hash{})});
    return list.finish();
}

StoredAccount decode_account(BytesView bytes) {
    RecordReader reader{bytes, "Accounts"};
    StoredAccount stored;
    stored.account.nonce = reader.fields().number();
    stored.account.balance = reader.fields().word();
    stored.account.code_hash = read_hash_or(reader.fields(), crypto::kEmptyCodeHash);
    stored.storage_root = read_hash_or(reader.fields(), Hash{});
    reader.finish();
    return stored;
}

Bytes encode_word(const Uint256& word) {
    const Hash bytes = to_hash(word);
    return to_bytes(BytesView{bytes}.last(word.byte_width()));
}

Bytes encode_stored_header(const Hash& hash, const block::Header& header) {
    Bytes bytes = to_bytes(BytesView{hash});
    append(bytes, block::encode(header));
    return bytes;
}

StoredHeader decode_stored_header(BytesView bytes) {
    if (bytes.size() < Hash::kSize) throw_damaged("Headers");
    auto header = block::decode_header(bytes.subspan(Hash::kSize));
    if (!header) throw_damaged("Headers");
    return {Hash::from(bytes.first(Hash::kSize)), std::move(*header)};
}

Bytes encode_body(const block::Block& block) {
    rlp::ListBuilder list;
    list.add(uint64_t{block.transactions.size()});
    if (block.withdrawals) {
        rlp::ListBuilder withdrawals;
        for (const block::Withdrawal& withdrawal : *block.withdrawals)
            withdrawals.add_encoded(block::encode(withdrawal));
        list.add_encoded(withdrawals.finish());
    }
    for (const block::Header& ommer : block.ommers) list.add(block::encode(ommer));
    return list.finish();
}

StoredBody decode_body(BytesView bytes) {
    RecordReader reader{bytes, "Bodies"};
    StoredBody body;
    body.transaction_count = static_cast<uint32_t>(reader.fields().number());
    while (!reader.fields().at_end() && !reader.fields().is_list_next()) {
        auto ommer = block::decode_header(reader.fields().view());
        if (!ommer) throw_damaged("Bodies");
        body.ommers.push_back(std::move(*ommer));
    }
    if (!reader.fields().at_end()) {
        body.withdrawals.emplace();
        for (block::FieldReader list = reader.fields().list(); !list.at_end();) {
            block::FieldReader fields = list.list();
            block::Withdrawal withdrawal;
            withdrawal.index = fields.number();
            withdrawal.validator_index = fields.number();
            withdrawal.address = fields.fixed<20>();
            withdrawal.amount_gwei = fields.number();
            fields.finish();
            body.withdrawals->push_back(withdrawal);
        }
    }
    reader.finish();
    return body;
}

Bytes encode_stored_transaction(const Address& sender, BytesView envelope) {
    Bytes bytes = to_bytes(BytesView{sender});
    append(bytes, envelope);
    return bytes;
}

StoredTransaction decode_stored_transaction(const TransactionPlace& place, BytesView bytes) {
    if (bytes.size() < Address::kSize) throw_damaged("Transactions");
    const BytesView envelope = bytes.subspan(Address::kSize);
    auto transaction = block::decode_transaction(envelope);
    if (!transaction) throw_damaged("Transactions");
    return {place, crypto::keccak256(envelope), Address::from(bytes.first(Address::kSize)),
            std::move(*transaction)};
}

Bytes encode_stored_receipt(const block::Receipt& receipt, uint32_t first_log_index) {
    rlp::ListBuilder list;
    list.add(static_cast<uint64_t>(receipt.type)).add(uint64_t{receipt.succeeded});
    list.add(receipt.post_state ? BytesView{*receipt.post_state} : BytesView{});
    list.add(receipt.cumulative_gas_used).add(receipt.gas_used).add(receipt.effective_gas_price);
    list.add(receipt.contract_address ? BytesView{*receipt.contract_address} : BytesView{});
    list.add(uint64_t{first_log_index}).add_encoded(encode_logs_compactly(receipt.logs));
    return list.finish();
}

StoredReceipt decode_stored_receipt(const TransactionPlace& place, BytesView bytes) {
    RecordReader reader{bytes, "Receipts"};
    auto& fields = reader.fields();
    StoredReceipt stored{.place = place};
    block::Receipt& receipt = stored.receipt;
    receipt.type = static_cast<block::TransactionType>(fields.number());
    receipt.succeeded = fields.number() != 0;
    const Bytes post_state = fields.bytes();
    if (post_state.size() == Hash::kSize) receipt.post_state = Hash::from(post_state);
    receipt.cumulative_gas_used = fields.number();
    receipt.gas_used = fields.number();
    receipt.effective_gas_price = fields.word();
    receipt.contract_address = fields.address_or_nothing();
    stored.first_log_index = static_cast<uint32_t>(fields.number());
    receipt.logs = read_logs(fields.list());
    receipt.bloom = block::bloom_of(receipt.logs);
    reader.finish();
    return stored;
}

Bytes encode_positions(const std::vector<LogPosition>& positions) {
    Bytes bytes;
    for (const LogPosition& position : positions)
        for (const uint32_t number : {position.transaction, position.log})
            for (int shift = 24; shift >= 0; shift -= 8)
                bytes.push_back(static_cast<uint8_t>(number >> shift));
    return bytes;
}

std::vector<LogPosition> decode_positions(BytesView bytes) {
    std::vector<LogPosition> positions;
    for (size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        const auto number = [&](size_t at) {
            return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 |
                   bytes[at + 3];
        };
        positions.push_back({number(i), number(i + 4)});
    }
    return positions;
}

}  // namespace deed::ledger
