#include "runtime/trie/node_store.hpp"

namespace deed::trie {

std::optional<BytesView> MemoryNodeStore::find_node(BytesView path) const {
    const auto node = nodes_.find(to_bytes(path));
    if (node == nodes_.end()) return std::nullopt;
    return BytesView{node->second};
}

void MemoryNodeStore::write_node(BytesView path, Bytes record) {
    nodes_[to_bytes(path)] = std::move(record);
}

void MemoryNodeStore::remove_node(BytesView path) {
    nodes_.erase(to_bytes(path));
}

}  // namespace deed::trie
