#include "runtime/json/strict_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deed::json {
namespace {

TEST(ParseStrict, ReadsWhatIsWellFormed) {
    const auto value = parse_strict(" {\"a\":[1,{\"a\":2}],\"b\":\"x\"}\n");

    ASSERT_TRUE(value);
    EXPECT_EQ(value->at("a").at(1).at("a"), 2);
}

TEST(ParseStrict, SaysWhereTextStopsBeingJson) {
    EXPECT_EQ(parse_strict("{\"a\": nope}").error().offset, 6U);
    EXPECT_EQ(parse_strict("[1,2] 3").error().reason, "something follows the value");
    EXPECT_FALSE(parse_strict(""));
    EXPECT_FALSE(parse_strict("{\"a\":"));
}

TEST(ParseStrict, RefusesAKeyThatAppearsTwice) {
    const auto value = parse_strict(R"({"a":{"b":1},"b":2,"a":3})");

    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().reason, "the key \"a\" appears twice");
    EXPECT_GT(value.error().offset, 18U);
}

TEST(ParseStrict, RefusesTextThatIsNestedTooDeeply) {
    EXPECT_TRUE(parse_strict(std::string(60, '[') + std::string(60, ']')));
    EXPECT_FALSE(parse_strict(std::string(100, '[') + std::string(100, ']')));
}

}  // namespace
}  // namespace deed::json
