#include "tools/client/transactor.hpp"

#include <thread>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "runtime/block/transaction.hpp"
#include "vm/base/hex.hpp"

namespace deed::client {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kPollInterval{50};

/// A field of a node's answer; throws `Error` when it is not there.
const json::value& field(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) throw Error("the node's answer has no \"" + std::string{name} + "\"");
    return *value;
}

template <typename Read>
auto read_text(const json::object& object, std::string_view name, Read read) {
    const auto& value = field(object, name);
    auto result = value.is_string() ? read(std::string_view{value.get_string()}) : decltype(read(""))();
    if (!result)
        throw Error("the node's answer has a malformed \"" + std::string{name} +
                    "\": " + json::serialize(value));
    return *result;
}

uint64_t read_number(const json::object& object, std::string_view name) {
    return static_cast<uint64_t>(read_text(object, name, parse_uint256));
}

state::Log read_log(const json::object& object) {
    state::Log log{read_text(object, "address", address_from_hex), {}, read_text(object, "data", from_hex)};
    const auto& topics = field(object, "topics");
    if (!topics.is_array()) throw Error("the node's answer has malformed topics");
    for (const auto& topic : topics.get_array())
        log.topics.push_back(
            hash_from_hex(topic.is_string() ? std::string_view{topic.get_string()} : "").value_or(Hash{}));
    return log;
}

Receipt read_receipt(const json::object& object) {
    Receipt receipt;
    receipt.transaction_hash = read_text(object, "transactionHash", hash_from_hex);
    receipt.block_number = read_number(object, "blockNumber");
    receipt.gas_used = read_number(object, "gasUsed");
    receipt.has_succeeded = read_number(object, "status") == 1;
    if (const auto* contract = object.if_contains("contractAddress");
        contract != nullptr && contract->is_string())
        receipt.contract = read_text(object, "contractAddress", address_from_hex);
    const auto& logs = field(object, "logs");
    if (!logs.is_array()) throw Error("the node's answer has malformed logs");
    for (const auto& log : logs.get_array())
        if (log.is_object()) receipt.logs.push_back(read_log(log.get_object()));
    return receipt;
}

}  // namespace

json::object make_call_object(const std::optional<Address>& from, const Order& order) {
    json::object call{{"input", to_hex_prefixed(order.data)}};
    if (from) call["from"] = to_hex_prefixed(*from);
    if (order.to) call["to"] = to_hex_prefixed(*order.to);
    if (order.value) call["value"] = to_quantity(order.value);
    if (order.gas_limit) call["gas"] = to_quantity(*order.gas_limit);
    return call;
}

uint64_t Transactor::estimate(const Order& order) {
    const auto gas = static_cast<uint64_t>(
        rpc_.call_quantity("eth_estimateGas", {make_call_object(sender_.address, order)}));
    // The state may move between the estimate and the block.
    return gas + gas / 5;
}

Bytes Transactor::sign(const Order& order) {
    const auto head = rpc_.call("eth_getBlockByNumber", {"latest", false});
    if (!head.is_object()) throw Error("the node has no block");
    const Uint256 base_fee = read_text(head.get_object(), "baseFeePerGas", parse_uint256);
    const Uint256 tip = rpc_.call_quantity("eth_maxPriorityFeePerGas");

    block::Transaction transaction;
    transaction.type = block::TransactionType::DynamicFee;
    transaction.chain_id = static_cast<uint64_t>(rpc_.call_quantity("eth_chainId"));
    transaction.nonce = static_cast<uint64_t>(
        rpc_.call_quantity("eth_getTransactionCount", {to_hex_prefixed(sender_.address), "pending"}));
    transaction.max_priority_fee_per_gas = tip;
    // Doubling lasts through six full blocks.
    transaction.max_fee_per_gas = base_fee * 2 + tip;
    transaction.gas_limit = order.gas_limit ? *order.gas_limit : estimate(order);
    transaction.to = order.to;
    transaction.value = order.value;
    transaction.data = order.data;
    return block::encode(block::sign(std::move(transaction), *sender_.key));
}

Hash Transactor::send(const Order& order) {
    Bytes hash;
    if (sender_.key) {
        hash = rpc_.call_data("eth_sendRawTransaction", {to_hex_prefixed(sign(order))});
    } else {
        Order complete = order;
        if (!complete.gas_limit) complete.gas_limit = estimate(order);
        hash = rpc_.call_data("eth_sendTransaction", {make_call_object(sender_.address, complete)});
    }
    if (hash.size() != Hash::size())
        throw Error("the node answered with something that is no transaction hash");
    return Hash::from(hash);
}

Receipt Transactor::wait(const Hash& transaction, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto receipt = rpc_.call("eth_getTransactionReceipt", {to_hex_prefixed(transaction)});
        if (receipt.is_object()) return read_receipt(receipt.get_object());
        if (std::chrono::steady_clock::now() >= deadline)
            throw Error("transaction " + to_hex_prefixed(transaction) + " is in no block after " +
                        std::to_string(patience.count() / 1000) + " seconds");
        std::this_thread::sleep_for(kPollInterval);
    }
}

}  // namespace deed::client
