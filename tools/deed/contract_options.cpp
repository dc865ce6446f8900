#include "tools/deed/contract_options.hpp"

#include <fstream>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "runtime/keys/keystore.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "tools/client/arguments.hpp"
#include "tools/deed/project.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

crypto::PrivateKey read_key_file(const std::string& path) {
    std::string text = read_text(path);
    const auto end = text.find_last_not_of(" \r\n\t");
    const auto secret =
        hash_from_hex(std::string_view{text}.substr(0, end == std::string::npos ? 0 : end + 1));
    auto key = secret ? crypto::PrivateKey::from(*secret) : std::nullopt;
    crypto::wipe(text.data(), text.size());
    if (!key) throw CommandError{ExitCode::BadUsage, path + " holds no private key (64 hexadecimal digits)"};
    return std::move(*key);
}

client::Sender sender_of(crypto::PrivateKey key) {
    const Address address = crypto::address_of(key);
    return {address, std::move(key)};
}

client::Sender dev_sender(uint32_t index) {
    constexpr uint32_t kMostAccounts = 10'000;
    if (index >= kMostAccounts) throw CommandError{ExitCode::BadUsage, "--dev-account counts from 0 to 9999"};
    auto accounts = keys::derive_accounts(keys::kDevMnemonic, index + 1);
    return sender_of(std::move(accounts.back().key));
}

bool holds(const keys::Keystore& keystore, const Address& address) {
    const auto keys = keystore.list();
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.address == address; });
}

/// A key of the keystore, or an account of the node when the keystore does not have it and was not asked for.
client::Sender named_sender(const Address& address, const KeystoreOptions& options) {
    const bool is_asked_for = !options.given_directory.empty();
    if (!is_asked_for && std::getenv("HOME") == nullptr) return {address, std::nullopt};
    const keys::Keystore keystore{options.directory()};
    if (!is_asked_for && !holds(keystore, address)) return {address, std::nullopt};

    auto key = keystore.unlock(address, read_password(options.password, PasswordUse::Unlock));
    if (!key)
        throw CommandError{ExitCode::Failed, "cannot unlock " + crypto::to_checksum(address) + ": " +
                                                 std::string{keys::describe(key.error())}};
    return sender_of(std::move(*key));
}

client::Sender only_key_of(const KeystoreOptions& options) {
    const keys::Keystore keystore{options.directory()};
    const auto keys = keystore.list();
    if (keys.size() != 1)
        throw CommandError{ExitCode::BadUsage, keystore.directory().string() + " holds " +
                                                   std::to_string(keys.size()) +
                                                   " keys: name one with --from ADDRESS"};
    return named_sender(keys.front().address, options);
}

/// The line of a source file of this folder; empty when there is none.
std::string source_line(const json::CodePlace& place) {
    std::ifstream file{place.file, std::ios::binary};
    std::string line;
    for (uint64_t i = 0; i < place.line; ++i)
        if (!std::getline(file, line)) return {};
    const size_t begin = line.find_first_not_of(" \t");
    const size_t end = line.find_last_not_of(" \t\r");
    return begin == std::string::npos ? std::string{} : line.substr(begin, end - begin + 1);
}

/// Says where a revert arose as well: the place, and the line of text when the file is here.
client::RevertText with_place(client::RevertText revert) {
    const auto& place = revert.place;
    if (!place) return revert;
    revert.text += "\n  at " + place->text();
    if (const std::string line = source_line(*place); !line.empty()) revert.text += "\n    " + line;
    revert.object["place"] = boost::json::object{
        {"file", place->file}, {"line", place->line}, {"column", place->column}, {"check", nullptr}};
    if (!place->check.empty()) revert.object["place"].as_object()["check"] = place->check;
    return revert;
}

/// What a transaction that failed after it was included would have said, asked of the state before its block.
client::RevertText ask_reason(client::RpcClient& rpc, const client::Sender& sender,
                              const client::Order& order, const client::Receipt& receipt,
                              const client::Contract& contract) {
    const auto call = client::make_call_object(sender.address, order);
    const std::string block = to_quantity(receipt.block_number - 1);
    try {
        static_cast<void>(rpc.call("eth_call", {call, boost::json::string{block}}));
    } catch (const client::RpcError& error) {
        if (!error.is_revert()) return {error.what(), {}};
        return with_place(client::explain_revert(rpc, contract, call, block, error.data()));
    }
    return {"execution failed", {}};
}

}  // namespace

Address read_from(const std::string& text) {
    if (const auto address = crypto::address_from_checksum(text)) return *address;
    throw CommandError{ExitCode::BadUsage,
                       "--from: \"" + text + "\" is no address, or its checksum is wrong"};
}

void NodeOptions::add_to(CLI::App& command) {
    command.add_option("--rpc", url, "The node")->type_name("URL")->capture_default_str();
    command.add_option("--deployments", book, "Where names of deployed contracts are remembered")
        ->type_name("FILE")
        ->capture_default_str();
}

void TargetOptions::add_to(CLI::App& command) {
    command.add_option("contract", contract, "A deployed contract: its name or address")->required();
    command.add_option("function", function, "Its function: a name, or a signature such as \"f(uint256)\"")
        ->required();
    command.add_option("arguments", arguments, "The arguments; after -- when one starts with a dash");
    command.add_option("--abi", abi_file, "ABI or artifact to use instead of what is remembered")
        ->type_name("FILE");
}

client::Contract TargetOptions::find(client::RpcClient& rpc, const NodeOptions& node) const {
    std::optional<abi::Interface> given;
    if (!abi_file.empty()) given = client::read_interface(read_text(abi_file), abi_file);
    return client::find_contract(rpc, client::ContractBook{node.book}, contract, std::move(given));
}

void SendOptions::add_to(CLI::App& command) {
    command.add_option("--from", from, "Sender: an account of the keystore, or one the node signs for")
        ->type_name("ADDRESS");
    keystore.add_to(command);
    command
        .add_option("--private-key-file", key_file, "File that holds the sender's private key in hexadecimal")
        ->type_name("FILE");
    command.add_option("--dev-account", dev_account, "Sender: account N of a development chain")
        ->type_name("N");
    command.add_option("--value", value, "Ether to send along: 1000, 20gwei, 1.5ether")->type_name("AMOUNT");
    command
        .add_option("--gas-limit", gas_limit,
                    "Gas to allow (default: what the node estimates and a fifth more)")
        ->type_name("GAS");
    command.add_option("--timeout", timeout_s, "Seconds to wait for the receipt")->capture_default_str();
}

client::Sender SendOptions::sender() const {
    const bool names_account = !from.empty() || !keystore.given_directory.empty();
    const int count = (names_account ? 1 : 0) + (key_file.empty() ? 0 : 1) + (dev_account ? 1 : 0);
    if (count == 0)
        throw CommandError{
            ExitCode::BadUsage,
            "who sends? give --dev-account N, --from ADDRESS, --keystore DIR or --private-key-file FILE"};
    if (count > 1)
        throw CommandError{ExitCode::BadUsage,
                           "more than one sender: --dev-account, --private-key-file and --from "
                           "(with --keystore) exclude each other"};
    if (dev_account) return dev_sender(*dev_account);
    if (!key_file.empty()) return sender_of(read_key_file(key_file));
    return from.empty() ? only_key_of(keystore) : named_sender(read_from(from), keystore);
}

Uint256 SendOptions::amount() const {
    if (value.empty()) return {};
    const auto amount = client::parse_amount(value);
    if (!amount) throw CommandError{ExitCode::BadUsage, "--value: " + amount.error().reason};
    return *amount;
}

abi::Values read_arguments(std::string_view callee, std::span<const abi::Parameter> parameters,
                           std::span<const std::string> words) {
    auto values = client::parse_arguments(callee, parameters, words);
    if (!values) throw CommandError{ExitCode::BadUsage, values.error().reason};
    return std::move(*values);
}

void refuse(const client::RpcError& error, client::RpcClient& rpc, const client::Contract& contract,
            const boost::json::object& call, const std::string& block) {
    if (!error.is_revert()) throw CommandError{ExitCode::Failed, error.what()};
    auto revert = with_place(client::explain_revert(rpc, contract, call, block, error.data()));
    throw CommandError{ExitCode::Failed, revert.text, {{"revert", std::move(revert.object)}}};
}

client::Receipt send_and_wait(client::RpcClient& rpc, const SendOptions& options, const client::Order& order,
                              const client::Contract& contract) {
    client::Sender sender = options.sender();
    client::Transactor transactor{rpc, {sender.address, std::move(sender.key)}};
    try {
        auto receipt = transactor.wait(transactor.send(order), options.patience());
        if (receipt.has_succeeded) return receipt;

        auto reason = ask_reason(rpc, sender, order, receipt, contract);
        auto details = to_json(receipt, contract.known.interface);
        details["revert"] = std::move(reason.object);
        throw CommandError{ExitCode::Failed,
                           reason.text + "\n  transaction " + to_hex_prefixed(receipt.transaction_hash) +
                               " in block " + std::to_string(receipt.block_number),
                           std::move(details)};
    } catch (const client::RpcError& error) {
        refuse(error, rpc, contract, client::make_call_object(sender.address, order), "latest");
    }
}

void say_receipt(const Console& console, const client::Receipt& receipt, const abi::Interface& interface) {
    for (const auto& log : receipt.logs)
        if (const auto event = client::describe_event(log, interface)) console.say("event " + event->text);
    console.say("block " + std::to_string(receipt.block_number) + ", gas " +
                std::to_string(receipt.gas_used) + ", transaction " +
                to_hex_prefixed(receipt.transaction_hash));
}

boost::json::object to_json(const client::Receipt& receipt, const abi::Interface& interface) {
    boost::json::array events;
    for (const auto& log : receipt.logs)
        if (auto event = client::describe_event(log, interface)) events.push_back(std::move(event->object));
    return {{"transactionHash", to_hex_prefixed(receipt.transaction_hash)},
            {"blockNumber", receipt.block_number},
            {"gasUsed", receipt.gas_used},
            {"status", receipt.has_succeeded ? "success" : "reverted"},
            {"events", std::move(events)}};
}

}  // namespace deed::tools
