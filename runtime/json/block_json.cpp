#include "runtime/json/block_json.hpp"

#include <algorithm>

namespace deed::json {
namespace {

using block::TransactionType;

constexpr uint64_t kGasPerBlob = 1 << 17;

void write_signature(Writer& writer, const block::SignedTransaction& transaction) {
    const auto& fields = transaction.fields;
    const auto& signature = transaction.signature;
    const auto parity = static_cast<uint64_t>(signature.y_parity);
    if (fields.type == TransactionType::Legacy) {
        // EIP-155: the chain id is folded into v.
        const Uint256 v = fields.chain_id ? Uint256{*fields.chain_id} * Uint256{2} + Uint256{35 + parity}
                                          : Uint256{27 + parity};
        writer.key("v").quantity(v);
    } else {
        writer.key("v").quantity(parity).key("yParity").quantity(parity);
    }
    writer.key("r").quantity(to_word(signature.r)).key("s").quantity(to_word(signature.s));
}

void write_authorizations(Writer& writer, const std::vector<block::Authorization>& list) {
    writer.key("authorizationList").begin_array();
    for (const auto& entry : list) {
        writer.begin_object();
        writer.key("chainId").quantity(entry.chain_id);
        writer.key("address").data(entry.address);
        writer.key("nonce").quantity(entry.nonce);
        writer.key("yParity").quantity(uint64_t{entry.y_parity});
        writer.key("r").quantity(entry.r);
        writer.key("s").quantity(entry.s);
        writer.end_object();
    }
    writer.end_array();
}

void write_fees(Writer& writer, const block::Transaction& fields, const TransactionPlace* place) {
    if (!fields.has_dynamic_fee()) {
        writer.key("gasPrice").quantity(fields.max_fee_per_gas);
        return;
    }
    writer.key("gasPrice")
        .quantity(place ? effective_gas_price(fields, place->base_fee_per_gas) : fields.max_fee_per_gas);
    writer.key("maxFeePerGas").quantity(fields.max_fee_per_gas);
    writer.key("maxPriorityFeePerGas").quantity(fields.max_priority_fee_per_gas);
}

void write_place(Writer& writer, const TransactionPlace* place) {
    if (place == nullptr) {
        writer.key("blockHash").null().key("blockNumber").null().key("transactionIndex").null();
        return;
    }
    writer.key("blockHash").data(place->block_hash);
    writer.key("blockNumber").quantity(place->block_number);
    writer.key("blockTimestamp").quantity(place->timestamp);
    writer.key("transactionIndex").quantity(place->index);
}

void write_blob_fields(Writer& writer, const block::Transaction& fields) {
    writer.key("maxFeePerBlobGas").quantity(fields.max_fee_per_blob_gas);
    writer.key("blobVersionedHashes").begin_array();
    for (const auto& hash : fields.blob_versioned_hashes) writer.data(hash);
    writer.end_array();
}

void write_header_fields(Writer& writer, const block::Header& header, const std::optional<Hash>& hash) {
    writer.key("hash").data_or_null(hash);
    writer.key("parentHash").data(header.parent_hash);
    writer.key("sha3Uncles").data(header.ommers_hash);
    writer.key("miner").data(header.beneficiary);
    writer.key("stateRoot").data(header.state_root);
    writer.key("transactionsRoot").data(header.transactions_root);
    writer.key("receiptsRoot").data(header.receipts_root);
    writer.key("logsBloom").data(header.logs_bloom);
    writer.key("difficulty").quantity(header.difficulty);
    writer.key("number").quantity(header.number);
    writer.key("gasLimit").quantity(header.gas_limit);
    writer.key("gasUsed").quantity(header.gas_used);
    writer.key("timestamp").quantity(header.timestamp);
    writer.key("extraData").data(header.extra_data);
    writer.key("mixHash").data(header.prev_randao);
    writer.key("nonce");
    if (hash)
        writer.data(header.nonce);
    else
        writer.null();
    if (header.base_fee_per_gas) writer.key("baseFeePerGas").quantity(*header.base_fee_per_gas);
    if (header.withdrawals_root) writer.key("withdrawalsRoot").data(*header.withdrawals_root);
    if (header.blob_gas_used) writer.key("blobGasUsed").quantity(*header.blob_gas_used);
    if (header.excess_blob_gas) writer.key("excessBlobGas").quantity(*header.excess_blob_gas);
    if (header.parent_beacon_block_root)
        writer.key("parentBeaconBlockRoot").data(*header.parent_beacon_block_root);
    if (header.requests_hash) writer.key("requestsHash").data(*header.requests_hash);
}

void write_transactions(Writer& writer, const block::Block& block, const BlockContext& context,
                        TransactionDetail detail) {
    writer.key("transactions").begin_array();
    for (size_t i = 0; i < block.transactions.size(); ++i) {
        if (detail == TransactionDetail::Hashes) {
            writer.data(context.transaction_hashes[i]);
            continue;
        }
        const TransactionPlace place{.block_hash = context.hash.value_or(Hash{}),
                                     .block_number = block.header.number,
                                     .timestamp = block.header.timestamp,
                                     .index = i,
                                     .base_fee_per_gas = block.header.base_fee_per_gas.value_or(Uint256{})};
        write_transaction(writer, block.transactions[i], context.transaction_hashes[i], context.senders[i],
                          context.hash ? &place : nullptr);
    }
    writer.end_array();
}

}  // namespace

Uint256 effective_gas_price(const block::Transaction& transaction, const Uint256& base_fee) {
    if (transaction.max_fee_per_gas < base_fee) return transaction.max_fee_per_gas;
    const Uint256 room = transaction.max_fee_per_gas - base_fee;
    return base_fee + std::min(room, transaction.max_priority_fee_per_gas);
}

void write_access_list(Writer& writer, const block::AccessList& list) {
    writer.begin_array();
    for (const auto& entry : list) {
        writer.begin_object().key("address").data(entry.address).key("storageKeys").begin_array();
        for (const auto& slot : entry.slots) writer.data(slot);
        writer.end_array().end_object();
    }
    writer.end_array();
}

void write_transaction(Writer& writer, const block::SignedTransaction& transaction, const Hash& hash,
                       const Address& sender, const TransactionPlace* place) {
    const auto& fields = transaction.fields;
    writer.begin_object();
    write_place(writer, place);
    writer.key("from").data(sender).key("gas").quantity(fields.gas_limit);
    write_fees(writer, fields, place);
    writer.key("hash").data(hash);
    writer.key("input").data(fields.data);
    writer.key("nonce").quantity(fields.nonce);
    writer.key("to").data_or_null(fields.to);
    writer.key("value").quantity(fields.value);
    writer.key("type").quantity(static_cast<uint64_t>(fields.type));
    if (fields.type != TransactionType::Legacy) {
        writer.key("accessList");
        write_access_list(writer, fields.access_list);
    }
    if (fields.chain_id) writer.key("chainId").quantity(*fields.chain_id);
    if (fields.type == TransactionType::Blob) write_blob_fields(writer, fields);
    if (fields.type == TransactionType::SetCode) write_authorizations(writer, fields.authorization_list);
    write_signature(writer, transaction);
    writer.end_object();
}

void write_header(Writer& writer, const block::Header& header, const Hash& hash) {
    writer.begin_object();
    write_header_fields(writer, header, hash);
    writer.end_object();
}

void write_block(Writer& writer, const block::Block& block, const BlockContext& context,
                 TransactionDetail detail, const std::function<void(Writer&)>& write_more) {
    writer.begin_object();
    write_header_fields(writer, block.header, context.hash);
    writer.key("size").quantity(context.size);
    write_transactions(writer, block, context, detail);
    writer.key("uncles").begin_array();
    for (const auto& ommer : block.ommers) writer.data(block::hash_of(ommer));
    writer.end_array();
    if (block.withdrawals) {
        writer.key("withdrawals").begin_array();
        for (const auto& withdrawal : *block.withdrawals) {
            writer.begin_object();
            writer.key("index").quantity(withdrawal.index);
            writer.key("validatorIndex").quantity(withdrawal.validator_index);
            writer.key("address").data(withdrawal.address);
            writer.key("amount").quantity(withdrawal.amount_gwei);
            writer.end_object();
        }
        writer.end_array();
    }
    if (write_more) write_more(writer);
    writer.end_object();
}

void write_log(Writer& writer, const block::Log& log, const LogPlace& place) {
    writer.begin_object().key("address").data(log.address).key("topics").begin_array();
    for (const auto& topic : log.topics) writer.data(topic);
    writer.end_array();
    writer.key("data").data(log.data);
    writer.key("blockNumber").quantity(place.block_number);
    writer.key("transactionHash").data(place.transaction_hash);
    writer.key("transactionIndex").quantity(place.transaction_index);
    writer.key("blockHash").data(place.block_hash);
    writer.key("blockTimestamp").quantity(place.timestamp);
    writer.key("logIndex").quantity(place.log_index);
    writer.key("removed").boolean(place.is_removed);
    writer.end_object();
}

void write_receipt(Writer& writer, const block::Receipt& receipt, const block::SignedTransaction& transaction,
                   const Hash& hash, const Address& sender, const TransactionPlace& place, uint64_t first_log,
                   const std::optional<Uint256>& blob_gas_price) {
    const auto& fields = transaction.fields;
    writer.begin_object();
    writer.key("blockHash").data(place.block_hash);
    writer.key("blockNumber").quantity(place.block_number);
    writer.key("transactionHash").data(hash);
    writer.key("transactionIndex").quantity(place.index);
    writer.key("type").quantity(static_cast<uint64_t>(receipt.type));
    writer.key("from").data(sender);
    writer.key("to").data_or_null(fields.to);
    writer.key("cumulativeGasUsed").quantity(receipt.cumulative_gas_used);
    writer.key("gasUsed").quantity(receipt.gas_used);
    writer.key("effectiveGasPrice").quantity(receipt.effective_gas_price);
    writer.key("contractAddress").data_or_null(receipt.contract_address);
    if (receipt.post_state)
        writer.key("root").data(*receipt.post_state);
    else
        writer.key("status").quantity(uint64_t{receipt.succeeded ? 1U : 0U});
    if (fields.type == TransactionType::Blob) {
        writer.key("blobGasUsed").quantity(kGasPerBlob * fields.blob_versioned_hashes.size());
        if (blob_gas_price) writer.key("blobGasPrice").quantity(*blob_gas_price);
    }
    writer.key("logsBloom").data(receipt.bloom).key("logs").begin_array();
    LogPlace log_place{.block_hash = place.block_hash,
                       .block_number = place.block_number,
                       .timestamp = place.timestamp,
                       .transaction_hash = hash,
                       .transaction_index = place.index,
                       .log_index = first_log};
    for (const auto& log : receipt.logs) {
        write_log(writer, log, log_place);
        ++log_place.log_index;
    }
    writer.end_array().end_object();
}

}  // namespace deed::json
