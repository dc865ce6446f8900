#include "vm/state/dense_table.hpp"

#include <gtest/gtest.h>

namespace deed::state {
namespace {

TEST(DenseTable, FindsEveryKeyAgainAfterGrowing) {
    DenseTable<SlotKey, uint64_t> table{7};

    for (uint64_t i = 0; i < 1000; ++i) table[table.find_or_insert({3, Uint256{i}}).index] = i * i;

    for (uint64_t i = 0; i < 1000; ++i) {
        const auto found = table.find_or_insert({3, Uint256{i}});
        EXPECT_FALSE(found.is_new);
        EXPECT_EQ(table[found.index], i * i);
    }
    EXPECT_EQ(table.size(), 1000U);
}

TEST(DenseTable, KeepsEntriesInOrderOfInsertion) {
    DenseTable<SlotKey, int> table{7};

    for (const uint64_t slot : {9, 1, 5}) table.find_or_insert({0, Uint256{slot}});

    EXPECT_EQ(table.key(0).slot, Uint256{9});
    EXPECT_EQ(table.key(1).slot, Uint256{1});
    EXPECT_EQ(table.key(2).slot, Uint256{5});
}

TEST(DenseTable, TellsAccountsWithTheSameSlotApart) {
    DenseTable<SlotKey, int> table{7};

    const auto first = table.find_or_insert({1, Uint256{5}});
    const auto second = table.find_or_insert({2, Uint256{5}});

    EXPECT_TRUE(second.is_new);
    EXPECT_NE(first.index, second.index);
}

TEST(KeyHasher, ScattersDifferentlyForEverySeed) {
    const Address address{{1, 2, 3}};

    EXPECT_NE(KeyHasher{1}(address), KeyHasher{2}(address));
    EXPECT_NE(KeyHasher{1}(0, Uint256{4}), KeyHasher{2}(0, Uint256{4}));
}

}  // namespace
}  // namespace deed::state
