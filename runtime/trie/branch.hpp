#pragma once

#include <array>

#include "vm/base/bytes.hpp"

namespace deed::trie {

/// The first byte of RLP's empty string and list; with a length added, that of short ones.
inline constexpr uint8_t kEmptyString = 0x80;
inline constexpr uint8_t kEmptyList = 0xc0;

/// How many bytes a digest takes inside a branch.
inline constexpr size_t kDigestSize = 1 + Hash::kSize;

/// The items of @p list, which is well formed.
[[nodiscard]] BytesView items_of(BytesView list);

/// How many bytes the child at the beginning of a branch's @p items takes: nothing, a digest, or a node.
[[nodiscard]] inline size_t child_size(BytesView items) {
    return 1 + (items[0] - (items[0] < kEmptyList ? kEmptyString : kEmptyList));
}

/// The digest of a child of @p branch, which has one at @p place.
[[nodiscard]] Hash digest_at(BytesView branch, size_t place);

/// Whether @p items are those of a branch that has no value, and no nodes inside it, as most branches are;
/// @p children then says which children it has.
[[nodiscard]] bool list_digests(BytesView items, std::array<bool, 16>& children);

}  // namespace deed::trie
