#include "runtime/rpc/filters.hpp"

#include <gtest/gtest.h>

namespace deed::rpc {
namespace {

using namespace std::chrono_literals;
using Clock = Filters::Clock;

constexpr Clock::time_point kNow{};

TEST(Filters, ReportEachBlockOnce) {
    Filters filters{Limits{}};
    const auto id = *filters.install(BlockFilter{}, 10, kNow);

    EXPECT_EQ(filters.poll(id, 12, kNow)->first_block, 11U);
    EXPECT_EQ(filters.poll(id, 12, kNow)->first_block, 13U);
    EXPECT_EQ(filters.poll(id, 20, kNow)->first_block, 13U);
}

TEST(Filters, ReportPendingTransactionsThatCameAfterTheirInstallation) {
    Filters filters{Limits{}};
    const auto early = *filters.install(PendingFilter{}, 0, kNow);
    filters.add_pending(Hash{{1}});
    const auto late = *filters.install(PendingFilter{}, 0, kNow);
    filters.add_pending(Hash{{2}});

    EXPECT_EQ(filters.poll(early, 0, kNow)->pending, (std::vector{Hash{{1}}, Hash{{2}}}));
    EXPECT_EQ(filters.poll(late, 0, kNow)->pending, (std::vector{Hash{{2}}}));
    EXPECT_TRUE(filters.poll(late, 0, kNow)->pending.empty());
}

TEST(Filters, KeepPendingTransactionsOnlyWhileSomebodyMayAsk) {
    Filters filters{Limits{}};
    filters.add_pending(Hash{{1}});

    const auto id = *filters.install(PendingFilter{}, 0, kNow);

    EXPECT_TRUE(filters.poll(id, 0, kNow)->pending.empty());
}

TEST(Filters, AreForgottenWhenNobodyAsks) {
    Filters filters{Limits{.filter_life = 10s}};
    const auto id = *filters.install(BlockFilter{}, 0, kNow);

    EXPECT_TRUE(filters.poll(id, 0, kNow + 10s));
    EXPECT_TRUE(filters.poll(id, 0, kNow + 20s));
    EXPECT_FALSE(filters.poll(id, 0, kNow + 31s));
}

TEST(Filters, AreLimitedInNumber) {
    Filters filters{Limits{.filters = 2}};

    const auto first = filters.install(BlockFilter{}, 0, kNow);
    const auto second = filters.install(BlockFilter{}, 0, kNow);

    EXPECT_TRUE(first && second);
    EXPECT_FALSE(filters.install(BlockFilter{}, 0, kNow));
    EXPECT_TRUE(filters.uninstall(*first));
    EXPECT_FALSE(filters.uninstall(*first));
    EXPECT_TRUE(filters.install(BlockFilter{}, 0, kNow));
}

}  // namespace
}  // namespace deed::rpc
