#include "vm/base/nearest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deed {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kNames{"transfer", "transferFrom", "approve", "balanceOf"};

TEST(NearestName, FindsASlipOfTheFingers) {
    EXPECT_EQ(nearest_name("tranfser", kNames), "transfer");
    EXPECT_EQ(nearest_name("aprove", kNames), "approve");
    EXPECT_EQ(nearest_name("balanceof", kNames), "balanceOf");
}

TEST(NearestName, FindsNothingThatIsFarAway) {
    EXPECT_EQ(nearest_name("mint", kNames), std::nullopt);
    EXPECT_EQ(nearest_name("", kNames), std::nullopt);
    EXPECT_EQ(nearest_name("x", std::vector<std::string>{"y"}), std::nullopt);
}

TEST(NearestName, LooksAtNothingVeryLong) {
    const std::string endless(1000, 'a');

    EXPECT_EQ(nearest_name(endless, std::vector<std::string>{endless + "b"}), std::nullopt);
}

TEST(NearestNames, ComeMostAlikeFirstThenByName) {
    EXPECT_THAT(nearest_names("countr", std::vector<std::string>{"counter", "count", "counts", "county"}),
                ElementsAre("count", "counter", "counts"));
    EXPECT_THAT(nearest_names("mint", kNames), IsEmpty());
}

}  // namespace
}  // namespace deed
