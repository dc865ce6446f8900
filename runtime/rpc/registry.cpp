#include <algorithm>
#include <unordered_map>
#include <vector>

#include "runtime/rpc/method.hpp"

namespace deed::rpc {
namespace {

std::vector<const Method*> collect() {
    std::vector<const Method*> all;
    for (const auto table : {debug_methods(),
                             deed_methods(),
                             eth_config_methods(),
                             eth_simulate_methods(),
                             dev_absent_methods(),
                             dev_account_methods(),
                             dev_blob_methods(),
                             dev_block_methods(),
                             dev_past_methods(),
                             dev_token_methods(),
                             engine_blob_methods(),
                             engine_choice_methods(),
                             engine_exchange_methods(),
                             engine_get_payload_methods(),
                             engine_new_payload_methods(),
                             eth_account_methods(),
                             eth_block_methods(),
                             eth_call_methods(),
                             eth_fee_methods(),
                             eth_filter_methods(),
                             eth_sign_methods(),
                             eth_transaction_methods(),
                             net_methods(),
                             txpool_methods(),
                             web3_methods()})
        for (const auto& method : table) all.push_back(&method);
    std::ranges::sort(all, {}, &Method::name);
    return all;
}

}  // namespace

std::span<const Method* const> methods() {
    static const auto all = collect();
    return all;
}

const Method* find_method(std::string_view name) {
    static const auto by_name = [] {
        std::unordered_map<std::string_view, const Method*> map;
        for (const auto* method : methods()) map.emplace(method->name, method);
        return map;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

}  // namespace deed::rpc
