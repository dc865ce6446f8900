#include "runtime/trie/record.hpp"

#include <algorithm>

#include "runtime/trie/tree.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

/// With the nibble of a leaf: the usual end was left out.
constexpr uint8_t kShortened = 0x10;

/// How the leaf of an account without storage and code ends: two digests.
constexpr std::array<uint8_t, 2 * (1 + Hash::kSize)> make_usual_end() {
    std::array<uint8_t, 2 * (1 + Hash::kSize)> end{};
    end[0] = end[1 + Hash::kSize] = 0x80 + Hash::kSize;
    for (size_t i = 0; i < Hash::kSize; ++i) {
        end[1 + i] = kEmptyRoot.bytes[i];
        end[2 + Hash::kSize + i] = crypto::kEmptyCodeHash.bytes[i];
    }
    return end;
}
constexpr auto kUsualEnd = make_usual_end();

/// What the header at the beginning of @p list says of its size; zero when it is none, or of more than
/// 65,535 bytes.
size_t list_size(BytesView list) {
    constexpr uint8_t kEmptyList = 0xc0, kOneByteLength = 0xf8, kTwoByteLength = 0xf9;
    if (list[0] < kEmptyList) return 0;
    if (list[0] < kOneByteLength) return 1 + (list[0] - kEmptyList);
    if (list[0] == kOneByteLength) return 2 + list[1];
    if (list[0] != kTwoByteLength || list.size() < 3) return 0;
    return 3 + (size_t{list[1]} << 8 | list[2]);
}

}  // namespace

std::optional<Record> split_record(BytesView record) {
    const auto node = rlp::Reader{record}.read_item();
    if (!node || node->kind != rlp::Kind::List) return std::nullopt;
    return Record{*node, record.subspan(node->encoded.size())};
}

std::optional<PlacedLeaf> first_leaf(BytesView leaves) {
    if (leaves.size() < 3 || (leaves[0] & ~(kShortened | 15)) != 0) return std::nullopt;
    const bool is_shortened = (leaves[0] & kShortened) != 0;
    const size_t cut = is_shortened ? kUsualEnd.size() : 0;
    const size_t whole = list_size(leaves.subspan(1));
    if (whole <= cut || whole - cut >= leaves.size()) return std::nullopt;
    return PlacedLeaf{static_cast<uint8_t>(leaves[0] & 15), leaves.first(1 + whole - cut)};
}

Bytes PlacedLeaf::encoded() const {
    const bool is_shortened = (stored[0] & kShortened) != 0;
    Bytes encoded;
    encoded.reserve(stored.size() + kUsualEnd.size());
    append(encoded, stored.subspan(1));
    if (is_shortened) append(encoded, kUsualEnd);
    return encoded;
}

std::optional<Bytes> find_leaf(BytesView leaves, uint8_t nibble) {
    while (const auto leaf = first_leaf(leaves)) {
        if (leaf->nibble == nibble) return leaf->encoded();
        leaves = leaves.subspan(leaf->stored.size());
    }
    return std::nullopt;
}

void append_leaf(Bytes& leaves, uint8_t nibble, BytesView encoded) {
    const bool is_usual =
        encoded.size() > kUsualEnd.size() && std::ranges::equal(encoded.last(kUsualEnd.size()), kUsualEnd);
    leaves.push_back(is_usual ? nibble | kShortened : nibble);
    append(leaves, encoded.first(encoded.size() - (is_usual ? kUsualEnd.size() : 0)));
}

}  // namespace deed::trie
