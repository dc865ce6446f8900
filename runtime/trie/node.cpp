#include "runtime/trie/node.hpp"

#include <algorithm>

namespace deed::trie {
namespace {

// The compact form's first nibble: bit 1 says leaf, bit 0 says that a nibble shares the first byte.
constexpr uint8_t kLeafFlag = 2;
constexpr uint8_t kOddFlag = 1;

/// Reads the compact form into @p parts; false when it is not canonical.
bool read_compact(BytesView compact, NodeParts& parts) {
    if (compact.empty() || (compact[0] >> 4) > (kLeafFlag | kOddFlag)) return false;
    const auto flags = static_cast<uint8_t>(compact[0] >> 4);
    parts.kind = (flags & kLeafFlag) != 0 ? NodeParts::Kind::Leaf : NodeParts::Kind::Extension;
    if ((flags & kOddFlag) != 0) {
        parts.nibbles.push_back(compact[0] & 15);
    } else if ((compact[0] & 15) != 0) {
        return false;
    }
    const Nibbles rest = to_nibbles(compact.subspan(1));
    append(parts.nibbles, rest);
    return parts.kind == NodeParts::Kind::Leaf || !parts.nibbles.empty();
}

/// A child is nothing, a digest, or a node short enough to stand inside its parent.
bool is_child(const rlp::Item& item) {
    if (item.kind == rlp::Kind::List) return item.encoded.size() < Hash::kSize;
    return item.payload.empty() || item.payload.size() == Hash::kSize;
}

std::optional<NodeParts> read_short_node(const std::array<rlp::Item, 17>& items) {
    NodeParts parts;
    if (items[0].kind == rlp::Kind::List || !read_compact(items[0].payload, parts)) return std::nullopt;
    if (parts.kind == NodeParts::Kind::Extension) {
        if (!is_child(items[1]) || items[1].payload.empty()) return std::nullopt;
        parts.children[0] = items[1];
    } else {
        if (items[1].kind == rlp::Kind::List || items[1].payload.empty()) return std::nullopt;
        parts.value = items[1].payload;
    }
    return parts;
}

}  // namespace

Nibbles to_nibbles(BytesView bytes) {
    Nibbles nibbles;
    nibbles.reserve(bytes.size() * 2);
    for (const uint8_t byte : bytes) {
        nibbles.push_back(byte >> 4);
        nibbles.push_back(byte & 15);
    }
    return nibbles;
}

size_t common_prefix(BytesView a, BytesView b) {
    const size_t limit = std::min(a.size(), b.size());
    size_t length = 0;
    while (length < limit && a[length] == b[length]) ++length;
    return length;
}

Bytes encode_compact(BytesView nibbles, NibblesEnd end) {
    const bool is_odd = nibbles.size() % 2 != 0;
    const auto flags =
        static_cast<uint8_t>((end == NibblesEnd::Leaf ? kLeafFlag : 0) | (is_odd ? kOddFlag : 0));
    Bytes compact;
    compact.reserve(nibbles.size() / 2 + 1);
    compact.push_back(static_cast<uint8_t>(flags << 4 | (is_odd ? nibbles[0] : 0)));
    for (size_t i = is_odd ? 1 : 0; i < nibbles.size(); i += 2)
        compact.push_back(static_cast<uint8_t>(nibbles[i] << 4 | nibbles[i + 1]));
    return compact;
}

Bytes encode_leaf(BytesView nibbles, BytesView value) {
    const Bytes compact = encode_compact(nibbles, NibblesEnd::Leaf);
    return rlp::ListBuilder{}.add(compact).add(value).finish();
}

std::optional<LeafParts> split_leaf(BytesView leaf) {
    const auto list = rlp::decode_single(leaf);
    if (!list || list->kind != rlp::Kind::List) return std::nullopt;
    rlp::Reader members{list->payload};
    const auto compact = members.read_string();
    if (!compact || compact->empty()) return std::nullopt;
    const auto flags = static_cast<uint8_t>((*compact)[0] >> 4);
    const bool is_even = flags == kLeafFlag && ((*compact)[0] & 15) == 0;
    if (!is_even && flags != (kLeafFlag | kOddFlag)) return std::nullopt;
    const auto value = members.read_string();
    if (!value || value->empty() || !members.at_end()) return std::nullopt;
    return LeafParts{*compact, *value};
}

bool is_compact_of(BytesView compact, BytesView nibbles) {
    if (nibbles.size() / 2 + 1 != compact.size()) return false;
    const bool is_odd = nibbles.size() % 2 != 0;
    if (is_odd != ((compact[0] >> 4 & kOddFlag) != 0)) return false;
    if (is_odd && (compact[0] & 15) != nibbles[0]) return false;
    const BytesView rest = nibbles.subspan(is_odd ? 1 : 0);
    for (size_t i = 1; i < compact.size(); ++i)
        if (compact[i] != (rest[2 * i - 2] << 4 | rest[2 * i - 1])) return false;
    return true;
}

std::optional<NodeParts> decode_node(const rlp::Item& node) {
    if (node.kind != rlp::Kind::List) return std::nullopt;
    std::array<rlp::Item, 17> items;
    size_t count = 0;
    for (rlp::Reader reader{node.payload}; !reader.at_end(); ++count) {
        const auto item = reader.read_item();
        if (!item || count == items.size()) return std::nullopt;
        items[count] = *item;
    }
    if (count == 2) return read_short_node(items);
    if (count != items.size() || items[16].kind == rlp::Kind::List) return std::nullopt;
    NodeParts parts;
    parts.value = items[16].payload;
    std::copy_n(items.begin(), 16, parts.children.begin());
    if (!std::ranges::all_of(parts.children, is_child)) return std::nullopt;
    return parts;
}

std::optional<NodeParts> decode_node(BytesView node) {
    const auto item = rlp::decode_single(node);
    return item ? decode_node(*item) : std::nullopt;
}

}  // namespace deed::trie
