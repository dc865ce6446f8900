#include "compiler/format/format.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"

namespace deed::format {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> try_format(const std::string& text) {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    return format(sources.add("a.deed", text), sources, diagnostics);
}

/// The text as it is written; "mistakes" for one with mistakes.
std::string formatted(const std::string& text) {
    return try_format(text).value_or("mistakes");
}

std::string tree_of(const std::string& text) {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    const auto tokens = syntax::read_tokens(sources.add("a.deed", text), sources, diagnostics);
    return syntax::print_tree(syntax::parse(tokens, sources, diagnostics));
}

/// The characters of all tokens but commas.
std::string words_of(const std::string& text) {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::string words;
    for (const auto& token : syntax::read_tokens(sources.add("a.deed", text), sources, diagnostics).all)
        if (token.kind != syntax::TokenKind::Comma) words += sources.text(token.span);
    return words;
}

/// Every comment of a text without mistakes: outside of strings two slashes begin nothing else.
std::vector<std::string> comments_of(const std::string& text) {
    std::vector<std::string> comments;
    bool is_string = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && is_string) {
            ++i;
        } else if (text[i] == '"') {
            is_string = !is_string;
        } else if (!is_string && text.compare(i, 2, "//") == 0) {
            const size_t end = std::min(text.find('\n', i), text.size());
            std::string comment = text.substr(i, end - i);
            comment.erase(comment.find_last_not_of(" \t\r") + 1);
            comments.push_back(std::move(comment));
            i = end;
        }
    }
    return comments;
}

std::vector<std::string> texts_below(const std::string& folder) {
    std::vector<std::string> texts;
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{DEED_SOURCE_DIR} / folder}) {
        if (entry.path().extension() != ".deed") continue;
        std::ifstream file{entry.path(), std::ios::binary};
        texts.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    }
    return texts;
}

/// A contract with one member.
std::string one_member(const std::string& text) {
    return "contract C {\n  " + text + "\n}\n";
}

class Keeps : public testing::TestWithParam<const char*> {};

TEST_P(Keeps, MeaningCommentsAndItsOwnLayout) {
    size_t count = 0;
    for (const std::string& text : texts_below(GetParam())) {
        const auto once = try_format(text);
        if (!once) continue;
        ++count;

        EXPECT_EQ(tree_of(*once), tree_of(text));
        EXPECT_EQ(words_of(*once), words_of(text));
        EXPECT_EQ(comments_of(*once), comments_of(text));
        EXPECT_EQ(formatted(*once), *once);
    }
    EXPECT_GT(count, 2u);
}

INSTANTIATE_TEST_SUITE_P(Format, Keeps, testing::Values("contracts", "stdlib", "tests/language"));

TEST(Format, IndentsByTwoAndSetsBlanksBetweenWords) {
    EXPECT_EQ(formatted("contract   C{\npub var x:uint256=1+2*3\n fn f( a :uint8 ,b:bool )pure->uint8{\n"
                        "    return a }\n}"),
              "contract C {\n  pub var x: uint256 = 1 + 2 * 3\n  fn f(a: uint8, b: bool) pure -> uint8 {\n"
              "    return a\n  }\n}\n");
}

TEST(Format, LeavesOutAByteOrderMark) {
    EXPECT_EQ(formatted("\xef\xbb\xbf"
                        "const a = 1\n"),
              "const a = 1\n");
    EXPECT_EQ(formatted("\xef\xbb\xbf// a\nconst a = 1\n"), "// a\nconst a = 1\n");
}

TEST(Format, TellsSignsFromSubtractions) {
    EXPECT_EQ(formatted("const a = - 1-  -  2\nconst b = ! true&&! false\n"),
              "const a = -1 - -2\nconst b = !true && !false\n");
}

TEST(Format, TellsTypesFromComparisons) {
    EXPECT_EQ(formatted(one_member("var m: map < address , map<uint8,bool> >")),
              one_member("var m: map<address, map<uint8, bool>>"));
    EXPECT_EQ(formatted("const a = 1<2\n"), "const a = 1 < 2\n");
}

TEST(Format, KeepsABlockOnTheLineItWasWrittenOn) {
    const std::string text = one_member("init() { owner = caller }");
    EXPECT_EQ(formatted(text), text);
}

TEST(Format, BreaksABlockThatHasNoRoom) {
    const std::string name(90, 'a');
    EXPECT_EQ(formatted(one_member("fn f() { " + name + " = 1 }")),
              one_member("fn f() {\n    " + name + " = 1\n  }"));
}

TEST(Format, BreaksAllBranchesOfAnIfTogether) {
    EXPECT_EQ(formatted(one_member("fn f() {\n if a { b = 1 } else {\n b = 2 }\n }")),
              one_member("fn f() {\n    if a {\n      b = 1\n    } else {\n      b = 2\n    }\n  }"));
    const std::string short_one = one_member("fn f() {\n    if a { b = 1 } else { b = 2 }\n  }");
    EXPECT_EQ(formatted(short_one), short_one);
}

TEST(Format, PutsArgumentsOnTheNextLineThenOnLinesOfTheirOwn) {
    const std::string name(38, 'a');
    EXPECT_EQ(formatted("const x = f(" + name + ", " + name + ", 12345678)\n"),
              "const x = f(\n  " + name + ", " + name + ", 12345678\n)\n");
    EXPECT_EQ(formatted("const x = f(" + name + ", " + name + ", " + name + ")\n"),
              "const x = f(\n  " + name + ",\n  " + name + ",\n  " + name + "\n)\n");
}

TEST(Format, AlignsParameters) {
    EXPECT_EQ(
        formatted(
            one_member("pub fn permit(owner: address, spender: address, value: uint256, deadline: uint256, "
                       "v: uint8, r: bytes32, s: bytes32) by anyone {\n  }")),
        one_member(
            "pub fn permit(owner: address, spender: address, value: uint256, deadline: uint256, v: uint8,\n"
            "                r: bytes32, s: bytes32) by anyone {}"));
}

TEST(Format, BreaksAListOfInterfacesOnlyWhereItMust) {
    const std::string name(40, 'A');
    EXPECT_EQ(formatted("contract C is A,\n B {\n}\n"), "contract C is A, B {}\n");
    EXPECT_EQ(formatted("contract C is " + name + ", " + name + ", " + name + " {\n}\n"),
              "contract C is " + name + ", " + name + ",\n    " + name + " {}\n");
}

TEST(Format, SetsOptionsAgainstWhatTheyBelongTo) {
    const std::string text = one_member("fn f() { call x.f{value: a, gas: 1}(b) }");
    EXPECT_EQ(formatted(text), text);
}

TEST(Format, FillsLinesWithTheElementsOfAnArray) {
    std::string elements;
    for (size_t i = 100; i < 150; ++i) elements += (i == 100 ? "" : ", ") + std::to_string(i);
    const std::string text = formatted("const x = [" + elements + "]\n");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
    EXPECT_EQ(text.find("const x = [\n  100, 101, "), 0u);
}

TEST(Format, BreaksChainsBehindOperators) {
    const std::string name(44, 'a');
    EXPECT_EQ(formatted("const x = " + name + "+" + name + "*2\n"),
              "const x =\n    " + name + " + " + name + " * 2\n");
    EXPECT_EQ(formatted(one_member("fn f() {\nassert " + name + "&&" + name + "&&b\n}")),
              one_member("fn f() {\n    assert " + name + " &&\n        " + name + " &&\n        b\n  }"));
}

TEST(Format, SetsSpecificationsOnLinesOfTheirOwn) {
    EXPECT_EQ(
        formatted(one_member("pub fn f(a: uint8) by anyone -> bool requires a>0 else E() gas<=40_000 {\n"
                             "return true\n}")),
        one_member("pub fn f(a: uint8) by anyone -> bool\n    requires a > 0 else E()\n    gas <= 40_000\n"
                   "  {\n    return true\n  }"));
}

TEST(Format, SetsALongGuardOnALineOfItsOwn) {
    const std::string name(40, 'a');
    const std::string guard = "by " + name + "[b] || " + name + "[c]";
    EXPECT_EQ(formatted(one_member("pub fn f(b: uint8) " + guard + " -> bool {\n return true }")),
              one_member("pub fn f(b: uint8)\n    " + guard + " -> bool\n  {\n    return true\n  }"));
    EXPECT_EQ(formatted(one_member("pub fn f(b: uint8) " + guard + " gas <= 5 {\n}")),
              one_member("pub fn f(b: uint8)\n    " + guard + "\n    gas <= 5\n  {}"));
    EXPECT_EQ(formatted(one_member("pub fn f()\n by a || b\n{ c = 1 }")),
              one_member("pub fn f() by a || b { c = 1 }"));
}

TEST(Format, KeepsOneEmptyLineBetweenItemsAndNoneAtTheEnds) {
    EXPECT_EQ(formatted("\n\ncontract C {\n\n  var a: bool\n\n\n  var b: bool\n  var c: bool\n\n}\n\n\n"),
              "contract C {\n  var a: bool\n\n  var b: bool\n  var c: bool\n}\n");
}

TEST(Format, LeavesOutCommasThatMeanNothing) {
    EXPECT_EQ(formatted("enum E {\n A,\n B(x: uint8,),\n}\n"), "enum E {\n  A\n  B(x: uint8)\n}\n");
    EXPECT_EQ(formatted("enum E {A,B}\n"), "enum E { A, B }\n");
}

TEST(Format, KeepsCommentsWhereTheyAre) {
    const std::string text =
        "// first\n\n/// Says what C is.\ncontract C {  // behind\n  // inside\n  var a: bool  // one\n"
        "  var total: uint256  // two\n\n  // last\n}\n\n// end\n";
    EXPECT_EQ(formatted(text),
              "// first\n\n/// Says what C is.\ncontract C {  // behind\n  // inside\n"
              "  var a: bool         // one\n  var total: uint256  // two\n\n  // last\n}\n\n// end\n");
}

TEST(Format, KeepsCommentsBetweenArguments) {
    EXPECT_EQ(formatted("const x = f(a, // one\n b // two\n , c\n // three\n)\n"),
              "const x = f(\n  a,  // one\n  b,  // two\n  c\n  // three\n)\n");
}

TEST(Format, KeepsCommentsInsideAStatement) {
    const std::string text = formatted("const x // why\n = 1\n");
    EXPECT_EQ(text, "const x  // why\n    = 1\n");
    EXPECT_EQ(formatted(text), text);
}

TEST(Format, KeepsWordsAsTheyAreWritten) {
    const std::string text = "const `match` = \"a\\x41\\n\"\nconst b = 0xAbC\nconst c = 1_000 ether\n";
    EXPECT_EQ(formatted(text), text);
}

TEST(Format, CountsCharactersNotBytes) {
    std::string letters;
    for (size_t i = 0; i < 80; ++i) letters += "\u00e4";
    const std::string text = "const x = f(1, \"" + letters + "\")\n";
    EXPECT_EQ(formatted(text), text);
}

TEST(Format, RefusesTextWithMistakes) {
    EXPECT_FALSE(try_format("contract C {"));
    EXPECT_FALSE(try_format("const x = 1;\n"));
}

TEST(Format, LeavesAnEmptyFileEmpty) {
    EXPECT_EQ(formatted(""), "");
    EXPECT_EQ(formatted("\n\n"), "");
    EXPECT_EQ(formatted("// only this\n"), "// only this\n");
}

}  // namespace
}  // namespace deed::format
