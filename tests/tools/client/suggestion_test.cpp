#include "tools/client/suggestion.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace deed::client {
namespace {

TEST(Suggestion, IsAQuestionOrNothing) {
    const std::vector<std::string> names{"build", "test"};

    EXPECT_EQ(suggestion("biuld", names), "; did you mean build?");
    EXPECT_EQ(suggestion("mint", names), "");
}

}  // namespace
}  // namespace deed::client
