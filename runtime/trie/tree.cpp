#include "runtime/trie/tree.hpp"

#include <algorithm>

#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

/// RLP's empty string; with a length added, the header of a short one.
constexpr uint8_t kEmptyString = 0x80;

/// The payload of a branch with sixteen digests and no value.
constexpr size_t kFullBranch = 16 * (1 + Hash::kSize) + 1;

BytesView after(BytesView nibbles, size_t count) {
    return nibbles.subspan(count);
}

}  // namespace

Tree::Tree(NodeStore& store) : store_(store) {
    const auto encoded = store_.find_node({});
    if (!encoded) return;
    root_ = add_unread(crypto::keccak256(*encoded));
}

// Reading.

uint32_t Tree::add(Node node) {
    nodes_.push_back(std::move(node));
    return static_cast<uint32_t>(nodes_.size() - 1);
}

uint32_t Tree::add_unread(const Hash& hash) {
    unread_.push_back(hash);
    return static_cast<uint32_t>(unread_.size() - 1) | kUnreadBit;
}

const Hash& Tree::hash_of(uint32_t node) const {
    return is_unread(node) ? unread_[node & ~kUnreadBit] : nodes_[node].hash;
}

uint32_t Tree::add_leaf(BytesView nibbles, BytesView value) {
    Node leaf;
    leaf.kind = Kind::Leaf;
    leaf.is_changed = true;
    leaf.nibbles = to_bytes(nibbles);
    leaf.value = to_bytes(value);
    return add(std::move(leaf));
}

uint32_t Tree::add_child(const rlp::Item& child) {
    if (child.kind == rlp::Kind::String) {
        if (child.payload.empty()) return kNone;
        return add_unread(Hash::from(child.payload));
    }
    const auto parts = decode_node(child);
    if (!parts) throw Error("a node of the state tree is damaged");
    const uint32_t node = add_parsed(*parts);
    nodes_[node].is_inline = true;
    nodes_[node].encoded = to_bytes(child.encoded);
    return node;
}

uint32_t Tree::add_parsed(const NodeParts& parts) {
    Node node;
    node.nibbles = parts.nibbles;
    node.value = to_bytes(parts.value);
    switch (parts.kind) {
        case NodeParts::Kind::Leaf: node.kind = Kind::Leaf; break;
        case NodeParts::Kind::Extension:
            node.kind = Kind::Extension;
            node.children[0] = add_child(parts.children[0]);
            break;
        case NodeParts::Kind::Branch:
            node.kind = Kind::Branch;
            for (size_t i = 0; i < 16; ++i) node.children[i] = add_child(parts.children[i]);
            break;
    }
    return add(std::move(node));
}

/// Fetches @p node when it is still in the store; its index changes then.
void Tree::read(uint32_t& node, BytesView path) {
    if (!is_unread(node)) return;
    const auto encoded = store_.find_node(path);
    if (!encoded) throw Error("the state tree has no node at path " + to_hex(path));
    const auto parts = decode_node(BytesView{*encoded});
    if (!parts) throw Error("the state tree's node at path " + to_hex(path) + " is damaged");
    const Hash hash = hash_of(node);
    node = add_parsed(*parts);
    nodes_[node].hash = hash;
    read_paths_.push_back(to_bytes(path));
}

// Changing.

void Tree::update(std::span<const Change> changes) {
    if (changes.empty()) return;
    std::vector<Entry> entries;
    entries.reserve(changes.size());
    // A leaf for each change, and about a branch for every three leaves.
    nodes_.reserve(nodes_.size() + changes.size() + changes.size() / 2);
    for (const Change& change : changes) {
        entries.push_back({to_nibbles(change.key), change.value});
        DEED_ASSERT(entries.size() == 1 || entries[entries.size() - 2].key < entries.back().key);
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
    if (entries.size() == 1) return add_leaf(first, entries.front().value);

    const size_t shared = common_prefix(first, after(entries.back().key, depth));
    Node branch;
    branch.kind = Kind::Branch;
    branch.is_changed = true;
    const size_t place = depth + shared;
    if (entries.front().key.size() == place) {
        branch.value = to_bytes(entries.front().value);
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
    DEED_ASSERT(!is_unread(node));
    Node result;
    result.is_changed = true;
    result.nibbles = to_bytes(nibbles);
    const Node& below = nodes_[node];
    if (below.kind == Kind::Branch) {
        result.kind = Kind::Extension;
        result.children[0] = node;
    } else {
        result.kind = below.kind;
        append(result.nibbles, below.nibbles);
        result.value = below.value;
        result.children = below.children;
    }
    return add(std::move(result));
}

uint32_t Tree::apply(uint32_t node, size_t depth, Entries entries) {
    if (entries.empty()) return node;
    if (node == kNone) return build(entries, depth);
    read(node, BytesView{entries.front().key}.first(depth));
    switch (nodes_[node].kind) {
        case Kind::Leaf: return apply_to_leaf(node, depth, entries);
        case Kind::Extension: return apply_to_extension(node, depth, entries);
        case Kind::Branch: return apply_to_branch(node, depth, entries);
    }
    return node;
}

uint32_t Tree::apply_to_leaf(uint32_t node, size_t depth, Entries entries) {
    const Bytes value = nodes_[node].value;
    Entry own{{entries.front().key.begin(), entries.front().key.begin() + static_cast<ptrdiff_t>(depth)},
              value};
    append(own.key, nodes_[node].nibbles);
    const auto place = std::ranges::lower_bound(entries, own.key, {}, &Entry::key);
    const bool is_replaced = place != entries.end() && place->key == own.key;
    const bool keeps_value = is_replaced && std::ranges::equal(place->value, own.value);
    if (keeps_value && entries.size() == 1) return node;
    if (is_replaced) return build(entries, depth);

    std::vector<Entry> merged(entries.begin(), place);
    merged.push_back(own);
    merged.insert(merged.end(), place, entries.end());
    return build(merged, depth);
}

uint32_t Tree::apply_to_extension(uint32_t node, size_t depth, Entries entries) {
    const Nibbles nibbles = nodes_[node].nibbles;
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
    const Nibbles nibbles = nodes_[node].nibbles;
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
        shorter.nibbles = to_bytes(rest);
        shorter.children[0] = nodes_[node].children[0];
        branch.children[nibbles[kept]] = add(std::move(shorter));
    }
    const uint32_t changed = apply_to_branch(add(std::move(branch)), depth + kept, entries);
    return prepend(BytesView{nibbles}.first(kept), changed);
}

uint32_t Tree::apply_to_branch(uint32_t node, size_t depth, Entries entries) {
    const BytesView path = BytesView{entries.front().key}.first(depth);
    bool is_changed = nodes_[node].is_changed;
    if (entries.front().key.size() == depth) {
        is_changed = is_changed || !std::ranges::equal(nodes_[node].value, entries.front().value);
        nodes_[node].value = to_bytes(entries.front().value);
        entries = entries.subspan(1);
    }
    while (!entries.empty()) {
        const uint8_t nibble = entries.front().key[depth];
        size_t count = 1;
        while (count < entries.size() && entries[count].key[depth] == nibble) ++count;
        const uint32_t child = nodes_[node].children[nibble];
        const uint32_t below = apply(child, depth + 1, entries.first(count));
        is_changed = is_changed || (below == kNone ? child != kNone : nodes_[below].is_changed);
        nodes_[node].children[nibble] = below;
        entries = entries.subspan(count);
    }
    if (!is_changed) return node;
    nodes_[node].is_changed = true;
    nodes_[node].encoded.clear();
    return simplify_branch(node, path);
}

/// A branch with fewer than two ways on becomes what is left of it.
uint32_t Tree::simplify_branch(uint32_t node, BytesView path) {
    const auto& children = nodes_[node].children;
    const auto ways = 16 - std::ranges::count(children, kNone) + (nodes_[node].value.empty() ? 0 : 1);
    if (ways >= 2) return node;
    if (ways == 0) return kNone;
    if (!nodes_[node].value.empty()) {
        const Bytes value = nodes_[node].value;
        return add_leaf({}, value);
    }
    const auto only = std::ranges::find_if(children, [](uint32_t child) { return child != kNone; });
    const Nibbles nibble{static_cast<uint8_t>(only - children.begin())};
    uint32_t child = *only;
    Nibbles child_path = to_bytes(path);
    append(child_path, nibble);
    read(child, child_path);
    return prepend(nibble, child);
}

// Hashing.

void Tree::collect_changed(uint32_t node, size_t level, Levels& levels) {
    if (node == kNone || is_unread(node) || !nodes_[node].is_changed || !nodes_[node].encoded.empty()) return;
    if (levels.size() <= level) levels.resize(level + 1);
    levels[level].push_back({this, node});
    if (nodes_[node].kind == Kind::Leaf) return;
    for (const uint32_t child : nodes_[node].children) collect_changed(child, level + 1, levels);
}

void Tree::append_reference(Bytes& items, uint32_t child) const {
    if (child == kNone) {
        items.push_back(kEmptyString);
    } else if (!is_unread(child) && nodes_[child].is_inline) {
        append(items, nodes_[child].encoded);
    } else {
        items.push_back(kEmptyString + Hash::kSize);
        append(items, hash_of(child));
    }
}

void Tree::encode(uint32_t index) {
    Node& node = nodes_[index];
    Bytes items;
    if (node.kind == Kind::Branch) {
        items.reserve(kFullBranch);
        for (const uint32_t child : node.children) append_reference(items, child);
        append(items, rlp::encode(BytesView{node.value}));
    } else if (node.kind == Kind::Extension) {
        items = rlp::encode(BytesView{encode_compact(node.nibbles, NibblesEnd::Extension)});
        append_reference(items, node.children[0]);
    } else {
        items = rlp::encode(BytesView{encode_compact(node.nibbles, NibblesEnd::Leaf)});
        append(items, rlp::encode(BytesView{node.value}));
    }
    node.encoded = rlp::encode_list(items);
    node.is_inline = node.encoded.size() < Hash::kSize;
}

void Tree::hash_together(std::span<Tree* const> trees) {
    Levels levels;
    for (Tree* tree : trees) tree->collect_changed(tree->root_, 0, levels);
    std::vector<Numbered> hashed;
    std::vector<BytesView> messages;
    std::vector<Hash> digests;
    for (size_t level = levels.size(); level-- > 0;) {
        hashed.clear();
        messages.clear();
        for (const auto& [tree, index] : levels[level]) {
            tree->encode(index);
            // The root is hashed however short it is.
            if (tree->nodes_[index].is_inline && level != 0) continue;
            hashed.push_back({tree, index});
            messages.emplace_back(tree->nodes_[index].encoded);
        }
        digests.resize(messages.size());
        crypto::keccak256_batch(messages, digests);
        for (size_t i = 0; i < hashed.size(); ++i) hashed[i].tree->nodes_[hashed[i].node].hash = digests[i];
    }
}

Hash Tree::root() {
    if (root_ == kNone) return kEmptyRoot;
    Tree* const self[] = {this};
    hash_together(self);
    return hash_of(root_);
}

// Writing.

void Tree::write_below(uint32_t index, Nibbles& path, std::vector<Nibbles>& in_place) {
    if (index == kNone || is_unread(index)) return;
    Node& node = nodes_[index];
    if (!node.is_inline || path.empty()) {
        in_place.push_back(path);
        // Only a parent that writes it inside itself asks for it again.
        if (node.is_changed) store_.write_node(path, node.is_inline ? node.encoded : std::move(node.encoded));
    }
    node.is_changed = false;
    if (node.kind == Kind::Leaf) return;
    const size_t length = path.size();
    append(path, node.nibbles);
    for (size_t i = 0; i < 16; ++i) {
        const bool is_branch = node.kind == Kind::Branch;
        if (is_branch) path.push_back(static_cast<uint8_t>(i));
        write_below(node.children[i], path, in_place);
        if (is_branch) path.pop_back();
    }
    path.resize(length);
}

void Tree::write() {
    (void)root();
    Nibbles path;
    std::vector<Nibbles> in_place;
    write_below(root_, path, in_place);
    // What was read and stands in its place no longer has moved or is gone. The way through the tree is in
    // order, and the way of reading mostly.
    if (!std::ranges::is_sorted(read_paths_)) std::ranges::sort(read_paths_);
    auto next = in_place.begin();
    for (const Nibbles& old : read_paths_) {
        while (next != in_place.end() && *next < old) ++next;
        if (next == in_place.end() || *next != old) store_.remove_node(old);
    }
    read_paths_ = std::move(in_place);
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
