#include <algorithm>
#include <map>

#include <boost/json.hpp>

#include "runtime/trie/tree.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;

struct Entry {
    Bytes key;
    Bytes value;  ///< empty: removes
};

/// "0x" and hexadecimal stand for bytes, other text for itself.
Bytes bytes_of(const json::value& value) {
    if (value.is_null()) return {};
    const auto& text = value.as_string();
    return text.starts_with("0x") ? hex_bytes(value) : to_bytes(as_bytes(text));
}

/// The entries in the order in which they are put.
std::vector<Entry> read_entries(const json::value& input, bool hashes_keys) {
    std::vector<Entry> entries;
    if (const auto* object = input.if_object()) {
        for (const auto& [key, value] : *object)
            entries.push_back({bytes_of(json::value(key)), bytes_of(value)});
    } else {
        for (const auto& pair : input.as_array())
            entries.push_back({bytes_of(pair.as_array().at(0)), bytes_of(pair.as_array().at(1))});
    }
    if (hashes_keys)
        for (Entry& entry : entries) entry.key = to_bytes(crypto::keccak256(entry.key));
    return entries;
}

/// Each entry is an update of its own, and the store is read anew for it.
Hash root_step_by_step(const std::vector<Entry>& entries, trie::NodeStore& store) {
    Hash root = trie::kEmptyRoot;
    for (const Entry& entry : entries) {
        trie::Tree tree{store};
        const trie::Change change{entry.key, entry.value};
        tree.update({&change, 1});
        root = tree.root();
        tree.write();
    }
    return root;
}

/// What is there in the end, all at once.
Hash root_at_once(const std::vector<Entry>& entries, trie::NodeStore& store) {
    std::map<Bytes, Bytes> last;
    for (const Entry& entry : entries) last[entry.key] = entry.value;
    std::vector<trie::Change> changes;
    for (const auto& [key, value] : last) changes.push_back({key, value});
    trie::Tree tree{store};
    tree.update(changes);
    tree.write();
    return tree.root();
}

std::string check(const json::object& test, bool hashes_keys) {
    const auto entries = read_entries(test.at("in"), hashes_keys);
    const Hash expected = hash_of_text(test.at("root"));
    trie::MemoryNodeStore stepwise, fresh;
    const Hash by_steps = root_step_by_step(entries, stepwise);
    if (by_steps != expected) return "root step by step is " + to_hex_prefixed(by_steps);
    const Hash at_once = root_at_once(entries, fresh);
    if (at_once != expected) return "root at once is " + to_hex_prefixed(at_once);
    return stepwise.nodes() == fresh.nodes() ? "" : "the store keeps other nodes step by step than at once";
}

}  // namespace

void run_trie(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    const auto file_name = file.filename().string();
    const bool hashes_keys = file_name.find("secure") != std::string::npos;
    for (const auto& [name, test] : document.as_object())
        if (log.wants(name)) log.note(name, check(test.as_object(), hashes_keys));
}

}  // namespace deed::conformance
