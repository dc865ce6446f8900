#include "tools/client/nearest.hpp"

#include <gtest/gtest.h>

namespace deed::client {
namespace {

const std::vector<std::string> kNames{"build", "test", "transfer", "transferFrom", "balanceOf"};

TEST(NearestName, FindsASlipOfTheFingers) {
    EXPECT_EQ(nearest_name("biuld", kNames), "build");
    EXPECT_EQ(nearest_name("tranfser", kNames), "transfer");
    EXPECT_EQ(nearest_name("balanceof", kNames), "balanceOf");
}

TEST(NearestName, FindsNothingThatIsFarAway) {
    EXPECT_EQ(nearest_name("mint", kNames), std::nullopt);
    EXPECT_EQ(nearest_name("", kNames), std::nullopt);
    EXPECT_EQ(nearest_name(std::string(1000, 'b'), kNames), std::nullopt);
}

TEST(Suggestion, IsAQuestionOrNothing) {
    EXPECT_EQ(suggestion("biuld", kNames), "; did you mean build?");
    EXPECT_EQ(suggestion("mint", kNames), "");
}

}  // namespace
}  // namespace deed::client
