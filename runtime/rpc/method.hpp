#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/json/writer.hpp"
#include "runtime/rpc/error.hpp"
#include "runtime/rpc/params.hpp"
#include "runtime/server/server.hpp"

namespace deed::rpc {

struct Backend;

/// Who calls, and what is to happen after the answer.
struct Caller {
    std::shared_ptr<server::Channel> channel;      ///< null over HTTP
    std::vector<uint64_t> subscriptions_to_start;  ///< begin to send once the answer is on its way
};

/// A method writes one JSON value, or fails; what it wrote before it failed is thrown away.
using Outcome = Result<std::monostate, Error>;
inline constexpr std::monostate kDone{};
using Handler = Outcome (*)(Backend& backend, Caller& caller, const Params& params, json::Writer& result);

/// Where a method runs.
enum class Cost : uint8_t {
    Quick,  ///< microseconds: at once, on the thread that read the request
    Call,   ///< runs a contract: at once unless calls of that kind have taken long before
    Slow,   ///< may wait for the disk or compute for long: on a worker
};

/// Which port a method is reached through.
enum class Door : uint8_t {
    Public,  ///< both
    Engine,  ///< the authenticated port of the Engine API alone
};

/// One row of a namespace's table.
struct Method {
    std::string_view name;
    Handler handler;
    Cost cost = Cost::Quick;
    Door door = Door::Public;
};

// The tables, one per file.
[[nodiscard]] std::span<const Method> debug_methods();
[[nodiscard]] std::span<const Method> deed_methods();
[[nodiscard]] std::span<const Method> dev_absent_methods();
[[nodiscard]] std::span<const Method> dev_account_methods();
[[nodiscard]] std::span<const Method> dev_blob_methods();
[[nodiscard]] std::span<const Method> dev_block_methods();
[[nodiscard]] std::span<const Method> dev_past_methods();
[[nodiscard]] std::span<const Method> dev_token_methods();
[[nodiscard]] std::span<const Method> engine_blob_methods();
[[nodiscard]] std::span<const Method> engine_choice_methods();
[[nodiscard]] std::span<const Method> engine_exchange_methods();
[[nodiscard]] std::span<const Method> engine_get_payload_methods();
[[nodiscard]] std::span<const Method> engine_new_payload_methods();
[[nodiscard]] std::span<const Method> eth_account_methods();
[[nodiscard]] std::span<const Method> eth_block_methods();
[[nodiscard]] std::span<const Method> eth_call_methods();
[[nodiscard]] std::span<const Method> eth_config_methods();
[[nodiscard]] std::span<const Method> eth_fee_methods();
[[nodiscard]] std::span<const Method> eth_filter_methods();
[[nodiscard]] std::span<const Method> eth_sign_methods();
[[nodiscard]] std::span<const Method> eth_simulate_methods();
[[nodiscard]] std::span<const Method> eth_transaction_methods();
[[nodiscard]] std::span<const Method> net_methods();
[[nodiscard]] std::span<const Method> txpool_methods();
[[nodiscard]] std::span<const Method> web3_methods();

/// The method with this name, or null.
[[nodiscard]] const Method* find_method(std::string_view name);
/// Every method, by name.
[[nodiscard]] std::span<const Method* const> methods();

}  // namespace deed::rpc
