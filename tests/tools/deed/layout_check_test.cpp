#include "tools/deed/layout_check.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "compiler/compiler.hpp"

namespace deed::tools {
namespace {

boost::json::value layout_of(const std::string& members) {
    CompileInput input;
    input.sources = {{"a.deed", "contract A {\n" + members + "\n}\n"}};
    const CompileOutput output = compile(input);
    EXPECT_EQ(output.has_errors, false) << output.rendered;
    return output.has_errors ? boost::json::value{} : boost::json::parse(output.find("A")->storage_layout);
}

std::vector<std::string> changes(const std::string& before, const std::string& now) {
    return find_layout_changes(layout_of(before), layout_of(now));
}

using Changes = std::vector<std::string>;

TEST(LayoutCheck, AcceptsWhatIsAddedBehind) {
    EXPECT_EQ(changes("pub var a: uint256", "pub var a: uint256\npub var b: uint256"), Changes{});
}

TEST(LayoutCheck, AcceptsAnotherName) {
    EXPECT_EQ(changes("pub var a: uint256", "pub var amount: uint256"), Changes{});
}

TEST(LayoutCheck, NamesWhatMoved) {
    EXPECT_EQ(changes("pub var a: uint256\npub var b: uint256", "pub var b: uint256\npub var a: uint256"),
              (Changes{"`a` moved from slot 0 to slot 1", "`b` moved from slot 1 to slot 0"}));
}

TEST(LayoutCheck, NamesPlacesInsideASlot) {
    EXPECT_EQ(changes("pub var a: uint64", "pub var b: uint64\npub var a: uint64"),
              (Changes{"`a` moved from slot 0 to slot 0, byte 8"}));
}

TEST(LayoutCheck, NamesWhatIsGone) {
    EXPECT_EQ(changes("pub var a: uint256\npub var b: uint256", "pub var a: uint256"),
              (Changes{"`b` at slot 1 is gone"}));
}

TEST(LayoutCheck, NamesAnotherType) {
    EXPECT_EQ(changes("pub var a: uint256", "pub var a: int256"),
              (Changes{"`a` at slot 0 was uint256 and is now int256"}));
    EXPECT_EQ(changes("pub var a: map<address, uint256>", "pub var a: map<address, uint128>").size(), 1u);
    EXPECT_EQ(changes("pub var a: uint256[3]", "pub var a: uint256[4]").size(), 1u);
}

TEST(LayoutCheck, LooksIntoStructs) {
    EXPECT_EQ(changes("struct S { x: uint64, y: uint64 }\npub var a: map<uint256, S>",
                      "struct S { y: uint64, x: uint64 }\npub var a: map<uint256, S>")
                  .size(),
              1u);
}

TEST(LayoutCheck, SurvivesTextByHand) {
    const auto odd = boost::json::parse(R"({"storage":[{"label":"a","slot":"0","offset":0,"type":"t"}],
        "types":{"t":{"encoding":"mapping","key":"t","value":"t"}}})");

    EXPECT_EQ(find_layout_changes(odd, odd).size(), 1u);
    EXPECT_EQ(find_layout_changes(boost::json::value{}, odd), Changes{});
}

}  // namespace
}  // namespace deed::tools
