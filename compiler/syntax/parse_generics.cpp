#include <algorithm>
#include <utility>

#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

namespace {

struct BoundRow {
    std::string_view word;
    GenericBound bound;
};
constexpr BoundRow kBounds[] = {{"uint", GenericBound::Unsigned},
                                {"int", GenericBound::Signed},
                                {"any", GenericBound::Any},
                                {"size", GenericBound::Size}};

/// How many tokens of a declaration are looked at for what its parameters stand for.
constexpr size_t kSignature = 200;

}  // namespace

/// Whether a parameter is the length of an array soon.
bool Parser::counts_elements(std::string_view parameter) const {
    for (size_t i = 0; i < kSignature && peek(i).kind != TokenKind::End; ++i)
        if (peek(i).kind == TokenKind::OpenBracket && text(peek(i + 1)) == parameter &&
            peek(i + 2).kind == TokenKind::CloseBracket)
            return true;
    return false;
}

std::vector<GenericParameter> Parser::parse_generics() {
    std::vector<GenericParameter> generics;
    if (is_panicking_ || !accept(TokenKind::Less)) return generics;
    do {
        Identifier name = parse_identifier();
        if (!is_panicking_ && (at(TokenKind::Greater) || at(TokenKind::Comma))) {
            // The rest of the signature is read as if it were there.
            const bool is_size = counts_elements(name.text);
            const std::string bounds = is_size ? ": size`" : ": any`, `uint`, `int` or `size`";
            diagnostics_.report(diagnostics::Code::ExpectedToken, peek().span, {"`:`", found()})
                .with_help("say what it stands for: `" + name.text + bounds);
            generics.push_back({std::move(name), is_size ? GenericBound::Size : GenericBound::Any});
            continue;
        }
        expect(TokenKind::Colon);
        const auto* const row = std::find_if(std::begin(kBounds), std::end(kBounds),
                                             [&](const BoundRow& one) { return at_word(one.word); });
        if (row == std::end(kBounds)) {
            fail_expected("`uint`, `int`, `any` or `size`");
            return generics;
        }
        take();
        generics.push_back({std::move(name), row->bound});
    } while (accept(TokenKind::Comma));
    expect_closing_angle();
    return generics;
}

std::vector<GenericArgument> Parser::parse_generic_arguments() {
    std::vector<GenericArgument> arguments;
    if (is_panicking_ || !accept(TokenKind::Less)) return arguments;
    do {
        const source::Span begin = peek().span;
        GenericArgument argument;
        if (at(TokenKind::Number))
            argument.size = parse_primary();
        else
            argument.type = parse_type();
        argument.span = span_from(begin);
        arguments.push_back(std::move(argument));
    } while (accept(TokenKind::Comma));
    expect_closing_angle();
    return arguments;
}

}  // namespace deed::syntax
