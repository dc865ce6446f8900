#pragma once

#include <optional>

#include "runtime/trie/node.hpp"

namespace deed::trie {

/// How a store keeps a node: its encoding, and after that of a branch the leaves right below it that do not
/// stand inside it, each after the nibble that leads to it. Leaves are most of a tree, and whoever reads one
/// has read its branch just before. Most accounts have neither storage nor code: the end that their leaves
/// have in common is left out.
struct Record {
    rlp::Item node;
    BytesView leaves;
};

/// Takes a record apart; nothing when no node is at its beginning.
[[nodiscard]] std::optional<Record> split_record(BytesView record);

/// A leaf among those of a record, as it lies there.
struct PlacedLeaf {
    uint8_t nibble = 0;
    BytesView stored;  ///< with the nibble; without the end of its encoding where that is the usual one

    /// The encoding.
    [[nodiscard]] Bytes encoded() const;
};

/// The first of @p leaves, or nothing when none is there.
[[nodiscard]] std::optional<PlacedLeaf> first_leaf(BytesView leaves);
/// The encoding of the leaf at @p nibble, or nothing.
[[nodiscard]] std::optional<Bytes> find_leaf(BytesView leaves, uint8_t nibble);
/// Adds a leaf, whose nibble comes after those of the others.
void append_leaf(Bytes& leaves, uint8_t nibble, BytesView encoded);

}  // namespace deed::trie
