#pragma once

#include <deque>
#include <span>

#include "runtime/trie/node_store.hpp"
#include "runtime/trie/record.hpp"

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
    /// Borrows @p store, which must outlive the tree and not be changed by others meanwhile. Throws
    /// deed::Error when the root in it is damaged.
    explicit Tree(NodeStore& store);

    /// The value under @p key, or nothing. The nodes on the way are kept: an update of that key does not read
    /// them again. Throws as `update` does.
    [[nodiscard]] std::optional<Bytes> find_value(BytesView key);
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
    /// Children that are no nodes in memory: most of those of the branches on the way are never read, and
    /// cost nothing but their places in the branch's record.
    static constexpr uint32_t kNone = ~uint32_t{0};  ///< there is none
    static constexpr uint32_t kUnread = kNone - 1;   ///< in the store
    static constexpr uint32_t kLeafBit = 1U << 31;   ///< a leaf in the record: where, among the leaves there
    static constexpr std::array<uint32_t, 16> kNoChildren{kNone, kNone, kNone, kNone, kNone, kNone,
                                                          kNone, kNone, kNone, kNone, kNone, kNone,
                                                          kNone, kNone, kNone, kNone};

    enum class Kind : uint8_t {
        Leaf,
        Extension,
        Branch,
        Unread,  ///< in the store, below an extension or a new branch
    };
    struct Node {
        Kind kind = Kind::Leaf;
        bool is_changed = false;
        bool is_hashed = false;   ///< changed, and `hash` is right again
        bool is_inline = false;   ///< shorter than 32 bytes: written inside its parent
        bool has_record = false;  ///< the store has a record of its own for it
        uint32_t leaves_at = 0;   ///< where the encoding in `record` ends
        Bytes record;  ///< the encoding, but not of new nodes until they are hashed; then the leaves of a
                       ///< branch as they were when it was read
        Bytes label;   ///< the nibbles of an extension, the value of a branch
        std::array<uint32_t, 16> children =
            kNoChildren;  ///< of a branch; an extension's only child comes first
        Hash hash;        ///< but not of changed nodes that are not hashed

        [[nodiscard]] BytesView encoded() const { return BytesView{record}.first(leaves_at); }
        /// The leaf that a child stands for, as it lies in the record.
        [[nodiscard]] PlacedLeaf leaf_at(uint32_t child) const;
        void set_encoded(Bytes encoding);
    };
    /// An entry with its whole key in nibbles.
    struct Entry {
        BytesView key;
        BytesView value;
    };
    using Entries = std::span<const Entry>;
    struct Numbered {
        Tree* tree;
        uint32_t node;
    };
    using Levels = std::vector<std::vector<Numbered>>;

    static bool is_node(uint32_t child) { return (child & kLeafBit) == 0; }
    static bool is_stored_leaf(uint32_t child) { return !is_node(child) && child < kUnread; }

    uint32_t add(Node node);
    uint32_t add_unread(const Hash& hash);
    uint32_t add_leaf(Bytes encoded);
    uint32_t add_parsed(const rlp::Item& node, BytesView path);
    uint32_t add_child(const rlp::Item& child, BytesView path);
    uint32_t read(const Hash& hash, BytesView path);
    uint32_t read_child(uint32_t node, size_t place, BytesView path);
    static void mark_leaves(Node& branch, BytesView path);
    void forget(uint32_t node, BytesView path);

    uint32_t build(Entries entries, size_t depth);
    uint32_t apply(uint32_t node, size_t depth, Entries entries);
    uint32_t apply_below(uint32_t branch, size_t depth, Entries entries);
    std::optional<uint32_t> apply_to_leaf(BytesView leaf, size_t depth, Entries entries);
    uint32_t apply_to_extension(uint32_t node, size_t depth, Entries entries);
    uint32_t apply_to_branch(uint32_t node, size_t depth, Entries entries);
    uint32_t split_extension(uint32_t node, size_t kept, size_t depth, Entries entries);
    uint32_t simplify_branch(uint32_t node, BytesView path);
    uint32_t prepend(BytesView nibbles, uint32_t node);

    void collect_changed(uint32_t node, size_t level, Levels& levels);
    void encode(uint32_t node);
    bool patch(Node& branch) const;
    [[nodiscard]] Bytes list_children(const Node& branch) const;
    void append_reference(Bytes& items, uint32_t child) const;
    void write_below(uint32_t node, Nibbles& path);
    [[nodiscard]] bool has_stored_leaves(const Node& branch) const;
    [[nodiscard]] Bytes take_record(Node& node) const;

    NodeStore& store_;
    std::deque<Node> nodes_;
    uint32_t root_ = kNone;
    std::vector<Nibbles> gone_;  ///< where the store has records of nodes that are not there any more
};

/// The root of a tree with just these entries, ascending by key, none empty.
[[nodiscard]] Hash root_of(std::span<const Change> entries);
/// The root of a tree with @p values under the keys rlp(0), rlp(1), …: as blocks hash their lists.
[[nodiscard]] Hash root_of_list(std::span<const Bytes> values);

}  // namespace deed::trie
