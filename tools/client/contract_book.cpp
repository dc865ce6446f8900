#include "tools/client/contract_book.hpp"

#include <fstream>
#include <iterator>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::client {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// {"0x<genesis hash>": {"Name": {"address": "0x…", "abi": […], "sourceMap": {…}}}}
std::optional<std::map<Hash, std::map<std::string, BookEntry>>> parse_book(const std::string& text) {
    boost::system::error_code error;
    const auto book = json::parse(text, error);
    if (error || !book.is_object()) return std::nullopt;

    std::map<Hash, std::map<std::string, BookEntry>> chains;
    for (const auto& [genesis_text, contracts] : book.get_object()) {
        const auto genesis = hash_from_hex(genesis_text);
        if (!genesis || !contracts.is_object()) return std::nullopt;
        for (const auto& [name, entry] : contracts.get_object()) {
            const auto* address = entry.is_object() ? entry.get_object().if_contains("address") : nullptr;
            const auto* abi = entry.is_object() ? entry.get_object().if_contains("abi") : nullptr;
            const auto read = address != nullptr && address->is_string()
                                  ? address_from_hex(address->get_string())
                                  : std::nullopt;
            if (!read || abi == nullptr) return std::nullopt;
            const auto* map = entry.get_object().if_contains("sourceMap");
            chains[*genesis][std::string{name}] = {*read, json::serialize(*abi),
                                                   map == nullptr ? std::string{} : json::serialize(*map)};
        }
    }
    return chains;
}

}  // namespace

ContractBook::ContractBook(fs::path path) : path_(std::move(path)) {
    std::ifstream file{path_, std::ios::binary};
    if (!file) return;
    if (fs::is_directory(path_)) throw Error(path_.string() + " is a directory, not a file");
    auto chains = parse_book({std::istreambuf_iterator<char>{file}, {}});
    if (!chains)
        throw Error(path_.string() + " is no record of deployed contracts; remove it or name another file");
    chains_ = std::move(*chains);
}

std::optional<BookEntry> ContractBook::find(const Hash& genesis, const std::string& name) const {
    const auto chain = chains_.find(genesis);
    if (chain == chains_.end()) return std::nullopt;
    const auto entry = chain->second.find(name);
    if (entry == chain->second.end()) return std::nullopt;
    return entry->second;
}

std::optional<BookEntry> ContractBook::find(const Hash& genesis, const Address& address) const {
    const auto chain = chains_.find(genesis);
    if (chain == chains_.end()) return std::nullopt;
    for (const auto& [name, entry] : chain->second)
        if (entry.address == address) return entry;
    return std::nullopt;
}

std::vector<std::string> ContractBook::names(const Hash& genesis) const {
    std::vector<std::string> names;
    if (const auto chain = chains_.find(genesis); chain != chains_.end())
        for (const auto& [name, entry] : chain->second) names.push_back(name);
    return names;
}

void ContractBook::add(const Hash& genesis, const std::string& name, BookEntry entry) {
    chains_[genesis][name] = std::move(entry);
    save();
}

void ContractBook::save() const {
    json::object book;
    for (const auto& [genesis, contracts] : chains_) {
        json::object rows;
        for (const auto& [name, entry] : contracts) {
            json::object row{{"address", crypto::to_checksum(entry.address)},
                             {"abi", json::parse(entry.abi)}};
            if (!entry.source_map.empty()) row["sourceMap"] = json::parse(entry.source_map);
            rows[name] = std::move(row);
        }
        book[to_hex_prefixed(genesis)] = std::move(rows);
    }

    std::error_code error;
    if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), error);
    const fs::path scratch = path_.string() + ".new";
    std::ofstream file{scratch, std::ios::binary};
    file << json::serialize(book) << '\n' << std::flush;
    if (!file) throw Error("cannot write " + scratch.string());
    fs::rename(scratch, path_, error);
    if (error) throw Error("cannot write " + path_.string() + ": " + error.message());
}

}  // namespace deed::client
