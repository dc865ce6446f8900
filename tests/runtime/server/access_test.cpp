#include "runtime/server/access.hpp"

#include <gtest/gtest.h>

namespace deed::server {
namespace {

TEST(AccessRules, AllowTheNamesOfThisMachineWithAnyPort) {
    const AccessRules rules{{}, {}};

    for (const auto* host :
         {"localhost", "LocalHost:8545", "127.0.0.1", "127.0.0.1:1", "127.9.9.9", "[::1]", "[::1]:8545"})
        EXPECT_TRUE(rules.allows_host(host)) << host;
}

TEST(AccessRules, RefuseNamesThatOnlyLookLikeThisMachine) {
    const AccessRules rules{{}, {}};

    for (const auto* host : {"", "evil.example", "127.evil.example", "127.0.0.1.evil.example",
                             "localhost.evil.example", "0.0.0.0", "[::2]:8545"})
        EXPECT_FALSE(rules.allows_host(host)) << host;
}

TEST(AccessRules, AllowListedNamesAndEverythingByAStar) {
    EXPECT_TRUE((AccessRules{{"node.example"}, {}}.allows_host("Node.Example:8545")));
    EXPECT_FALSE((AccessRules{{"node.example"}, {}}.allows_host("other.example")));
    EXPECT_TRUE((AccessRules{{"*"}, {}}.allows_host("anything.example")));
}

TEST(AccessRules, AllowPagesOfThisMachineExtensionsAndListedOrigins) {
    const AccessRules rules{{}, {"https://app.example"}};

    for (const auto* origin :
         {"http://localhost:3000", "https://127.0.0.1", "chrome-extension://abc", "https://app.example"})
        EXPECT_TRUE(rules.allows_origin(origin)) << origin;
    for (const auto* origin :
         {"null", "http://evil.example", "https://app.example.evil", "http://localhost.evil.example"})
        EXPECT_FALSE(rules.allows_origin(origin)) << origin;
}

}  // namespace
}  // namespace deed::server
