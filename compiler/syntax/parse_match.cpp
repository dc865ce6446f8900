#include <algorithm>
#include <utility>

#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

/// `some`, `none`, `true` and `false` are reserved, and names of variants here.
Identifier Parser::parse_variant_name() {
    const bool is_reserved_variant =
        at(TokenKind::Some) || at(TokenKind::None) || at(TokenKind::True) || at(TokenKind::False);
    if (!is_reserved_variant || is_panicking_) return parse_identifier();
    const Token token = take();
    return {std::string{text(token)}, token.span};
}

Pattern Parser::parse_pattern() {
    Pattern pattern;
    skip_qualifier();
    const source::Span begin = peek().span;
    if (at(TokenKind::Number) || at(TokenKind::String)) fail_expected("a variant");
    pattern.variant = parse_variant_name();
    if (at(TokenKind::OpenParen) && continues() && accept(TokenKind::OpenParen)) {
        ++brackets_;
        parse_list(TokenKind::CloseParen, [&] { pattern.bindings.push_back(parse_identifier()); });
        brackets_ -= brackets_ > 0 ? 1 : 0;
    }
    pattern.span = span_from(begin);
    return pattern;
}

/// `State.Open` and `.Open` are read as `Open`, with one message for the `match`.
void Parser::skip_qualifier() {
    const size_t dot = at(TokenKind::Identifier) ? 1 : 0;
    if (peek(dot).kind != TokenKind::Dot || peek(dot + 1).kind != TokenKind::Identifier) return;
    const source::Span begin = peek().span;
    for (size_t i = 0; i <= dot; ++i) take();
    const std::string variant{text(peek())};
    if (!std::exchange(has_qualifier_, true) && !is_panicking_)
        diagnostics_
            .report(Code::ExpectedToken, begin, {"a variant", "`" + std::string{sources_.text(begin)} + "`"})
            .with_help("variants are named alone: `" + variant + " => …`");
}

template <typename ReadBody>
void Parser::parse_match_arms(const ReadBody& read_body) {
    if (!expect(TokenKind::OpenBrace)) return;
    has_qualifier_ = false;
    const uint32_t outer = std::exchange(brackets_, 0);
    while (!at(TokenKind::CloseBrace) && !at(TokenKind::End) && !is_panicking_) {
        Pattern pattern = parse_pattern();
        expect(TokenKind::FatArrow);
        read_body(std::move(pattern));
        const bool is_ended = accept(TokenKind::Comma) || at(TokenKind::CloseBrace) || at(TokenKind::End) ||
                              peek().line_start == LineStart::Yes;
        if (!is_ended) fail_line_end("arms end with their line, or with a comma");
    }
    // What follows a mistake is skipped with its braces: the other arms are no statements.
    while (is_panicking_ && !at(TokenKind::CloseBrace) && !at(TokenKind::End)) skip_balanced();
    if (is_panicking_ && at(TokenKind::CloseBrace)) take();
    expect(TokenKind::CloseBrace);
    brackets_ = outer;
}

StatementPtr Parser::parse_match() {
    const source::Span begin = take().span;
    MatchStatement match;
    match.subject = parse_expression();
    nested([&] {
        parse_match_arms([&](Pattern pattern) {
            BlockStatement body;
            if (at(TokenKind::OpenBrace)) {
                body = parse_block();
            } else if (!is_panicking_) {
                body.statements.push_back(nested([&] { return parse_statement(); }));
                body.span = body.statements.front()->span;
            }
            match.arms.push_back({std::move(pattern), std::move(body)});
        });
        match.has_mistakes = is_panicking_;
        return 0;
    });
    return make_statement(begin, std::move(match));
}

ExpressionPtr Parser::parse_match_expression() {
    const source::Span begin = take().span;
    MatchExpression match;
    match.subject = parse_expression();
    uint32_t depth = match.subject->depth;
    parse_match_arms([&](Pattern pattern) {
        ExpressionPtr value = at(TokenKind::OpenBrace) && !is_panicking_ ? parse_arm() : parse_expression();
        depth = std::max(depth, value->depth);
        match.arms.push_back({std::move(pattern), std::move(value)});
    });
    match.has_mistakes = is_panicking_;
    ExpressionPtr result = make_expression(begin, std::move(match));
    result->depth = depth + 1;
    if (depth_ + result->depth > kDepthLimit) give_up();
    return result;
}

ExpressionPtr Parser::parse_some() {
    const source::Span begin = take().span;
    if (!expect(TokenKind::OpenParen)) return make_broken(begin);
    ++brackets_;
    ExpressionPtr value = parse_expression();
    brackets_ -= brackets_ > 0 ? 1 : 0;
    accept(TokenKind::Comma);
    expect(TokenKind::CloseParen);
    const Expression* const part = value.get();
    return make_expression(begin, SomeExpression{std::move(value)}, {part});
}

}  // namespace deed::syntax
