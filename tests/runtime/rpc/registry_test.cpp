#include <algorithm>

#include <gtest/gtest.h>

#include "runtime/rpc/call_load.hpp"
#include "runtime/rpc/method.hpp"

namespace deed::rpc {
namespace {

TEST(Methods, HaveNamesOfTheirOwn) {
    const auto all = methods();

    EXPECT_GT(all.size(), 50U);
    EXPECT_EQ(std::ranges::adjacent_find(all, {}, &Method::name), all.end());
}

TEST(Methods, AreFoundByTheirExactName) {
    ASSERT_NE(find_method("eth_blockNumber"), nullptr);
    EXPECT_EQ(find_method("eth_blockNumber")->name, "eth_blockNumber");
    EXPECT_EQ(find_method("eth_blocknumber"), nullptr);
    EXPECT_EQ(find_method(""), nullptr);
}

TEST(CallLoad, RemembersWhichKindsOfCallsRanLong) {
    CallLoad load;
    const boost::json::value heavy{{"to", "0x01"}, {"data", "0xaabbccdd0001"}};
    const boost::json::value alike{{"to", "0x01"}, {"data", "0xaabbccdd0002"}};
    const boost::json::value other{{"to", "0x01"}, {"data", "0xaabbccde0001"}};

    load.note(&heavy, CallLoad::kHeavyGas + 1);

    EXPECT_TRUE(load.was_heavy(&alike));
    EXPECT_FALSE(load.was_heavy(&other));
    EXPECT_FALSE(load.was_heavy(nullptr));
    load.note(&alike, 100);
    EXPECT_FALSE(load.was_heavy(&heavy));
}

}  // namespace
}  // namespace deed::rpc
