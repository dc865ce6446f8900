#include "runtime/gateway/registry.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "runtime/json/abi_json.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

constexpr size_t kMaxName = 64;
/// Names and ABIs only: small from the start, and it grows by itself.
constexpr uint64_t kMapSize = 64ULL << 20;

std::string encode(const Contract& contract) {
    return bj::serialize(bj::object{{"address", to_hex_prefixed(contract.address)},
                                    {"transaction", to_hex_prefixed(contract.transaction)},
                                    {"abi", contract.abi},
                                    {"sourceMap", contract.source_map}});
}

std::optional<Contract> decode(std::string_view name, std::string_view text) {
    bj::error_code error;
    const auto json = bj::parse({text.data(), text.size()}, error);
    if (error || !json.is_object()) return std::nullopt;
    const auto& object = json.get_object();
    const auto member = [&](const char* key) {
        const auto* value = object.if_contains(key);
        return value != nullptr && value->is_string()
                   ? std::string_view{value->get_string().data(), value->get_string().size()}
                   : std::string_view{};
    };
    const auto address = address_from_hex(member("address"));
    const auto transaction = hash_from_hex(member("transaction"));
    const auto* abi = object.if_contains("abi");
    if (!address || !transaction || abi == nullptr) return std::nullopt;
    auto interface = json::parse_interface(*abi);
    if (!interface) return std::nullopt;
    Contract contract{std::string{name}, *address, *transaction, *abi, *std::move(interface)};
    if (const auto* source_map = object.if_contains("sourceMap")) contract.source_map = *source_map;
    read_source_map(contract);
    return contract;
}

}  // namespace

void read_source_map(Contract& contract) {
    auto map = json::CodeMap::read(contract.source_map);
    if (map) contract.code_map = std::make_shared<const json::CodeMap>(*std::move(map));
}

bool is_valid_name(std::string_view name) {
    if (name.empty() || name.size() > kMaxName || name.starts_with("0x")) return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    });
}

Registry::Registry(const std::filesystem::path& directory)
    : environment_(directory, {.initial_map_size = kMapSize}) {
    const auto transaction = environment_.read();
    auto cursor = transaction.cursor(storage::Table::Contracts);
    for (auto entry = cursor.first(); entry; entry = cursor.next()) {
        auto contract = decode(as_text(entry->key), as_text(entry->value));
        if (!contract)
            throw Error{fmt::format("{}: the contract \"{}\" cannot be read", directory.string(),
                                    as_text(entry->key))};
        auto pointer = std::make_shared<const Contract>(*std::move(contract));
        by_name_[pointer->name] = pointer;
        by_address_[pointer->address] = pointer;
    }
}

void Registry::put(const Contract& contract) {
    const std::scoped_lock lock{mutex_};
    environment_.write([&](storage::WriteTransaction& transaction) {
        transaction.put(storage::Table::Contracts, as_bytes(contract.name), as_bytes(encode(contract)));
    });
    auto pointer = std::make_shared<const Contract>(contract);
    auto& slot = by_name_[contract.name];
    if (slot) by_address_.erase(slot->address);
    slot = pointer;
    by_address_[contract.address] = pointer;
}

void Registry::remove(const std::string& name) {
    const std::scoped_lock lock{mutex_};
    environment_.write([&](storage::WriteTransaction& transaction) {
        (void)transaction.erase(storage::Table::Contracts, as_bytes(name));
    });
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return;
    by_address_.erase(found->second->address);
    by_name_.erase(found);
}

ContractPointer Registry::find(const std::string& name) const {
    const std::scoped_lock lock{mutex_};
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

ContractPointer Registry::find(const Address& address) const {
    const std::scoped_lock lock{mutex_};
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? nullptr : found->second;
}

std::vector<ContractPointer> Registry::list() const {
    const std::scoped_lock lock{mutex_};
    std::vector<ContractPointer> contracts;
    for (const auto& [name, contract] : by_name_) contracts.push_back(contract);
    return contracts;
}

}  // namespace deed::gateway
