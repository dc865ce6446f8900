#include <random>

#include <gtest/gtest.h>

#include "compiler/source/standard_library.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/parse.hpp"

namespace deed::syntax {
namespace {

using diagnostics::Code;

struct Parsed {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    File file;

    explicit Parsed(std::string text) {
        const auto id = sources.add("a.deed", std::move(text));
        file = parse(read_tokens(id, sources, diagnostics), sources, diagnostics);
    }
    std::vector<Code> codes() const {
        std::vector<Code> result;
        for (const auto& message : diagnostics.sorted()) result.push_back(message.code);
        return result;
    }
};

using Codes = std::vector<Code>;

/// The tree of an expression.
std::string tree_of(const std::string& expression) {
    const Parsed parsed{"const x = " + expression};
    EXPECT_EQ(parsed.codes(), Codes{}) << expression;
    const std::string tree = print_tree(parsed.file);
    return tree.substr(tree.find('\n') + 1);
}

std::string repeat(std::string_view text, size_t count) {
    std::string result;
    for (size_t i = 0; i < count; ++i) result += text;
    return result;
}

TEST(Parser, BindsTighterOperatorsFirst) {
    EXPECT_EQ(tree_of("a + b * c ** d"), tree_of("(a + (b * (c ** d)))"));
    EXPECT_EQ(tree_of("a || b && c == d"), tree_of("(a || (b && (c == d)))"));
    EXPECT_EQ(tree_of("-a as int8 ** b"), tree_of("(((-a) as int8) ** b)"));
    EXPECT_EQ(tree_of("!a.b[c](d)"), tree_of("!(a.b[c](d))"));
}

TEST(Parser, GroupsToTheLeftExceptPowers) {
    EXPECT_EQ(tree_of("a - b - c"), tree_of("(a - b) - c"));
    EXPECT_EQ(tree_of("a ** b ** c"), tree_of("a ** (b ** c)"));
}

TEST(Parser, EndsAStatementWithItsLine) {
    const Parsed parsed{"fn f() pure {\n  let a = 1\n  (b)\n}"};

    EXPECT_EQ(parsed.codes(), Codes{});
    EXPECT_NE(print_tree(parsed.file).find("  ExpressionStatement\n    NameUse b\n"), std::string::npos);
}

TEST(Parser, ContinuesALineInsideBrackets) {
    EXPECT_EQ(tree_of("(a\n+ b)"), tree_of("a + b"));
    EXPECT_EQ(tree_of("f(\na,\nb,\n)"), tree_of("f(a, b)"));
}

TEST(Parser, TellsOptionsFromABlock) {
    const Parsed parsed{"fn f() pure {\n if a { value }\n if b.c{value: 1}() { }\n}"};

    EXPECT_EQ(parsed.codes(), Codes{});
}

TEST(Parser, ClosesNestedMapTypes) {
    const Parsed parsed{"contract A { var m: map<address, map<uint8, map<bool, bool>>> }"};

    EXPECT_EQ(parsed.codes(), Codes{});
    EXPECT_NE(print_tree(parsed.file).find("map<address,map<uint8,map<bool,bool>>>"), std::string::npos);
}

TEST(Parser, SaysOneThingAboutOnePlace) {
    EXPECT_EQ(Parsed{"contract A { fn f( }"}.codes().size(), 1u);
    EXPECT_EQ(Parsed{"contract A {\n fn f() {\n if x {\n while y {"}.codes().size(), 2u)
        << "the brace, and the loop's bound";
    EXPECT_EQ(Parsed{"contract"}.codes(), Codes{Code::ExpectedToken});
}

TEST(Parser, GoesOnAfterAMistake) {
    const Parsed parsed{
        "contract A {\n var x uint8\n fn f() pure { let = 1\n let b = 2 }\n}\nconst c = )\nconst d = 1"};

    EXPECT_EQ(parsed.codes(), (Codes{Code::ExpectedToken, Code::ExpectedToken, Code::ExpectedToken}));
    const std::string tree = print_tree(parsed.file);
    EXPECT_NE(tree.find("DeclareStatement let b"), std::string::npos);
    EXPECT_NE(tree.find("ConstDeclaration d"), std::string::npos);
}

TEST(Parser, ReadsInvariants) {
    const Parsed parsed{"contract A {\n invariant solvent: x > 0\n var x: uint8\n}"};

    EXPECT_EQ(parsed.codes(), Codes{});
    EXPECT_NE(print_tree(parsed.file).find("solvent"), std::string::npos);
}

TEST(Parser, BoundsEveryKindOfNesting) {
    constexpr size_t kMany = 100'000;
    const std::string inputs[] = {
        "const x = " + repeat("(", kMany),
        "const x = " + repeat("[", kMany),
        "const x = " + repeat("-", kMany) + "1",
        "const x = " + repeat("!", kMany) + "a",
        "const x = 1" + repeat(" + 1", kMany),
        "const x = 2" + repeat(" ** 2", kMany),
        "const x = a" + repeat(" => a", kMany),
        "const x = a" + repeat(".b", kMany),
        "const x = a" + repeat("[0]", kMany),
        "const x = a" + repeat("()", kMany),
        "const x = a" + repeat(" as uint8", kMany),
        "const x = " + repeat("if a { 1 } else ", kMany),
        "const x = " + repeat("if a { ", kMany),
        "const x = " + repeat("deploy A() as ", kMany),
        "const x = " + repeat("call ", kMany),
        "const x: " + repeat("map<", kMany),
        "const x: " + repeat("(", kMany),
        "const x: uint8" + repeat("[1]", kMany),
        "const x: uint8" + repeat("?", kMany),
        "fn f() { " + repeat("if a { ", kMany),
        "fn f() { " + repeat("if a { } else ", kMany),
        "fn f() { " + repeat("as a { ", kMany),
        "fn f() { match " + repeat("{", kMany),
        repeat("contract A { ", kMany),
        repeat("interface A { ", kMany),
    };
    for (const std::string& input : inputs) {
        const Parsed parsed{input};
        EXPECT_TRUE(parsed.diagnostics.has_errors()) << input.substr(0, 40);
        EXPECT_FALSE(print_tree(parsed.file).empty()) << input.substr(0, 40);
    }
}

TEST(Parser, ReadsEveryPrefixOfAFile) {
    const std::string text{*source::find_standard_module("std.erc20")};

    for (size_t length = 0; length < text.size(); ++length) {
        const Parsed parsed{text.substr(0, length)};
        EXPECT_LE(parsed.diagnostics.error_count(), 3u) << text.substr(0, length);
    }
}

TEST(Parser, ReadsAnyMixtureOfTokens) {
    constexpr std::string_view kPieces[] = {
#define DEED_SYMBOL(name, text) text,
#define DEED_KEYWORD(name, text) text,
#include "compiler/syntax/tokens.def"
        "a", "1", "\"s\"", "\n", "\n", "max", "by", "value", ":", "{", "}",
    };
    std::mt19937 random{42};
    std::uniform_int_distribution<size_t> choose{0, std::size(kPieces) - 1};
    for (int round = 0; round < 2000; ++round) {
        std::string text = "contract A { fn f() {\n";
        for (int i = 0; i < 60; ++i) text += std::string{kPieces[choose(random)]} + " ";
        const Parsed parsed{text};
        EXPECT_TRUE(parsed.diagnostics.has_errors());
    }
}

}  // namespace
}  // namespace deed::syntax
