#include "runtime/json/code_map.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace deed::json {
namespace {

std::optional<CodeMap> read(std::string_view text) {
    return CodeMap::read(boost::json::parse({text.data(), text.size()}));
}

const char* const kMap = R"({"sources": ["a.deed", "b.deed"], "creation": [],
    "runtime": [[0, 0, 1, 2], [4, 1, 5, 6, "the sum does not fit its type"], [8, 1, 5, 6], [12, 1, 9, 1], [20, 0, 0, 0]]})";

TEST(CodeMap, FindsTheRowThatCoversAnInstruction) {
    const auto map = read(kMap);

    EXPECT_EQ(map->find({3, 0})->text(), "a.deed:1:2");
    EXPECT_EQ(map->find({13, 0})->text(), "b.deed:9:1");
}

TEST(CodeMap, ReadsTheMapOfTheCodeThatCreates) {
    const auto json =
        boost::json::parse(R"({"sources": ["a.deed"], "creation": [[0, 0, 3, 3]], "runtime": []})");

    EXPECT_EQ(CodeMap::read(json, MappedCode::Creation)->find({7, 0})->text(), "a.deed:3:3");
    EXPECT_FALSE(CodeMap::read(json)->find({7, 0}));
}

TEST(CodeMap, TakesTheCheckFromTheJumpOfTheSamePlace) {
    const auto map = read(kMap);

    EXPECT_EQ(map->find({9, 5})->text(), "b.deed:5:6: the sum does not fit its type");
    EXPECT_EQ(map->find({13, 5})->text(), "b.deed:9:1");
}

TEST(CodeMap, TakesThePlaceOfTheJumpWhereSeveralShareTheEnd) {
    const auto map = read(kMap);

    EXPECT_EQ(map->find({21, 5})->text(), "b.deed:5:6: the sum does not fit its type");
    EXPECT_FALSE(map->find({21, 22, 23}));
    EXPECT_EQ(map->find({21, 22, 5})->text(), "b.deed:5:6: the sum does not fit its type");
}

TEST(CodeMap, RefusesWhatIsNoMap) {
    EXPECT_FALSE(read("null"));
    EXPECT_FALSE(read(R"("0:1:2")"));
    EXPECT_FALSE(read(R"({"sources": ["a"]})"));
    EXPECT_FALSE(read(R"({"sources": ["a"], "runtime": [[0, 1, 1, 1]]})"));
    EXPECT_FALSE(read(R"({"sources": ["a"], "runtime": [[0, 0, 1]]})"));
    EXPECT_FALSE(read(R"({"sources": ["a"], "runtime": [[0, 0, -1, 1]]})"));
    EXPECT_FALSE(read(R"({"sources": ["a"], "runtime": [[4, 0, 1, 1], [0, 0, 1, 1]]})"));
}

}  // namespace
}  // namespace deed::json
