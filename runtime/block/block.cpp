#include "runtime/block/block.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"

namespace deed::block {
namespace {

void read_transactions(FieldReader& fields, Block& block) {
    FieldReader items = fields.list();
    while (!items.at_end()) {
        const rlp::Item item = items.item();
        const bool is_legacy = item.kind == rlp::Kind::List;
        auto transaction = decode_transaction(is_legacy ? item.encoded : item.payload);
        // A bare list wrapped into a string is no form of a transaction (EIP-2718).
        if (transaction && is_legacy == (transaction->fields.type == TransactionType::Legacy)) {
            block.transactions.push_back(std::move(*transaction));
        } else {
            items.fail(transaction ? DecodeError::Malformed : transaction.error());
        }
    }
}

void read_ommers(FieldReader& fields, Block& block) {
    FieldReader items = fields.list();
    while (!items.at_end()) {
        auto header = decode_header(items.item().encoded);
        if (header) {
            block.ommers.push_back(std::move(*header));
        } else {
            items.fail(header.error());
        }
    }
}

void read_withdrawals(FieldReader& fields, Block& block) {
    FieldReader items = fields.list();
    auto& withdrawals = block.withdrawals.emplace();
    while (!items.at_end()) {
        FieldReader members = items.list();
        Withdrawal& withdrawal = withdrawals.emplace_back();
        withdrawal.index = members.number();
        withdrawal.validator_index = members.number();
        withdrawal.address = members.fixed<20>();
        withdrawal.amount_gwei = members.number();
        members.finish();
    }
}

}  // namespace

Bytes encode(const Withdrawal& withdrawal) {
    return rlp::ListBuilder{}
        .add(withdrawal.index)
        .add(withdrawal.validator_index)
        .add(withdrawal.address)
        .add(withdrawal.amount_gwei)
        .finish();
}

Bytes encode(const Block& block) {
    rlp::ListBuilder list;
    list.add_encoded(encode(block.header));
    rlp::ListBuilder transactions;
    for (const SignedTransaction& transaction : block.transactions)
        transactions.add_encoded(encode_for_body(transaction));
    list.add_encoded(transactions.finish());
    rlp::ListBuilder ommers;
    for (const Header& ommer : block.ommers) ommers.add_encoded(encode(ommer));
    list.add_encoded(ommers.finish());
    if (block.withdrawals) {
        rlp::ListBuilder withdrawals;
        for (const Withdrawal& withdrawal : *block.withdrawals) withdrawals.add_encoded(encode(withdrawal));
        list.add_encoded(withdrawals.finish());
    }
    return list.finish();
}

Result<Block, DecodeError> decode_block(BytesView bytes) {
    DEED_TRY(list, decode_outer_list(bytes));
    FieldReader::ErrorPlace error;
    FieldReader fields{list, error};
    DEED_TRY(header, decode_header(fields.item().encoded));
    Block block;
    block.header = std::move(header);
    read_transactions(fields, block);
    read_ommers(fields, block);
    if (!fields.at_end()) read_withdrawals(fields, block);
    fields.finish();
    if (error) return Failure{*error};
    return block;
}

}  // namespace deed::block
