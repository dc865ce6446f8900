#include "runtime/trie/leaf.hpp"

#include <gtest/gtest.h>

#include "runtime/trie/tree.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

TEST(AccountLeaf, ReadsWhatItWrites) {
    const AccountLeaf leaf{7, Uint256{1, 2, 3, 4}, kEmptyRoot, crypto::kEmptyCodeHash};

    EXPECT_EQ(decode_account_leaf(encode(leaf)), leaf);
}

TEST(AccountLeaf, RefusesTrailingBytes) {
    Bytes encoded = encode(AccountLeaf{1, 2, kEmptyRoot, crypto::kEmptyCodeHash});
    encoded.push_back(0);

    EXPECT_EQ(decode_account_leaf(encoded), std::nullopt);
}

TEST(StorageLeaf, IsEmptyForZero) {
    EXPECT_TRUE(encode_storage_leaf(0).empty());
    EXPECT_EQ(encode_storage_leaf(0x80), (Bytes{0x81, 0x80}));
}

}  // namespace
}  // namespace deed::trie
