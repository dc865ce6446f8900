#include "runtime/ledger/keys.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace deed::ledger {
namespace {

Bytes key_of(const Bytes& path) {
    return to_bytes(Key{}.add_path(path));
}

/// All paths of up to @p depth nibbles that go on from @p path, it included.
void add_paths(Bytes path, size_t depth, std::vector<Bytes>& paths) {
    paths.push_back(path);
    if (path.size() == depth) return;
    for (uint8_t nibble = 0; nibble < 16; ++nibble) {
        path.push_back(nibble);
        add_paths(path, depth, paths);
        path.pop_back();
    }
}

TEST(Key, HasAnotherFormForEveryPath) {
    for (const Bytes& start : {Bytes{}, Bytes{0, 0, 0, 0}, Bytes{7, 7, 7}, Bytes{1, 15, 7, 8, 15, 15}}) {
        std::vector<Bytes> paths;
        add_paths(start, start.size() + 4, paths);
        std::set<Bytes> keys;
        for (const Bytes& path : paths) keys.insert(key_of(path));
        EXPECT_EQ(keys.size(), paths.size());
    }
}

TEST(Key, KeepsNodesNearTheRootTogetherByDepth) {
    for (uint8_t depth = 0; depth < Key::kTogetherBelow; ++depth)
        EXPECT_LT(key_of(Bytes(depth, 15)), key_of(Bytes(depth + 1, 0)));
}

TEST(Key, PutsANodeAmidItsChildren) {
    for (size_t depth = Key::kTogetherBelow; depth < 9; ++depth) {
        const Bytes path(depth, 5);
        std::vector<Bytes> below;
        add_paths(path, depth + 3, below);
        for (const Bytes& other : below) {
            if (other.size() == depth) continue;
            EXPECT_EQ(key_of(other) < key_of(path), other[depth] < 8);
        }
    }
}

TEST(Key, KeepsASubtreeTogether) {
    for (size_t depth = Key::kTogetherBelow; depth < 9; ++depth) {
        Bytes path(depth, 7);
        std::vector<Bytes> here, next;
        add_paths(path, depth + 2, here);
        ++path.back();
        add_paths(path, depth + 2, next);
        const auto largest = std::ranges::max(here, {}, key_of);
        const auto smallest = std::ranges::min(next, {}, key_of);
        EXPECT_LT(key_of(largest), key_of(smallest));
    }
}

}  // namespace
}  // namespace deed::ledger
