#include "compiler/syntax/lexer.hpp"

#include <gtest/gtest.h>

namespace deed::syntax {
namespace {

using diagnostics::Code;

struct Read {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    Tokens tokens;

    explicit Read(std::string text) {
        const auto file = sources.add("a.deed", std::move(text));
        tokens = read_tokens(file, sources, diagnostics);
    }
    std::vector<TokenKind> kinds() const {
        std::vector<TokenKind> result;
        for (const Token& token : tokens.all) result.push_back(token.kind);
        return result;
    }
    std::vector<Code> codes() const {
        std::vector<Code> result;
        for (const auto& message : diagnostics.sorted()) result.push_back(message.code);
        return result;
    }
};

using Kinds = std::vector<TokenKind>;
using Codes = std::vector<Code>;

TEST(Lexer, EndsEveryFileWithEnd) {
    EXPECT_EQ(Read{""}.kinds(), Kinds{TokenKind::End});
    EXPECT_EQ(Read{"// only words"}.kinds(), Kinds{TokenKind::End});
}

TEST(Lexer, TakesTheLongestSymbol) {
    EXPECT_EQ(Read{"<<%= <<% << <= <"}.kinds(),
              (Kinds{TokenKind::ShiftLeftPercentAssign, TokenKind::ShiftLeftPercent, TokenKind::ShiftLeft,
                     TokenKind::LessEqual, TokenKind::Less, TokenKind::End}));
    EXPECT_EQ(Read{"**=>"}.kinds(), (Kinds{TokenKind::StarStar, TokenKind::FatArrow, TokenKind::End}));
}

TEST(Lexer, TellsNamesFromReservedWords) {
    EXPECT_EQ(Read{"let letter `let`"}.kinds(),
              (Kinds{TokenKind::Let, TokenKind::Identifier, TokenKind::Identifier, TokenKind::End}));
}

TEST(Lexer, LeavesARangeBetweenItsNumbers) {
    EXPECT_EQ(Read{"0..10"}.kinds(),
              (Kinds{TokenKind::Number, TokenKind::DotDot, TokenKind::Number, TokenKind::End}));
}

TEST(Lexer, KnowsAddressesByTheirLength) {
    EXPECT_EQ(Read{"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"}.kinds(),
              (Kinds{TokenKind::AddressLiteral, TokenKind::End}));
    EXPECT_EQ(Read{"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226"}.kinds(),
              (Kinds{TokenKind::Number, TokenKind::End}));
}

TEST(Lexer, SaysTheRightChecksum) {
    const Read read{"0xF39fd6e51aad88f6f4ce6ab8827279cfffb92266"};

    ASSERT_EQ(read.codes(), Codes{Code::InvalidChecksum});
    EXPECT_EQ(read.diagnostics.sorted().front().help, "write 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
}

TEST(Lexer, MarksWhereLinesBegin) {
    const Read read{"a b\nc // d\n\n e"};

    std::vector<LineStart> starts;
    for (const Token& token : read.tokens.all) starts.push_back(token.line_start);
    EXPECT_EQ(starts,
              (std::vector{LineStart::Yes, LineStart::No, LineStart::Yes, LineStart::Yes, LineStart::No}));
}

TEST(Lexer, GivesDocumentationToTheTokenBehindIt) {
    const Read read{"a\n/// One.\n/// Two.\n//// no documentation\nb"};

    ASSERT_EQ(read.tokens.documentation.size(), 1u);
    EXPECT_EQ(read.tokens.documentation.at(1), "One.\nTwo.");
}

TEST(Lexer, RefusesInvalidUtf8) {
    EXPECT_EQ(Read{"a \xff b"}.codes(), Codes{Code::InvalidUtf8});
    EXPECT_EQ(Read{"// \xc0\xaf"}.codes(), Codes{Code::InvalidUtf8});
    EXPECT_EQ(Read{"// \xed\xa0\x80"}.codes(), Codes{Code::InvalidUtf8});
    EXPECT_EQ(Read{"// \xf4\x90\x80\x80"}.codes(), Codes{Code::InvalidUtf8});
}

TEST(Lexer, ReportsCharactersWithoutMeaningOnce) {
    EXPECT_EQ(Read{"a § b"}.codes(), Codes{Code::InvalidCharacter});
    EXPECT_EQ(Read{"a;"}.codes(), Codes{});
    EXPECT_EQ(Read{"a; b;"}.tokens.semicolons.size(), 2u);
}

TEST(Lexer, RefusesMalformedNumbers) {
    for (const char* text : {"1__0", "1_", "01", "0x", "0x_1", "0xg", "1e", "12abc", "1_e5", "1_.5"})
        EXPECT_EQ(Read{text}.codes(), Codes{Code::InvalidNumber}) << text;
}

TEST(Lexer, ReadsWellFormedNumbers) {
    for (const char* text : {"0", "1_000", "0xff_ff", "1e18", "2.5e3", "5e-1", "1.25"}) {
        const Read read{text};
        EXPECT_EQ(read.codes(), Codes{}) << text;
        EXPECT_EQ(read.kinds(), (Kinds{TokenKind::Number, TokenKind::End})) << text;
    }
}

TEST(Lexer, RefusesFilesThatAreTooLarge) {
    EXPECT_EQ(Read{std::string(source::kFileSizeLimit + 1, ' ')}.codes(), Codes{Code::FileTooLarge});
}

TEST(Lexer, PrintsATokenPerLine) {
    const Read read{"let x\n= 1"};

    EXPECT_EQ(print_tokens(read.tokens, read.sources),
              "1:1 Let let\n1:5 Identifier x\n2:1 Assign =\n2:3 Number 1\n2:4 End\n");
}

}  // namespace
}  // namespace deed::syntax
