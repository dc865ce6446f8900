#include "tools/client/contract.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "runtime/json/abi_json.hpp"
#include "tools/client/suggestion.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::client {
namespace {

namespace bj = boost::json;

abi::Interface parse_interface_of(const bj::value& abi, std::string_view path) {
    auto interface = json::parse_interface(abi);
    if (!interface) throw Error(std::string{path} + ": " + interface.error().reason);
    return std::move(*interface);
}

std::optional<json::CodeMap> read_code_map(const BookEntry& entry) {
    if (entry.source_map.empty()) return std::nullopt;
    return json::CodeMap::read(bj::parse(entry.source_map));
}

/// What the node remembers of a contract that was deployed over REST.
std::optional<BookEntry> ask_registry(RpcClient& rpc, const std::string& name) {
    const auto answer = rpc.http().request("GET", "/api/v1/contracts/" + name);
    if (answer.status != 200) return std::nullopt;
    boost::system::error_code error;
    const auto body = bj::parse(answer.body, error);
    if (error || !body.is_object()) return std::nullopt;
    const auto* address = body.get_object().if_contains("address");
    const auto* abi = body.get_object().if_contains("abi");
    if (address == nullptr || !address->is_string() || abi == nullptr || !abi->is_array())
        return std::nullopt;
    const auto read = address_from_hex(address->get_string());
    if (!read) return std::nullopt;
    const auto* map = body.get_object().if_contains("sourceMap");
    return BookEntry{*read, bj::serialize(*abi), map == nullptr ? std::string{} : bj::serialize(*map)};
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '_' || letter == '-' || letter == '.';
    });
}

Known known_of(const BookEntry& entry, const ContractBook& book) {
    return {parse_interface_of(bj::parse(entry.abi), book.path().string()), read_code_map(entry)};
}

Contract find_by_name(RpcClient& rpc, const ContractBook& book, const std::string& name) {
    const Hash genesis = genesis_of(rpc);
    auto entry = book.find(genesis, name);
    if (!entry && is_plain_name(name)) entry = ask_registry(rpc, name);
    if (!entry)
        throw UnknownName("no contract called \"" + name + "\" on this chain" +
                          suggestion(name, book.names(genesis)) + " (deed deploy remembers names in " +
                          book.path().string() + ")");
    return {name, entry->address, known_of(*entry, book)};
}

/// The address that a word is meant to be; nothing for names.
std::optional<Address> read_address(const std::string& word) {
    if (!word.starts_with("0x")) return std::nullopt;
    if (const auto address = crypto::address_from_checksum(word)) return address;
    const bool has_form = address_from_hex(word).has_value();
    throw UnknownName("\"" + word + "\" " +
                      (has_form ? "has a wrong checksum" : "is no address: 0x and 40 hexadecimal digits"));
}

std::string list_signatures(const std::vector<const abi::Function*>& functions) {
    std::string text;
    for (const auto* function : functions) text += (text.empty() ? "" : ", ") + abi::signature_of(*function);
    return text;
}

[[noreturn]] void refuse_function(const Contract& contract, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& function : contract.known.interface.functions) names.push_back(function.name);
    if (names.empty())
        throw UnknownName("nothing is known of the contract at " + contract.name +
                          ": give --abi FILE, or a whole signature "
                          "such as \"balanceOf(address) returns (uint256)\"");
    throw UnknownName(contract.name + " has no function \"" + name + "\"" + suggestion(name, names));
}

}  // namespace

abi::Interface read_interface(std::string_view text, std::string_view path) {
    boost::system::error_code error;
    const auto file = bj::parse({text.data(), text.size()}, error);
    if (error) throw Error(std::string{path} + " is no JSON: " + error.message());
    const auto* inner = file.is_object() ? file.get_object().if_contains("abi") : nullptr;
    return parse_interface_of(inner != nullptr ? *inner : file, path);
}

Hash genesis_of(RpcClient& rpc) {
    const auto block = rpc.call("eth_getBlockByNumber", {"earliest", false});
    const auto* hash = block.is_object() ? block.get_object().if_contains("hash") : nullptr;
    const auto read = hash != nullptr && hash->is_string() ? hash_from_hex(hash->get_string()) : std::nullopt;
    if (!read) throw Error("the node does not say how its chain begins");
    return *read;
}

std::function<std::optional<Known>(const Address&)> make_directory(RpcClient& rpc, const ContractBook& book) {
    return [&rpc, book, genesis = genesis_of(rpc)](const Address& address) -> std::optional<Known> {
        auto entry = book.find(genesis, address);
        if (!entry) entry = ask_registry(rpc, to_hex_prefixed(address));
        if (!entry) return std::nullopt;
        return known_of(*entry, book);
    };
}

Contract find_contract(RpcClient& rpc, const ContractBook& book, const std::string& name,
                       std::optional<abi::Interface> given) {
    const auto address = read_address(name);
    const auto directory = make_directory(rpc, book);
    Contract contract = address ? Contract{name, *address, directory(*address).value_or(Known{})}
                                : find_by_name(rpc, book, name);
    if (given) contract.known.interface = std::move(*given);
    contract.find_other = directory;
    if (rpc.call_data("eth_getCode", {to_hex_prefixed(contract.address), "latest"}).empty())
        throw Error("there is no contract at " + crypto::to_checksum(contract.address) +
                    (address ? "" : ", where " + name + " was deployed: is this another chain?"));
    return contract;
}

abi::Function choose_function(const Contract& contract, const std::string& name, size_t argument_count) {
    std::vector<const abi::Function*> named;
    for (const auto& function : contract.known.interface.functions) {
        if (abi::signature_of(function) == name) return function;
        if (function.name == name) named.push_back(&function);
    }
    if (named.size() == 1) return *named.front();

    std::vector<const abi::Function*> fitting;
    for (const auto* function : named)
        if (function->inputs.size() == argument_count) fitting.push_back(function);
    if (fitting.size() == 1) return *fitting.front();
    if (!named.empty())
        throw UnknownName("\"" + name + "\" may mean " + list_signatures(named) +
                          ": give the whole signature");

    const auto parsed = contract.known.interface.functions.empty() ? abi::parse_function(name) : std::nullopt;
    if (!parsed) refuse_function(contract, name);
    return *parsed;
}

RevertText describe_revert(BytesView output, std::span<const abi::ErrorType> errors) {
    RevertText revert{"execution reverted", {{"data", to_hex_prefixed(output)}}, std::nullopt};
    const auto reason = abi::decode_revert(output, errors);
    if (!reason) {
        if (!output.empty()) revert.text += " with " + to_hex_prefixed(output);
        return revert;
    }
    revert.text = "reverted: " + abi::to_text(*reason);
    revert.object["name"] = reason->error.name;
    revert.object["args"] = json::to_json(reason->error.inputs, reason->values);
    return revert;
}

std::optional<EventText> describe_event(const state::Log& log, const abi::Interface& interface) {
    for (const auto& event : interface.events) {
        const auto values = abi::decode_event(event, log.topics, log.data);
        if (!values) continue;
        EventText described{event.name + "(", {{"name", event.name}}};
        bj::object arguments;
        for (size_t i = 0; i < values->size(); ++i) {
            const auto& input = event.inputs[i];
            const bool is_digest = input.place == abi::Place::Topic && abi::is_digest_in_topic(input.type);
            const auto type = is_digest ? abi::fixed_bytes_type(32) : input.type;
            const std::string name = input.name.empty() ? std::to_string(i) : input.name;
            described.text += (i == 0 ? "" : ", ") + name + ": " + abi::to_text(type, (*values)[i]);
            arguments[name] = json::to_json(type, (*values)[i]);
        }
        described.text += ")";
        described.object["args"] = std::move(arguments);
        return described;
    }
    return std::nullopt;
}

}  // namespace deed::client
