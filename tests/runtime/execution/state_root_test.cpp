#include "runtime/execution/state_root.hpp"

#include <gtest/gtest.h>

#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/hex.hpp"

namespace deed::execution {
namespace {

TEST(StateRoot, OfNothingIsTheEmptyRoot) {
    EXPECT_EQ(compute_state_root({}), trie::kEmptyRoot);
    EXPECT_EQ(compute_storage_root({}), trie::kEmptyRoot);
}

TEST(StateRoot, IsThatOfATreeOfLeaves) {
    constexpr Address kAlice{{1}};
    state::MemoryState state;
    state.set_account(kAlice, {5, 77});
    state.set_storage(kAlice, 1, 2);
    const Hash slot = crypto::keccak256(to_hash(1));
    const Bytes word{2};
    const trie::Change storage[] = {{slot, word}};
    const Bytes leaf = trie::encode({5, 77, trie::root_of(storage), crypto::kEmptyCodeHash});
    const Hash key = crypto::keccak256(kAlice);
    const trie::Change accounts[] = {{key, leaf}};

    EXPECT_EQ(compute_state_root(state), trie::root_of(accounts));
}

}  // namespace
}  // namespace deed::execution
