#include "runtime/execution/state_root.hpp"

#include <algorithm>

#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::execution {
namespace {

struct HashedEntry {
    Hash key;
    Bytes value;
};

/// Sorts places instead of entries, by the keys' first eight bytes, which nearly always decide.
Hash root_of(const std::vector<HashedEntry>& entries) {
    struct Place {
        uint64_t prefix;
        const HashedEntry* entry;
    };
    std::vector<Place> places;
    places.reserve(entries.size());
    for (const HashedEntry& entry : entries) places.push_back({to_word(entry.key)[3], &entry});
    std::ranges::sort(places, [](const Place& a, const Place& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : a.entry->key < b.entry->key;
    });
    std::vector<trie::Change> changes;
    changes.reserve(entries.size());
    for (const Place& place : places) changes.push_back({place.entry->key, place.entry->value});
    return trie::root_of(changes);
}

/// The hash of every key, several at a time.
template <typename Map>
std::vector<Hash> hash_keys(const Map& map, auto to_bytes_of) {
    std::vector<decltype(to_bytes_of(map.begin()->first))> keys;
    keys.reserve(map.size());
    for (const auto& [key, value] : map) keys.push_back(to_bytes_of(key));
    const std::vector<BytesView> messages{keys.begin(), keys.end()};
    std::vector<Hash> digests(keys.size());
    crypto::keccak256_batch(messages, digests);
    return digests;
}

}  // namespace

Hash compute_storage_root(const std::map<Uint256, Uint256>& storage) {
    if (storage.empty()) return trie::kEmptyRoot;
    const std::vector<Hash> keys = hash_keys(storage, [](const Uint256& slot) { return to_hash(slot); });
    std::vector<HashedEntry> entries;
    entries.reserve(storage.size());
    for (const auto& [slot, value] : storage)
        entries.push_back({keys[entries.size()], trie::encode_storage_leaf(value)});
    return root_of(entries);
}

Hash compute_state_root(const state::MemoryState& state) {
    const std::vector<Hash> keys = hash_keys(state.entries(), [](const Address& address) { return address; });
    std::vector<HashedEntry> entries;
    entries.reserve(keys.size());
    for (const auto& [address, entry] : state.entries()) {
        const trie::AccountLeaf leaf{entry.account.nonce, entry.account.balance,
                                     compute_storage_root(entry.storage), entry.account.code_hash};
        entries.push_back({keys[entries.size()], trie::encode(leaf)});
    }
    return root_of(entries);
}

}  // namespace deed::execution
