#include "runtime/trie/record.hpp"

#include <gtest/gtest.h>

#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

Bytes leaf_of(const AccountLeaf& account) {
    return encode_leaf(to_nibbles(Bytes(30, 0x5a)), encode(account));
}

const Bytes kPlain = leaf_of({7, Uint256{1} << 80, kEmptyRoot, crypto::kEmptyCodeHash});
const Bytes kContract = leaf_of({1, 0, Hash{{1}}, Hash{{2}}});
const Bytes kSlot = encode_leaf(to_nibbles(Bytes(30, 1)), rlp::encode(Uint256{3}));
const Bytes kMiddling = encode_leaf(to_nibbles(Bytes(30, 1)), Bytes(700, 3));

TEST(Record, GivesBackItsNodeAndItsLeaves) {
    const Bytes node = rlp::encode_list(Bytes(20, 0x80));
    Bytes record = node;
    append_leaf(record, 0, kPlain);
    append_leaf(record, 4, kContract);
    append_leaf(record, 9, kSlot);
    append_leaf(record, 15, kMiddling);

    const auto split = split_record(record);

    ASSERT_TRUE(split);
    EXPECT_EQ(to_bytes(split->node.encoded), node);
    EXPECT_EQ(find_leaf(split->leaves, 0), kPlain);
    EXPECT_EQ(find_leaf(split->leaves, 4), kContract);
    EXPECT_EQ(find_leaf(split->leaves, 9), kSlot);
    EXPECT_EQ(find_leaf(split->leaves, 15), kMiddling);
    EXPECT_EQ(find_leaf(split->leaves, 1), std::nullopt);
}

TEST(Record, LeavesOutTheUsualEndOfAccounts) {
    Bytes plain, contract;
    append_leaf(plain, 0, kPlain);
    append_leaf(contract, 0, kContract);

    EXPECT_EQ(plain.size(), 1 + kPlain.size() - 2 * (1 + Hash::kSize));
    EXPECT_EQ(contract.size(), 1 + kContract.size());
}

TEST(Record, HasNoLeafWhereBytesAreMissing) {
    for (const Bytes& leaf : {kPlain, kContract, kSlot, kMiddling}) {
        Bytes leaves;
        append_leaf(leaves, 3, leaf);
        for (size_t size = 0; size < leaves.size(); ++size)
            EXPECT_FALSE(first_leaf(BytesView{leaves}.first(size))) << size;
    }
}

TEST(Record, HasNoLeafWithoutPlaceOrList) {
    Bytes leaves;
    append_leaf(leaves, 3, kSlot);
    for (const uint8_t place : {0x20, 0x23, 0x83, 0xff}) {
        leaves[0] = place;
        EXPECT_FALSE(first_leaf(leaves));
    }
    leaves[0] = 0x13;
    EXPECT_FALSE(first_leaf(leaves)) << "shorter than the end that is left out";
    leaves[0] = 3;
    leaves[1] = 0x80;
    EXPECT_FALSE(first_leaf(leaves));
}

TEST(Record, IsNoneWithoutANode) {
    EXPECT_FALSE(split_record({}));
    EXPECT_FALSE(split_record(Bytes{0x80}));
    EXPECT_FALSE(split_record(Bytes{0xc5, 1}));
}

}  // namespace
}  // namespace deed::trie
