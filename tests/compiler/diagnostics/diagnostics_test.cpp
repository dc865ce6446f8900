#include "compiler/diagnostics/diagnostics.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "compiler/diagnostics/render.hpp"

namespace deed::diagnostics {
namespace {

using source::FileId;
using source::Sources;
using source::Span;

constexpr std::string_view kNames[] = {
#define DEED_DIAGNOSTIC(number, severity, name, message) #name,
#include "compiler/diagnostics/diagnostics.def"
#undef DEED_DIAGNOSTIC
};

constexpr int kNumbers[] = {
#define DEED_DIAGNOSTIC(number, severity, name, message) number,
#include "compiler/diagnostics/diagnostics.def"
#undef DEED_DIAGNOSTIC
};

TEST(DiagnosticsTable, GivesEveryMessageItsOwnNumber) {
    EXPECT_EQ(std::set<int>(std::begin(kNumbers), std::end(kNumbers)).size(), std::size(kNames));
}

TEST(DiagnosticsTable, KeepsNumbersInOrder) {
    EXPECT_TRUE(std::is_sorted(std::begin(kNumbers), std::end(kNumbers)));
}

TEST(Diagnostics, NumbersSayTheSeverity) {
    EXPECT_EQ(number_of(Code::UnknownName), "E0301");
    EXPECT_EQ(number_of(Code::UnusedLocal), "W1001");
}

TEST(Diagnostics, FillsInWords) {
    Diagnostics diagnostics;

    const Diagnostic& message = diagnostics.report(Code::TypeMismatch, Span{}, {"uint8", "bool"});

    EXPECT_EQ(message.message, "expected uint8, found bool");
}

TEST(Diagnostics, CountsErrorsAndNotWarnings) {
    Diagnostics diagnostics;

    diagnostics.report(Code::UnusedLocal, Span{}, {"a"});
    EXPECT_FALSE(diagnostics.has_errors());
    diagnostics.report(Code::UnknownName, Span{}, {"a"});

    EXPECT_EQ(diagnostics.error_count(), 1u);
}

TEST(Diagnostics, SortsByPlaceAndDropsRepetitions) {
    Diagnostics diagnostics;
    const Span late{FileId{0}, 9, 10};
    const Span early{FileId{0}, 2, 3};

    diagnostics.report(Code::UnknownName, late, {"late"});
    diagnostics.report(Code::UnknownName, early, {"early"});
    diagnostics.report(Code::UnknownName, early, {"early"});

    const auto sorted = diagnostics.sorted();
    ASSERT_EQ(sorted.size(), 2u);
    EXPECT_EQ(sorted[0].span, early);
    EXPECT_EQ(sorted[1].span, late);
}

TEST(Diagnostics, KeepsALimitedNumberOfMessages) {
    Diagnostics diagnostics;

    for (uint32_t i = 0; i < 3 * kMessageLimit; ++i)
        diagnostics.report(Code::InvalidCharacter, Span{FileId{0}, i, i + 1});

    EXPECT_EQ(diagnostics.sorted().size(), kMessageLimit);
    EXPECT_EQ(diagnostics.error_count(), 3 * kMessageLimit);
}

class Render : public ::testing::Test {
  protected:
    /// The message about the characters [begin, end) of a file with this text.
    std::string text_of(std::string text, uint32_t begin, uint32_t end, Colour colour = Colour::Plain) {
        const FileId file = sources_.add("a.deed", std::move(text));
        Diagnostics diagnostics;
        Diagnostic& message = diagnostics.report(Code::UnknownName, {file, begin, end}, {"x"});
        message.with_help("try y");
        return render(message, sources_, colour);
    }

    Sources sources_;
};

TEST_F(Render, MarksTheCharactersBelowTheirLine) {
    EXPECT_EQ(text_of("let a = 1\n  foo(x)\n", 12, 15),
              "error[E0301]: unknown name `x`\n"
              " --> a.deed:2:3\n"
              "  |\n"
              "2 |   foo(x)\n"
              "  |   ^^^\n"
              "  help: try y\n");
}

TEST_F(Render, MarksOneColumnWhereNothingIs) {
    EXPECT_NE(text_of("ab", 2, 2).find("  |   ^\n"), std::string::npos);
}

TEST_F(Render, MarksOnlyTheFirstLineOfALongSpan) {
    EXPECT_NE(text_of("abc\ndef\n", 1, 6).find("  |  ^^\n"), std::string::npos);
}

TEST_F(Render, CountsCharactersAndNotBytes) {
    const std::string text = text_of("\"Ü\" + foo", 7, 10);

    EXPECT_NE(text.find("1 | \"Ü\" + foo\n  |       ^^^\n"), std::string::npos) << text;
}

TEST_F(Render, ReplacesWhatWouldMoveTheCursor) {
    EXPECT_NE(text_of("\tfoo\x1b", 1, 4).find("1 |  foo \n  |  ^^^\n"), std::string::npos);
}

TEST_F(Render, ColoursOnlyWhenAsked) {
    EXPECT_EQ(text_of("foo", 0, 3).find('\x1b'), std::string::npos);
    EXPECT_NE(text_of("foo", 0, 3, Colour::Ansi).find("\x1b[1;31m"), std::string::npos);
}

TEST_F(Render, ShowsNotesAndCountsErrors) {
    const FileId file = sources_.add("b.deed", "let a\nlet a\n");
    Diagnostics diagnostics;
    diagnostics.report(Code::DuplicateName, {file, 10, 11}, {"a"}).note({file, 4, 5}, "first here");

    const std::string text = render_all(diagnostics, sources_, Colour::Plain);

    EXPECT_NE(text.find("1 | let a\n  |     ^ first here\n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("1 error\n")) << text;
}

}  // namespace
}  // namespace deed::diagnostics
