#pragma once

#include <span>

#include "runtime/trie/node.hpp"
#include "runtime/trie/node_store.hpp"

namespace deed::trie {

/// keccak256(rlp("")): the root of a tree without entries.
inline constexpr Hash kEmptyRoot{{0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45,
                                  0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c,
                                  0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21}};

/// One entry to put, or to remove when the value is empty. Borrowed while `update` runs.
struct Change {
    BytesView key;
    BytesView value;
};

/// A Merkle-Patricia tree (Yellow Paper, appendix D) over a store: reads only nodes on the way to what
/// changes, and keeps the changed ones in memory until `write`.
class Tree {
  public:
    /// Borrows @p store, which must outlive the tree and not be changed by others meanwhile.
    explicit Tree(NodeStore& store);

    /// Makes the changes, which are in ascending order of key, each key once. Throws deed::Error when the
    /// store has no node where there must be one, or one that is damaged.
    void update(std::span<const Change> changes);
    /// The root after all updates; hashes what changed.
    [[nodiscard]] Hash root();
    /// Writes changed nodes to the store and removes those that are gone.
    void write();

    /// Hashes what changed in several trees side by side, which is faster than one tree after the other.
    static void hash_together(std::span<Tree* const> trees);

  private:
    static constexpr uint32_t kNone = ~uint32_t{0};
    static constexpr std::array<uint32_t, 16> kNoChildren{kNone, kNone, kNone, kNone, kNone, kNone,
                                                          kNone, kNone, kNone, kNone, kNone, kNone,
                                                          kNone, kNone, kNone, kNone};

    /// With this bit a number is one of `unread_`: most children of the branches on the way are never read,
    /// and cost no more than their digests.
    static constexpr uint32_t kUnreadBit = uint32_t{1} << 31;

    enum class Kind : uint8_t { Leaf, Extension, Branch };
    struct Node {
        Kind kind = Kind::Leaf;
        bool is_changed = false;
        bool is_inline = false;  ///< shorter than 32 bytes: written inside its parent
        Nibbles nibbles;         ///< of a leaf or extension
        Bytes value;             ///< of a leaf or branch
        std::array<uint32_t, 16> children =
            kNoChildren;  ///< of a branch; an extension's only child comes first
        Hash hash;
        Bytes encoded;  ///< of changed nodes once they are hashed, and of inline ones
    };
    /// An entry with its whole key in nibbles.
    struct Entry {
        Nibbles key;
        BytesView value;
    };
    using Entries = std::span<const Entry>;
    struct Numbered {
        Tree* tree;
        uint32_t node;
    };
    using Levels = std::vector<std::vector<Numbered>>;

    /// Whether @p node is still in the store, and only its digest is known.
    static bool is_unread(uint32_t node) { return node != kNone && (node & kUnreadBit) != 0; }
    [[nodiscard]] const Hash& hash_of(uint32_t node) const;

    uint32_t add(Node node);
    uint32_t add_unread(const Hash& hash);
    uint32_t add_leaf(BytesView nibbles, BytesView value);
    uint32_t add_parsed(const NodeParts& parts);
    uint32_t add_child(const rlp::Item& child);
    void read(uint32_t& node, BytesView path);

    uint32_t build(Entries entries, size_t depth);
    uint32_t apply(uint32_t node, size_t depth, Entries entries);
    uint32_t apply_to_leaf(uint32_t node, size_t depth, Entries entries);
    uint32_t apply_to_extension(uint32_t node, size_t depth, Entries entries);
    uint32_t apply_to_branch(uint32_t node, size_t depth, Entries entries);
    uint32_t split_extension(uint32_t node, size_t kept, size_t depth, Entries entries);
    uint32_t simplify_branch(uint32_t node, BytesView path);
    uint32_t prepend(BytesView nibbles, uint32_t node);

    void collect_changed(uint32_t node, size_t level, Levels& levels);
    void encode(uint32_t node);
    void append_reference(Bytes& items, uint32_t child) const;
    void write_below(uint32_t node, Nibbles& path, std::vector<Nibbles>& in_place);

    NodeStore& store_;
    std::vector<Node> nodes_;
    std::vector<Hash> unread_;
    uint32_t root_ = kNone;
    std::vector<Nibbles> read_paths_;  ///< where the store had a node that was read
};

/// The root of a tree with just these entries, ascending by key, none empty.
[[nodiscard]] Hash root_of(std::span<const Change> entries);
/// The root of a tree with @p values under the keys rlp(0), rlp(1), …: as blocks hash their lists.
[[nodiscard]] Hash root_of_list(std::span<const Bytes> values);

}  // namespace deed::trie
