#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/client/contract.hpp"
#include "tools/client/transactor.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/keystore_options.hpp"

namespace deed::tools {

/// Which node is asked, and what is known of its contracts.
struct NodeOptions {
    std::string url = "http://127.0.0.1:8545";
    std::string book = "out/deployments.json";

    /// Adds `--rpc` and `--deployments`.
    void add_to(CLI::App& command);
};

/// Which contract is spoken to.
struct TargetOptions {
    std::string contract;
    std::string function;
    std::vector<std::string> arguments;
    std::string abi_file;

    /// Adds the contract, the function, its arguments, and `--abi`.
    void add_to(CLI::App& command);
    /// Finds the contract. Throws `Error` or CommandError.
    [[nodiscard]] client::Contract find(client::RpcClient& rpc, const NodeOptions& node) const;
};

/// Who sends a transaction, and on what terms.
struct SendOptions {
    KeystoreOptions keystore;
    std::string from;
    std::string key_file;
    std::optional<uint32_t> dev_account;
    std::string value;
    std::optional<uint64_t> gas_limit;
    uint32_t timeout_s = 60;

    /// Adds `--from`, `--keystore`, `--password-file`, `--private-key-file`, `--dev-account`, `--value`,
    /// `--gas-limit` and
    /// `--timeout`.
    void add_to(CLI::App& command);

    /// The sender that the options name: a development account, a key file of either kind, or an account that
    /// the node itself signs for. Throws CommandError when they name none, or more than one.
    [[nodiscard]] client::Sender sender() const;
    [[nodiscard]] Uint256 amount() const;
    [[nodiscard]] std::chrono::milliseconds patience() const { return std::chrono::seconds{timeout_s}; }
};

/// The address that `--from` names, or a CommandError.
[[nodiscard]] Address read_from(const std::string& text);

/// The arguments of a function, or a CommandError that says what is wrong with them.
[[nodiscard]] abi::Values read_arguments(std::string_view callee, std::span<const abi::Parameter> parameters,
                                         std::span<const std::string> words);

/// Turns a node's refusal of what eth_call takes into the end of the command: a revert decoded, with its
/// place in the source where that is known.
[[noreturn]] void refuse(const client::RpcError& error, client::RpcClient& rpc,
                         const client::Contract& contract, const boost::json::object& call,
                         const std::string& block);

/// Sends a transaction and waits for its receipt; a reverted one ends the command with its reason.
[[nodiscard]] client::Receipt send_and_wait(client::RpcClient& rpc, const SendOptions& options,
                                            const client::Order& order, const client::Contract& contract);

/// The receipt and its events for people, and as the fields of the command's JSON.
void say_receipt(const Console& console, const client::Receipt& receipt, const abi::Interface& interface);
[[nodiscard]] boost::json::object to_json(const client::Receipt& receipt, const abi::Interface& interface);

}  // namespace deed::tools
