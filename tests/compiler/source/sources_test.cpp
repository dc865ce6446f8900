#include "compiler/source/sources.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "compiler/source/standard_library.hpp"

namespace deed::source {
namespace {

TEST(Sources, CountsLinesAndColumnsFromOne) {
    Sources sources;
    const FileId file = sources.add("a.deed", "one\ntwo\n\nfour");

    EXPECT_EQ(sources.line_column(file, 0), (LineColumn{1, 1}));
    EXPECT_EQ(sources.line_column(file, 3), (LineColumn{1, 4}));
    EXPECT_EQ(sources.line_column(file, 4), (LineColumn{2, 1}));
    EXPECT_EQ(sources.line_column(file, 8), (LineColumn{3, 1}));
    EXPECT_EQ(sources.line_column(file, 13), (LineColumn{4, 5}));
}

TEST(Sources, GivesLinesWithoutTheirBreak) {
    Sources sources;
    const FileId file = sources.add("a.deed", "one\r\ntwo\n");

    EXPECT_EQ(sources.line(file, 1), "one");
    EXPECT_EQ(sources.line(file, 2), "two");
    EXPECT_EQ(sources.line(file, 3), "");
}

TEST(Sources, KeepsTextsWhereTheyAreWhenFilesAreAdded) {
    Sources sources;
    const FileId first = sources.add("a.deed", "short");
    const std::string_view text = sources.text(first);

    for (int i = 0; i < 100; ++i) sources.add("more", "text");

    EXPECT_EQ(text.data(), sources.text(first).data());
}

TEST(Sources, FindsFilesByTheirPath) {
    Sources sources;
    sources.add("a.deed", "");
    const FileId second = sources.add("b.deed", "");

    EXPECT_EQ(sources.find("b.deed"), second);
    EXPECT_EQ(sources.find("c.deed"), std::nullopt);
}

TEST(Sources, DescribesPlaces) {
    Sources sources;
    const FileId file = sources.add("shop/a.deed", "x\n  y");

    EXPECT_EQ(describe_place(sources, {file, 4, 5}), "shop/a.deed:2:3");
    EXPECT_EQ(sources.text(Span{file, 4, 5}), "y");
}

TEST(StandardLibrary, HoldsTheTokenInterfaces) {
    const auto text = find_standard_module("std.erc20");

    ASSERT_TRUE(text.has_value());
    EXPECT_NE(text->find("interface IERC20 {"), std::string_view::npos);
    EXPECT_FALSE(find_standard_module("std.none"));
}

TEST(StandardLibrary, NamesItsModulesInOrder) {
    const auto modules = standard_modules();

    EXPECT_TRUE(std::is_sorted(modules.begin(), modules.end()));
    EXPECT_NE(std::find(modules.begin(), modules.end(), "std.erc20"), modules.end());
}

}  // namespace
}  // namespace deed::source
