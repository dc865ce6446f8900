#include "runtime/calls/transaction_fields.hpp"

namespace deed::calls {
namespace {

using block::TransactionType;

TransactionType type_of(const json::CallRequest& call) {
    if (!call.authorization_list.empty()) return TransactionType::SetCode;
    if (!call.blob_versioned_hashes.empty()) return TransactionType::Blob;
    if (!call.gas_price) return TransactionType::DynamicFee;
    return call.access_list ? TransactionType::AccessList : TransactionType::Legacy;
}

}  // namespace

Uint256 fee_cap_of(const json::CallRequest& call) {
    if (call.gas_price) return *call.gas_price;
    if (call.max_fee_per_gas) return *call.max_fee_per_gas;
    return call.max_priority_fee_per_gas.value_or(Uint256{});
}

block::Transaction make_transaction(const json::CallRequest& call, uint64_t chain_id, uint64_t gas_limit) {
    const Uint256 cap = fee_cap_of(call);
    return {
        .type = type_of(call),
        .chain_id = call.chain_id.value_or(chain_id),
        .nonce = call.nonce.value_or(0),
        .max_priority_fee_per_gas = call.gas_price ? cap : call.max_priority_fee_per_gas.value_or(Uint256{}),
        .max_fee_per_gas = cap,
        .gas_limit = gas_limit,
        .to = call.to,
        .value = call.value.value_or(Uint256{}),
        .data = call.data,
        .access_list = call.access_list.value_or(block::AccessList{}),
        .max_fee_per_blob_gas = call.max_fee_per_blob_gas.value_or(Uint256{}),
        .blob_versioned_hashes = call.blob_versioned_hashes,
        .authorization_list = call.authorization_list};
}

}  // namespace deed::calls
