#include "vm/base/bytes.hpp"

#include <unordered_set>

#include <gtest/gtest.h>

namespace deed {
namespace {

TEST(FixedBytes, CompareAsBigEndianNumbers) {
    EXPECT_LT((FixedBytes<2>{{0, 255}}), (FixedBytes<2>{{1, 0}}));
    EXPECT_TRUE(Address{}.is_zero());
    EXPECT_FALSE((FixedBytes<2>{{0, 1}}).is_zero());
}

TEST(FixedBytes, HashEveryByte) {
    std::unordered_set<size_t> hashes;
    for (size_t i = 0; i < Address::kSize; ++i) {
        Address address;
        address[i] = 1;
        hashes.insert(std::hash<Address>{}(address));
    }

    EXPECT_EQ(hashes.size(), Address::kSize);
}

TEST(FixedBytesDeathTest, StopOnAnotherLength) {
    EXPECT_DEATH((void)Address::from(Bytes(19)), "does not hold");
}

TEST(BytesText, BorrowsBothWays) {
    EXPECT_EQ(as_text(as_bytes("deed")), "deed");
    EXPECT_EQ(to_bytes(as_bytes("a")), Bytes{'a'});
}

}  // namespace
}  // namespace deed
