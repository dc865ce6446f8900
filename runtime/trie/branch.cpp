#include "runtime/trie/branch.hpp"

namespace deed::trie {

BytesView items_of(BytesView list) {
    constexpr uint8_t kLongestShortList = kEmptyList + 55;
    return list.subspan(list[0] <= kLongestShortList ? 1 : 1 + (list[0] - kLongestShortList));
}

Hash digest_at(BytesView branch, size_t place) {
    BytesView items = items_of(branch);
    for (size_t i = 0; i < place; ++i) items = items.subspan(child_size(items));
    return Hash::from(items.subspan(1, Hash::kSize));
}

bool list_digests(BytesView items, std::array<bool, 16>& children) {
    for (bool& is_there : children) {
        if (items.empty()) return false;
        is_there = items[0] == kEmptyString + Hash::kSize;
        if (!is_there && items[0] != kEmptyString) return false;
        const size_t size = is_there ? kDigestSize : 1;
        if (items.size() <= size) return false;
        items = items.subspan(size);
    }
    return items.size() == 1 && items[0] == kEmptyString;
}

}  // namespace deed::trie
