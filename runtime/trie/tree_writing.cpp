#include <algorithm>

#include "runtime/trie/branch.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

/// The payload of a branch with sixteen digests and no value.
constexpr size_t kFullBranch = 16 * kDigestSize + 1;

}  // namespace

// Hashing.

void Tree::collect_changed(uint32_t node, size_t level, Levels& levels) {
    if (!is_node(node) || !nodes_[node].is_changed || nodes_[node].is_hashed) return;
    if (levels.size() <= level) levels.resize(level + 1);
    levels[level].push_back({this, node});
    if (nodes_[node].kind == Kind::Leaf) return;
    for (const uint32_t child : nodes_[node].children) collect_changed(child, level + 1, levels);
}

void Tree::append_reference(Bytes& items, uint32_t child) const {
    if (child == kNone) {
        items.push_back(kEmptyString);
    } else if (nodes_[child].is_inline) {
        append(items, nodes_[child].encoded());
    } else {
        items.push_back(kEmptyString + Hash::kSize);
        append(items, nodes_[child].hash);
    }
}

/// The items of a branch, from its children as they are now and as they were stored.
Bytes Tree::list_children(const Node& branch) const {
    Bytes items;
    items.reserve(kFullBranch);
    BytesView stored = branch.leaves_at == 0 ? BytesView{} : items_of(branch.encoded());
    for (const uint32_t child : branch.children) {
        const size_t size = stored.empty() ? 0 : child_size(stored);
        if (child == kNone || is_node(child))
            append_reference(items, child);
        else
            append(items, stored.first(size));
        stored = stored.subspan(size);
    }
    append(items, rlp::encode(BytesView{branch.label}));
    return items;
}

/// Puts the digests of children in their places in the encoding, if that is all in which it differs, as of
/// most branches; false when it is not.
bool Tree::patch(Node& branch) const {
    if (branch.leaves_at == 0 || !branch.label.empty() || branch.encoded().back() != kEmptyString)
        return false;
    const BytesView items = items_of(branch.encoded());
    size_t at = 0;
    for (const uint32_t child : branch.children) {
        const size_t size = child_size(items.subspan(at));
        if (is_node(child) ? size != kDigestSize || nodes_[child].is_inline : child == kNone && size != 1)
            return false;
        at += size;
    }
    uint8_t* place = branch.record.data() + (branch.leaves_at - items.size());
    for (const uint32_t child : branch.children) {
        if (is_node(child)) std::ranges::copy(nodes_[child].hash.bytes, place + 1);
        place += child == kNone ? 1 : kDigestSize;
    }
    return true;
}

void Tree::encode(uint32_t index) {
    Node& node = nodes_[index];
    if (node.kind == Kind::Branch) {
        if (!patch(node)) node.set_encoded(rlp::encode_list(list_children(node)));
    } else if (node.kind == Kind::Extension) {
        Bytes items = rlp::encode(BytesView{encode_compact(node.label, NibblesEnd::Extension)});
        append_reference(items, node.children[0]);
        node.set_encoded(rlp::encode_list(items));
    }
    node.is_hashed = true;
    node.is_inline = node.leaves_at < Hash::kSize;
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
            messages.push_back(tree->nodes_[index].encoded());
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
    return nodes_[root_].hash;
}

// Writing.

/// Whether the leaves in a branch's record are still those below it.
bool Tree::has_stored_leaves(const Node& branch) const {
    size_t size = 0;
    for (const uint32_t child : branch.children) {
        if (is_stored_leaf(child))
            size += branch.leaf_at(child).stored.size();
        else if (is_node(child) && nodes_[child].kind == Kind::Leaf)
            return false;
    }
    return branch.leaves_at + size == branch.record.size();
}

/// The record of a node that was hashed.
Bytes Tree::take_record(Node& node) const {
    if (node.kind != Kind::Branch || has_stored_leaves(node)) return std::move(node.record);
    constexpr size_t kRoomForLongerLeaves = 96;
    Bytes record;
    record.reserve(node.record.size() + kRoomForLongerLeaves);
    append(record, node.encoded());
    for (uint8_t i = 0; i < 16; ++i) {
        const uint32_t child = node.children[i];
        if (is_stored_leaf(child))
            append(record, node.leaf_at(child).stored);
        else if (is_node(child) && nodes_[child].kind == Kind::Leaf && !nodes_[child].is_inline)
            append_leaf(record, i, nodes_[child].encoded());
    }
    return record;
}

void Tree::write_below(uint32_t index, Nibbles& path) {
    if (!is_node(index) || !nodes_[index].is_changed) return;
    Node& node = nodes_[index];
    if (node.kind == Kind::Leaf && !path.empty()) return;
    if (!node.is_inline || path.empty())
        store_.write_node(path, take_record(node));
    else if (node.has_record)
        store_.remove_node(path);
    const size_t length = path.size();
    if (node.kind == Kind::Extension) append(path, node.label);
    for (size_t i = 0; i < 16; ++i) {
        const bool is_branch = node.kind == Kind::Branch;
        if (is_branch) path.push_back(static_cast<uint8_t>(i));
        write_below(node.children[i], path);
        if (is_branch) path.pop_back();
    }
    path.resize(length);
}

void Tree::write() {
    const Hash hash = root();
    for (const Nibbles& path : gone_) store_.remove_node(path);
    Nibbles path;
    write_below(root_, path);
    gone_.clear();
    nodes_.clear();
    if (root_ != kNone) root_ = add_unread(hash);
}

}  // namespace deed::trie
