#include "runtime/trie/tree.hpp"

#include <algorithm>

#include "runtime/trie/branch.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

BytesView after(BytesView nibbles, size_t count) {
    return nibbles.subspan(count);
}

[[noreturn]] void throw_damaged(BytesView path) {
    throw Error("the state tree's node at path " + to_hex(path) + " is damaged");
}

/// The value of @p leaf, which lies @p depth nibbles down, where @p key leads to it.
std::optional<Bytes> value_of(BytesView leaf, BytesView key, size_t depth) {
    const auto parts = split_leaf(leaf);
    if (!parts) throw_damaged(key.first(depth));
    if (!is_compact_of(parts->compact, after(key, depth))) return std::nullopt;
    return to_bytes(parts->value);
}

}  // namespace

Tree::Tree(NodeStore& store) : store_(store) {
    const auto stored = store_.find_node({});
    if (!stored) return;
    const auto record = split_record(*stored);
    if (!record) throw_damaged({});
    root_ = add_unread(crypto::keccak256(record->node.encoded));
}

// Reading.

uint32_t Tree::add(Node node) {
    nodes_.push_back(std::move(node));
    return static_cast<uint32_t>(nodes_.size() - 1);
}

uint32_t Tree::add_unread(const Hash& hash) {
    Node node;
    node.kind = Kind::Unread;
    node.hash = hash;
    return add(std::move(node));
}

uint32_t Tree::add_leaf(Bytes encoded) {
    Node leaf;
    leaf.is_changed = true;
    leaf.set_encoded(std::move(encoded));
    return add(std::move(leaf));
}

uint32_t Tree::add_child(const rlp::Item& child, BytesView path) {
    if (child.kind == rlp::Kind::String) return child.payload.empty() ? kNone : kUnread;
    const uint32_t node = add_parsed(child, path);
    nodes_[node].is_inline = true;
    nodes_[node].set_encoded(to_bytes(child.encoded));
    return node;
}

uint32_t Tree::add_parsed(const rlp::Item& item, BytesView path) {
    Node node;
    std::array<bool, 16> has_child{};
    if (list_digests(item.payload, has_child)) {
        node.kind = Kind::Branch;
        for (size_t i = 0; i < 16; ++i) node.children[i] = has_child[i] ? kUnread : kNone;
        return add(std::move(node));
    }
    const auto parts = decode_node(item);
    if (!parts) throw_damaged(path);
    switch (parts->kind) {
        case NodeParts::Kind::Leaf: node.kind = Kind::Leaf; break;
        case NodeParts::Kind::Extension:
            node.kind = Kind::Extension;
            node.label = parts->nibbles;
            node.children[0] = add_child(parts->children[0], path);
            if (node.children[0] == kUnread)
                node.children[0] = add_unread(Hash::from(parts->children[0].payload));
            break;
        case NodeParts::Kind::Branch:
            node.kind = Kind::Branch;
            node.label = to_bytes(parts->value);
            for (size_t i = 0; i < 16; ++i) node.children[i] = add_child(parts->children[i], path);
            break;
    }
    return add(std::move(node));
}

PlacedLeaf Tree::Node::leaf_at(uint32_t child) const {
    return *first_leaf(BytesView{record}.subspan(leaves_at + (child & ~kLeafBit)));
}

void Tree::Node::set_encoded(Bytes encoding) {
    const auto leaves = BytesView{record}.subspan(leaves_at);
    leaves_at = static_cast<uint32_t>(encoding.size());
    append(encoding, leaves);
    record = std::move(encoding);
}

/// Notes which children of a branch lie in its record.
void Tree::mark_leaves(Node& branch, BytesView path) {
    BytesView rest = BytesView{branch.record}.subspan(branch.leaves_at);
    const size_t whole = rest.size();
    uint8_t least = 0;
    while (!rest.empty()) {
        const auto leaf = first_leaf(rest);
        if (!leaf || leaf->nibble < least || branch.children[leaf->nibble] != kUnread) throw_damaged(path);
        branch.children[leaf->nibble] = kLeafBit | static_cast<uint32_t>(whole - rest.size());
        least = leaf->nibble + 1;
        rest = rest.subspan(leaf->stored.size());
    }
}

/// Fetches the node at @p path from the store.
uint32_t Tree::read(const Hash& hash, BytesView path) {
    const auto stored = store_.find_node(path);
    if (!stored) throw Error("the state tree has no node at path " + to_hex(path));
    const auto record = split_record(*stored);
    if (!record) throw_damaged(path);
    const uint32_t node = add_parsed(record->node, path);
    nodes_[node].hash = hash;
    nodes_[node].has_record = true;
    nodes_[node].record = to_bytes(*stored);
    nodes_[node].leaves_at = static_cast<uint32_t>(record->node.encoded.size());
    mark_leaves(nodes_[node], path);
    return node;
}

/// The child of @p node at @p place, which @p path leads to: fetched when it is still in the store, and taken
/// out of the record when it is a leaf there.
uint32_t Tree::read_child(uint32_t node, size_t place, BytesView path) {
    const uint32_t child = nodes_[node].children[place];
    if (is_node(child) && nodes_[child].kind != Kind::Unread) return child;
    uint32_t found = kNone;
    if (is_node(child)) {
        found = read(nodes_[child].hash, path);
    } else if (child == kUnread) {
        found = read(digest_at(nodes_[node].encoded(), place), path);
    } else if (is_stored_leaf(child)) {
        Node leaf;
        leaf.hash = digest_at(nodes_[node].encoded(), place);
        leaf.set_encoded(nodes_[node].leaf_at(child).encoded());
        found = add(std::move(leaf));
    }
    nodes_[node].children[place] = found;
    return found;
}

/// @p node is not at @p path any more.
void Tree::forget(uint32_t node, BytesView path) {
    if (nodes_[node].has_record) gone_.push_back(to_bytes(path));
    nodes_[node].has_record = false;
}

std::optional<Bytes> Tree::find_value(BytesView key_bytes) {
    const Nibbles key = to_nibbles(key_bytes);
    const auto path = [&](size_t depth) { return BytesView{key}.first(depth); };
    if (root_ != kNone && nodes_[root_].kind == Kind::Unread) root_ = read(nodes_[root_].hash, {});
    uint32_t node = root_;
    size_t depth = 0;
    while (node != kNone) {
        const Kind kind = nodes_[node].kind;
        if (kind == Kind::Leaf) return value_of(nodes_[node].encoded(), key, depth);
        if (kind == Kind::Branch && depth == key.size()) {
            if (nodes_[node].label.empty()) return std::nullopt;
            return nodes_[node].label;
        }
        const size_t place = kind == Kind::Branch ? key[depth] : 0;
        const uint32_t child = nodes_[node].children[place];
        if (is_stored_leaf(child)) return value_of(nodes_[node].leaf_at(child).encoded(), key, depth + 1);
        if (kind == Kind::Extension) {
            const size_t length = nodes_[node].label.size();
            if (common_prefix(nodes_[node].label, after(key, depth)) != length) return std::nullopt;
            depth += length;
        } else {
            ++depth;
        }
        node = read_child(node, place, path(depth));
    }
    return std::nullopt;
}

// Changing.

void Tree::update(std::span<const Change> changes) {
    if (changes.empty()) return;
    size_t length = 0;
    for (const Change& change : changes) length += 2 * change.key.size();
    Nibbles nibbles(length);
    std::vector<Entry> entries;
    entries.reserve(changes.size());
    uint8_t* next = nibbles.data();
    for (const Change& change : changes) {
        const uint8_t* const begin = next;
        for (const uint8_t byte : change.key) {
            *next++ = byte >> 4;
            *next++ = byte & 15;
        }
        entries.push_back({{begin, next}, change.value});
        DEED_ASSERT(entries.size() == 1 || std::ranges::lexicographical_compare(
                                               entries[entries.size() - 2].key, entries.back().key));
    }
    root_ = apply(root_, 0, entries);
}

/// Makes the subtree of @p entries, which have the first @p depth nibbles in common; empty values are left
/// out.
uint32_t Tree::build(Entries entries, size_t depth) {
    while (!entries.empty() && entries.front().value.empty()) entries = entries.subspan(1);
    while (!entries.empty() && entries.back().value.empty()) entries = entries.first(entries.size() - 1);
    if (entries.empty()) return kNone;
    const BytesView first = after(entries.front().key, depth);
    if (entries.size() == 1) return add_leaf(encode_leaf(first, entries.front().value));

    const size_t shared = common_prefix(first, after(entries.back().key, depth));
    Node branch;
    branch.kind = Kind::Branch;
    branch.is_changed = true;
    const size_t place = depth + shared;
    if (entries.front().key.size() == place) {
        branch.label = to_bytes(entries.front().value);
        entries = entries.subspan(1);
    }
    while (!entries.empty()) {
        const uint8_t nibble = entries.front().key[place];
        size_t count = 1;
        while (count < entries.size() && entries[count].key[place] == nibble) ++count;
        branch.children[nibble] = build(entries.first(count), place + 1);
        entries = entries.subspan(count);
    }
    return prepend(first.first(shared), add(std::move(branch)));
}

/// Puts @p nibbles before the subtree @p node, which has been read.
uint32_t Tree::prepend(BytesView nibbles, uint32_t node) {
    if (node == kNone || nibbles.empty()) return node;
    Nibbles longer = to_bytes(nibbles);
    if (nodes_[node].kind == Kind::Leaf) {
        const auto parts = decode_node(nodes_[node].encoded());
        if (!parts) throw_damaged(nibbles);
        append(longer, parts->nibbles);
        return add_leaf(encode_leaf(longer, parts->value));
    }
    const bool is_branch = nodes_[node].kind == Kind::Branch;
    if (!is_branch) append(longer, nodes_[node].label);
    Node result;
    result.kind = Kind::Extension;
    result.is_changed = true;
    result.label = std::move(longer);
    result.children[0] = is_branch ? node : nodes_[node].children[0];
    return add(std::move(result));
}

uint32_t Tree::apply(uint32_t node, size_t depth, Entries entries) {
    if (entries.empty()) return node;
    if (node == kNone) return build(entries, depth);
    const BytesView path = entries.front().key.first(depth);
    uint32_t result = node;
    switch (nodes_[node].kind) {
        case Kind::Unread: return apply(read(nodes_[node].hash, path), depth, entries);
        case Kind::Leaf: result = apply_to_leaf(nodes_[node].encoded(), depth, entries).value_or(node); break;
        case Kind::Extension: result = apply_to_extension(node, depth, entries); break;
        case Kind::Branch: result = apply_to_branch(node, depth, entries); break;
    }
    if (result != node) forget(node, path);
    return result;
}

/// What becomes of a leaf; nothing when it stays as it is.
std::optional<uint32_t> Tree::apply_to_leaf(BytesView leaf, size_t depth, Entries entries) {
    const auto parts = split_leaf(leaf);
    const BytesView path = entries.front().key.first(depth);
    if (!parts) throw_damaged(path);
    const auto is_own = [&](const Entry& entry) {
        return is_compact_of(parts->compact, after(entry.key, depth));
    };
    const auto own = std::ranges::find_if(entries, is_own);
    if (own != entries.end()) {
        if (entries.size() == 1 && std::ranges::equal(own->value, parts->value)) return std::nullopt;
        return build(entries, depth);
    }
    const auto is_removal = [](const Entry& entry) { return entry.value.empty(); };
    if (std::ranges::all_of(entries, is_removal)) return std::nullopt;

    Nibbles key = to_bytes(path);
    append(key, decode_node(leaf)->nibbles);
    const auto is_before = [&](const Entry& entry) {
        return std::ranges::lexicographical_compare(entry.key, key);
    };
    const auto place = std::ranges::partition_point(entries, is_before);
    std::vector<Entry> merged(entries.begin(), place);
    merged.push_back({key, parts->value});
    merged.insert(merged.end(), place, entries.end());
    return build(merged, depth);
}

uint32_t Tree::apply_to_extension(uint32_t node, size_t depth, Entries entries) {
    const Nibbles nibbles = nodes_[node].label;
    const size_t shared = std::min(common_prefix(nibbles, after(entries.front().key, depth)),
                                   common_prefix(nibbles, after(entries.back().key, depth)));
    if (shared < nibbles.size()) return split_extension(node, shared, depth, entries);

    const uint32_t child = nodes_[node].children[0];
    const uint32_t below = apply(child, depth + shared, entries);
    if (below != kNone && !nodes_[below].is_changed) {
        nodes_[node].children[0] = below;
        return node;
    }
    return prepend(nibbles, below);
}

/// Some entries leave the extension after its first @p kept nibbles: a branch goes there.
uint32_t Tree::split_extension(uint32_t node, size_t kept, size_t depth, Entries entries) {
    const Nibbles nibbles = nodes_[node].label;
    const BytesView rest = after(nibbles, kept + 1);
    Node branch;
    branch.kind = Kind::Branch;
    branch.is_changed = true;
    if (rest.empty()) {
        branch.children[nibbles[kept]] = nodes_[node].children[0];
    } else {
        Node shorter;
        shorter.kind = Kind::Extension;
        shorter.is_changed = true;
        shorter.label = to_bytes(rest);
        shorter.children[0] = nodes_[node].children[0];
        branch.children[nibbles[kept]] = add(std::move(shorter));
    }
    const uint32_t changed = apply_to_branch(add(std::move(branch)), depth + kept, entries);
    return prepend(BytesView{nibbles}.first(kept), changed);
}

/// Makes changes below a branch, @p depth nibbles down.
uint32_t Tree::apply_below(uint32_t branch, size_t depth, Entries entries) {
    const BytesView path = entries.front().key.first(depth);
    const uint8_t nibble = path.back();
    const uint32_t child = nodes_[branch].children[nibble];
    if (is_stored_leaf(child))
        return apply_to_leaf(nodes_[branch].leaf_at(child).encoded(), depth, entries).value_or(child);
    return apply(read_child(branch, nibble, path), depth, entries);
}

uint32_t Tree::apply_to_branch(uint32_t node, size_t depth, Entries entries) {
    const BytesView path = entries.front().key.first(depth);
    bool is_changed = nodes_[node].is_changed;
    if (entries.front().key.size() == depth) {
        is_changed = is_changed || !std::ranges::equal(nodes_[node].label, entries.front().value);
        nodes_[node].label = to_bytes(entries.front().value);
        entries = entries.subspan(1);
    }
    while (!entries.empty()) {
        const uint8_t nibble = entries.front().key[depth];
        size_t count = 1;
        while (count < entries.size() && entries[count].key[depth] == nibble) ++count;
        const uint32_t child = nodes_[node].children[nibble];
        const uint32_t below = apply_below(node, depth + 1, entries.first(count));
        is_changed =
            is_changed || (is_node(below) ? nodes_[below].is_changed : below == kNone && child != kNone);
        nodes_[node].children[nibble] = below;
        entries = entries.subspan(count);
    }
    if (!is_changed) return node;
    nodes_[node].is_changed = true;
    nodes_[node].is_hashed = false;
    return simplify_branch(node, path);
}

/// A branch with fewer than two ways on becomes what is left of it.
uint32_t Tree::simplify_branch(uint32_t node, BytesView path) {
    const auto& children = nodes_[node].children;
    const auto ways = 16 - std::ranges::count(children, kNone) + (nodes_[node].label.empty() ? 0 : 1);
    if (ways >= 2) return node;
    if (ways == 0) return kNone;
    if (!nodes_[node].label.empty()) return add_leaf(encode_leaf({}, nodes_[node].label));
    const auto only = std::ranges::find_if(children, [](uint32_t child) { return child != kNone; });
    const auto nibble = static_cast<uint8_t>(only - children.begin());
    Nibbles child_path = to_bytes(path);
    child_path.push_back(nibble);
    const uint32_t child = read_child(node, nibble, child_path);
    // A branch stays where it is, below an extension; anything else merges with what is above it.
    if (nodes_[child].kind != Kind::Branch) forget(child, child_path);
    return prepend({&nibble, 1}, child);
}

Hash root_of(std::span<const Change> entries) {
    MemoryNodeStore nothing;
    Tree tree{nothing};
    tree.update(entries);
    return tree.root();
}

Hash root_of_list(std::span<const Bytes> values) {
    std::vector<std::pair<Bytes, BytesView>> pairs;
    pairs.reserve(values.size());
    for (size_t i = 0; i < values.size(); ++i) pairs.emplace_back(rlp::encode(Uint256{i}), values[i]);
    std::ranges::sort(pairs, {}, &std::pair<Bytes, BytesView>::first);
    std::vector<Change> entries;
    entries.reserve(pairs.size());
    for (const auto& [key, value] : pairs) entries.push_back({key, value});
    return root_of(entries);
}

}  // namespace deed::trie
