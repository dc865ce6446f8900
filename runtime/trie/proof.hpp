#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/trie/node_store.hpp"
#include "vm/base/result.hpp"

namespace deed::trie {

/// The value under @p key in a stored tree, or nothing. Throws deed::Error when a node is missing or damaged.
[[nodiscard]] std::optional<Bytes> find_value(const NodeStore& store, BytesView key);

/// The nodes from the root towards @p key: they prove its value, or that it has none. Empty for an empty
/// tree. Throws deed::Error when a node is missing or damaged.
[[nodiscard]] std::vector<Bytes> make_proof(const NodeStore& store, BytesView key);

/// Why a proof proves nothing.
enum class ProofError : uint8_t {
    WrongHash,    ///< a node does not have the hash that its parent, or the root, names
    DamagedNode,  ///< a node has none of the three shapes
    TooShort,     ///< the way goes on after the last node
    UnusedNodes,  ///< nodes after the end of the way
};

/// The reason in words.
[[nodiscard]] std::string_view message_of(ProofError error);

/// The value that the tree with @p root has under @p key, or nothing when it has none, as @p proof shows.
[[nodiscard]] Result<std::optional<Bytes>, ProofError> verify_proof(const Hash& root, BytesView key,
                                                                    std::span<const Bytes> proof);

}  // namespace deed::trie
