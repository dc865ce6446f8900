#include "runtime/json/block_json.hpp"
#include "runtime/rpc/block_reader.hpp"
#include "runtime/rpc/lookup.hpp"

namespace deed::rpc {
namespace {

Outcome chain_id(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.config().chain_id);
    return kDone;
}

Outcome block_number(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.quantity(backend.chain.head()->id.number);
    return kDone;
}

/// Who earns the fees of the next block: whoever made the newest, unless somebody was chosen.
Outcome coinbase(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const Address chosen = backend.chain.wishes().fee_recipient;
    result.data(chosen.is_zero() ? backend.chain.head()->header.beneficiary : chosen);
    return kDone;
}

Outcome syncing(Backend&, Caller&, const Params&, json::Writer& result) {
    result.boolean(false);
    return kDone;
}

Outcome get_block(Backend& backend, const json::BlockId& id, bool is_whole, json::Writer& result) {
    const auto detail = is_whole ? json::TransactionDetail::Whole : json::TransactionDetail::Hashes;
    if (id.is_pending()) {
        write_pending_block(result, *backend.chain.pending(), detail);
        return kDone;
    }
    const auto number = backend.simulator.find_number(id);
    if (number)
        write_stored_block(result, *backend.chain.snapshot(), *number, detail);
    else
        result.null();
    return kDone;
}

Outcome get_block_by_number(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    DEED_TRY(is_whole, params.flag(1));
    return get_block(backend, id, is_whole, result);
}

Outcome get_block_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(is_whole, params.flag(1));
    return get_block(backend, {hash}, is_whole, result);
}

Outcome get_header(Backend& backend, const json::BlockId& id, json::Writer& result) {
    const auto number = backend.simulator.find_number(id);
    const auto header = number ? backend.chain.snapshot()->find_header(*number) : std::nullopt;
    if (header)
        json::write_header(result, header->header, header->hash);
    else
        result.null();
    return kDone;
}

Outcome get_header_by_number(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    return get_header(backend, id, result);
}

Outcome get_header_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    return get_header(backend, {hash}, result);
}

Outcome count_transactions(Backend& backend, const json::BlockId& id, json::Writer& result) {
    if (id.is_pending()) {
        result.quantity(uint64_t{backend.chain.pending()->block.transactions.size()});
        return kDone;
    }
    const auto number = backend.simulator.find_number(id);
    if (number)
        result.quantity(uint64_t{backend.chain.snapshot()->transaction_count(*number)});
    else
        result.null();
    return kDone;
}

Outcome get_block_transaction_count_by_number(Backend& backend, Caller&, const Params& params,
                                              json::Writer& result) {
    DEED_TRY(id, params.block(0));
    return count_transactions(backend, id, result);
}

Outcome get_block_transaction_count_by_hash(Backend& backend, Caller&, const Params& params,
                                            json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    return count_transactions(backend, {hash}, result);
}

Outcome get_block_receipts(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    if (id.is_pending()) {
        result.null();
        return kDone;
    }
    const auto number = backend.simulator.find_number(id);
    if (number)
        write_block_receipts(result, *backend.chain.snapshot(), backend.chain.config(), *number);
    else
        result.null();
    return kDone;
}

/// The ommers of a block; nothing when there is no such block. There have been none since Paris.
std::optional<std::vector<block::Header>> find_ommers(const Backend& backend, const json::BlockId& id) {
    const auto number = backend.simulator.find_number(id);
    auto block = number ? backend.chain.snapshot()->find_block(*number) : std::nullopt;
    if (!block) return std::nullopt;
    return std::move(block->ommers);
}

Outcome count_uncles(const Backend& backend, const json::BlockId& id, json::Writer& result) {
    if (const auto ommers = find_ommers(backend, id))
        result.quantity(uint64_t{ommers->size()});
    else
        result.null();
    return kDone;
}

Outcome get_uncle(const Backend& backend, const json::BlockId& id, uint64_t index, json::Writer& result) {
    const auto ommers = find_ommers(backend, id);
    if (ommers && index < ommers->size())
        json::write_header(result, (*ommers)[index], block::hash_of((*ommers)[index]));
    else
        result.null();
    return kDone;
}

Outcome get_uncle_count_by_number(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    return count_uncles(backend, id, result);
}

Outcome get_uncle_count_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    return count_uncles(backend, {hash}, result);
}

Outcome get_uncle_by_number(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.block(0));
    DEED_TRY(index, params.number(1));
    return get_uncle(backend, id, index, result);
}

Outcome get_uncle_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    DEED_TRY(index, params.number(1));
    return get_uncle(backend, {hash}, index, result);
}

constexpr Method kMethods[] = {
    {"eth_chainId", chain_id},
    {"eth_blockNumber", block_number},
    {"eth_coinbase", coinbase},
    {"eth_syncing", syncing},
    {"eth_getBlockByNumber", get_block_by_number},
    {"eth_getBlockByHash", get_block_by_hash},
    {"eth_getHeaderByNumber", get_header_by_number},
    {"eth_getHeaderByHash", get_header_by_hash},
    {"eth_getBlockTransactionCountByNumber", get_block_transaction_count_by_number},
    {"eth_getBlockTransactionCountByHash", get_block_transaction_count_by_hash},
    {"eth_getBlockReceipts", get_block_receipts, Cost::Slow},
    {"eth_getUncleCountByBlockNumber", get_uncle_count_by_number},
    {"eth_getUncleCountByBlockHash", get_uncle_count_by_hash},
    {"eth_getUncleByBlockNumberAndIndex", get_uncle_by_number},
    {"eth_getUncleByBlockHashAndIndex", get_uncle_by_hash},
};

}  // namespace

std::span<const Method> eth_block_methods() {
    return kMethods;
}

}  // namespace deed::rpc
