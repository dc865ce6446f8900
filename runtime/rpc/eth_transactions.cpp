#include "runtime/rpc/block_reader.hpp"
#include "runtime/rpc/lookup.hpp"

namespace deed::rpc {
namespace {

Outcome get_transaction_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    const auto snapshot = backend.chain.snapshot();
    if (const auto place = snapshot->find_place(hash)) {
        write_stored_transaction(result, *snapshot, *place);
        return kDone;
    }
    const auto pending = backend.chain.find_pending(hash);
    if (pending)
        json::write_transaction(result, pending->transaction, hash, pending->sender, nullptr);
    else
        result.null();
    return kDone;
}

/// Where the transaction at an index of a block stands; nothing when the block is not there or has fewer.
std::optional<ledger::TransactionPlace> find_place(const Backend& backend, const json::BlockId& id,
                                                   uint64_t index) {
    const auto number = backend.simulator.find_number(id);
    if (!number || index >= backend.chain.snapshot()->transaction_count(*number)) return std::nullopt;
    return ledger::TransactionPlace{*number, static_cast<uint32_t>(index)};
}

Outcome get_transaction_at(Backend& backend, const json::BlockId& id, uint64_t index, json::Writer& result) {
    const auto place = find_place(backend, id, index);
    if (place)
        write_stored_transaction(result, *backend.chain.snapshot(), *place);
    else
        result.null();
    return kDone;
}

Outcome get_transaction_by_number_and_index(Backend& backend, Caller&, const Params& params,
                                            json::Writer& result) {
    DEED_TRY(id, params.block(0));
    DEED_TRY(index, params.number(1));
    return get_transaction_at(backend, id, index, result);
}

Outcome get_transaction_by_block_hash_and_index(Backend& backend, Caller&, const Params& params,
                                                json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(index, params.number(1));
    return get_transaction_at(backend, {hash}, index, result);
}

Outcome get_transaction_receipt(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    const auto snapshot = backend.chain.snapshot();
    const auto place = snapshot->find_place(hash);
    if (place)
        write_stored_receipt(result, *snapshot, backend.chain.config(), *place);
    else
        result.null();
    return kDone;
}

void write_raw(json::Writer& result, const std::optional<ledger::StoredTransaction>& stored) {
    if (stored)
        result.data(block::encode(stored->transaction));
    else
        result.data(BytesView{});
}

Outcome get_raw_transaction_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    const auto pending = backend.chain.find_pending(hash);
    if (pending)
        result.data(block::encode(pending->transaction));
    else
        write_raw(result, backend.chain.snapshot()->find_transaction(hash));
    return kDone;
}

Outcome get_raw_transaction_at(Backend& backend, const json::BlockId& id, uint64_t index,
                               json::Writer& result) {
    const auto place = find_place(backend, id, index);
    write_raw(result, place ? backend.chain.snapshot()->find_transaction(*place) : std::nullopt);
    return kDone;
}

Outcome get_raw_transaction_by_number_and_index(Backend& backend, Caller&, const Params& params,
                                                json::Writer& result) {
    DEED_TRY(id, params.block(0));
    DEED_TRY(index, params.number(1));
    return get_raw_transaction_at(backend, id, index, result);
}

Outcome get_raw_transaction_by_block_hash_and_index(Backend& backend, Caller&, const Params& params,
                                                    json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(index, params.number(1));
    return get_raw_transaction_at(backend, {hash}, index, result);
}

Error to_error(const pool::Refusal& refusal) {
    const bool is_undecodable = std::holds_alternative<block::DecodeError>(refusal);
    return {is_undecodable ? ErrorCode::InvalidParams : ErrorCode::TransactionRejected,
            pool::message_of(refusal),
            {}};
}

Outcome send_raw_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(envelope, params.data(0));
    const auto hash = backend.chain.submit(envelope);
    if (!hash) return Failure{to_error(hash.error())};
    result.data(*hash);
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_getTransactionByHash", get_transaction_by_hash},
    {"eth_getTransactionByBlockNumberAndIndex", get_transaction_by_number_and_index},
    {"eth_getTransactionByBlockHashAndIndex", get_transaction_by_block_hash_and_index},
    {"eth_getTransactionReceipt", get_transaction_receipt},
    {"eth_getRawTransactionByHash", get_raw_transaction_by_hash},
    {"eth_getRawTransactionByBlockNumberAndIndex", get_raw_transaction_by_number_and_index},
    {"eth_getRawTransactionByBlockHashAndIndex", get_raw_transaction_by_block_hash_and_index},
    {"eth_sendRawTransaction", send_raw_transaction, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_transaction_methods() {
    return kMethods;
}

}  // namespace deed::rpc
