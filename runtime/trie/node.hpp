#pragma once

#include <array>
#include <optional>

#include "vm/base/bytes.hpp"
#include "vm/base/rlp.hpp"

namespace deed::trie {

/// Half-bytes, one in each byte.
using Nibbles = Bytes;

[[nodiscard]] Nibbles to_nibbles(BytesView bytes);
/// The length of the common beginning of @p a and @p b.
[[nodiscard]] size_t common_prefix(BytesView a, BytesView b);

/// What a node's nibbles lead to.
enum class NibblesEnd : uint8_t { Extension, Leaf };

/// The compact form of a leaf's or extension's nibbles (Yellow Paper, appendix C).
[[nodiscard]] Bytes encode_compact(BytesView nibbles, NibblesEnd end);

[[nodiscard]] Bytes encode_leaf(BytesView nibbles, BytesView value);

/// A leaf as it is written: borrowed parts of its encoding.
struct LeafParts {
    BytesView compact;  ///< its nibbles in their compact form
    BytesView value;
};

/// Takes a leaf apart; nothing when it is none.
[[nodiscard]] std::optional<LeafParts> split_leaf(BytesView leaf);
/// Whether @p compact, which `split_leaf` gave, is the compact form of @p nibbles.
[[nodiscard]] bool is_compact_of(BytesView compact, BytesView nibbles);

/// A node as it is written: borrowed parts of its encoding.
struct NodeParts {
    enum class Kind : uint8_t { Leaf, Extension, Branch };

    Kind kind = Kind::Branch;
    Nibbles nibbles;                     ///< of a leaf or extension
    BytesView value;                     ///< of a leaf or branch
    std::array<rlp::Item, 16> children;  ///< of a branch; an extension's only child comes first
};

/// Takes a node apart; nothing when it has none of the three shapes.
[[nodiscard]] std::optional<NodeParts> decode_node(const rlp::Item& node);
/// As above from bytes that are exactly one node.
[[nodiscard]] std::optional<NodeParts> decode_node(BytesView node);

}  // namespace deed::trie
