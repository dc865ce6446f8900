#include "runtime/gateway/views.hpp"

#include <boost/json/array.hpp>

#include "runtime/json/abi_json.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

bj::value address_or_null(const std::optional<Address>& address) {
    return address ? bj::value(crypto::to_checksum(*address)) : bj::value{};
}

/// The event that @p log is, in the contract's words; its topics and data when the contract is not known.
bj::object describe_log(const Registry& registry, const block::Log& log) {
    bj::object described{{"address", crypto::to_checksum(log.address)}};
    const auto contract = registry.find(log.address);
    if (contract) {
        described["contract"] = contract->name;
        for (const auto& event : contract->interface.events) {
            const auto values = abi::decode_event(event, log.topics, log.data);
            if (!values) continue;
            std::vector<abi::Parameter> parameters;
            for (const auto& input : event.inputs) {
                const bool is_digest =
                    input.place == abi::Place::Topic && abi::is_digest_in_topic(input.type);
                parameters.push_back({input.name, is_digest ? abi::fixed_bytes_type(32) : input.type});
            }
            described["event"] = event.name;
            described["args"] = json::to_json(parameters, *values);
            return described;
        }
    }
    bj::array topics;
    for (const auto& topic : log.topics) topics.emplace_back(to_hex_prefixed(topic));
    described["topics"] = std::move(topics);
    described["data"] = to_hex_prefixed(log.data);
    return described;
}

bj::object describe_fields(const block::Transaction& fields, const Hash& hash, const Address& sender) {
    return {{"hash", to_hex_prefixed(hash)},
            {"from", crypto::to_checksum(sender)},
            {"to", address_or_null(fields.to)},
            {"nonce", fields.nonce},
            {"value", to_decimal(fields.value)},
            {"gasLimit", fields.gas_limit},
            {"maxFeePerGas", to_decimal(fields.max_fee_per_gas)},
            {"input", to_hex_prefixed(fields.data)}};
}

}  // namespace

bj::object describe_place(const ledger::StoredHeader& header) {
    return {{"number", header.header.number},
            {"hash", to_hex_prefixed(header.hash)},
            {"stateRoot", to_hex_prefixed(header.header.state_root)},
            {"timestamp", header.header.timestamp}};
}

bj::object describe_block(const ledger::Snapshot& snapshot, const ledger::StoredHeader& header) {
    auto described = describe_place(header);
    described["parentHash"] = to_hex_prefixed(header.header.parent_hash);
    described["transactionsRoot"] = to_hex_prefixed(header.header.transactions_root);
    described["receiptsRoot"] = to_hex_prefixed(header.header.receipts_root);
    described["beneficiary"] = crypto::to_checksum(header.header.beneficiary);
    described["gasUsed"] = header.header.gas_used;
    described["gasLimit"] = header.header.gas_limit;
    described["baseFeePerGas"] = to_decimal(header.header.base_fee_per_gas.value_or(Uint256{}));
    if (const auto commit = snapshot.find_commit(header.header.number))
        described["proposer"] = crypto::to_checksum(commit->proposer);
    bj::array transactions;
    for (const auto& transaction : snapshot.transactions(header.header.number))
        transactions.emplace_back(to_hex_prefixed(transaction.hash));
    described["transactions"] = std::move(transactions);
    return described;
}

std::optional<bj::object> describe_included(const ledger::Snapshot& snapshot, const Registry& registry,
                                            const Hash& hash) {
    const auto stored = snapshot.find_transaction(hash);
    if (!stored) return std::nullopt;
    const auto receipt = snapshot.find_receipt(stored->place);
    const auto header = snapshot.find_header(stored->place.block);
    if (!receipt || !header) return std::nullopt;

    auto described = describe_fields(stored->transaction.fields, hash, stored->sender);
    described["status"] = receipt->receipt.succeeded ? "succeeded" : "reverted";
    described["block"] = describe_place(*header);
    described["index"] = stored->place.index;
    described["gasUsed"] = receipt->receipt.gas_used;
    described["gasPrice"] = to_decimal(receipt->receipt.effective_gas_price);
    described["contractAddress"] = address_or_null(receipt->receipt.contract_address);
    bj::array events;
    for (const auto& log : receipt->receipt.logs) events.push_back(describe_log(registry, log));
    described["events"] = std::move(events);
    return described;
}

bj::object describe_pending(const pool::Pending& pending) {
    auto described = describe_fields(pending.transaction.fields, pending.hash, pending.sender);
    described["status"] = "pending";
    described["block"] = nullptr;
    return described;
}

bj::object describe_contract(const Contract& contract) {
    return {{"name", contract.name},
            {"address", crypto::to_checksum(contract.address)},
            {"transaction", to_hex_prefixed(contract.transaction)}};
}

bj::value describe_outputs(std::span<const abi::Parameter> outputs, std::span<const abi::Value> values) {
    if (outputs.empty()) return nullptr;
    if (outputs.size() == 1) return json::to_json(outputs.front().type, values.front());
    return json::to_json(outputs, values);
}

}  // namespace deed::gateway
