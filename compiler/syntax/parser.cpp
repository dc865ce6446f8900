#include "compiler/syntax/parser.hpp"

#include <algorithm>
#include <array>

namespace deed::syntax {

using diagnostics::Code;

namespace {

struct Stumble {
    std::string_view wanted;
    std::string_view found;
    std::string_view help;
};

constexpr Stumble kStumbles[] = {
#define DEED_STUMBLE(wanted, found, help) {wanted, found, help},
#include "compiler/syntax/stumbles.def"
};

std::string_view help_for_stumble(std::string_view wanted, std::string_view found) {
    const auto* const row = std::ranges::find_if(
        kStumbles, [&](const Stumble& one) { return one.wanted == wanted && one.found == found; });
    return row == std::end(kStumbles) ? std::string_view{} : row->help;
}

}  // namespace

File parse(const Tokens& tokens, const source::Sources& sources, diagnostics::Diagnostics& diagnostics) {
    return Parser{tokens, sources, diagnostics}.parse_file();
}

const Token& Parser::peek(size_t ahead) const {
    return all_[std::min(position_ + ahead, all_.size() - 1)];
}

bool Parser::at_word(std::string_view word, size_t ahead) const {
    return peek(ahead).kind == TokenKind::Identifier && text(peek(ahead)) == word;
}

bool Parser::continues() const {
    return brackets_ > 0 || peek().line_start == LineStart::No;
}

source::Span Parser::span_from(source::Span begin) const {
    const uint32_t end = position_ == 0 ? begin.end : all_[position_ - 1].span.end;
    return {begin.file, begin.begin, std::max(end, begin.begin)};
}

Token Parser::take() {
    const Token token = peek();
    if (token.kind != TokenKind::End) ++position_;
    return token;
}

bool Parser::accept(TokenKind kind) {
    if (!at(kind) || is_panicking_) return false;
    take();
    return true;
}

bool Parser::expect(TokenKind kind) {
    if (accept(kind)) return true;
    fail_expected(describe(kind));
    return false;
}

void Parser::fail(Code code, source::Span span, std::initializer_list<std::string_view> words,
                  std::string_view help) {
    // One message at one place: whatever encloses it will stumble over the same token.
    if (!is_panicking_ && last_failure_ != position_) {
        auto& message = diagnostics_.report(code, span, words);
        if (!help.empty()) message.with_help(std::string{help});
    }
    failed_lines_.insert(sources_.line_column(span.file, span.begin).line);
    is_panicking_ = true;
    last_failure_ = position_;
}

void Parser::fail_expected(std::string_view wanted, std::string_view help) {
    // The lexer has spoken about an invalid token already.
    if (at(TokenKind::Invalid)) is_panicking_ = true;
    // What is missing at the end of the file is missing behind its last token.
    const bool is_at_end = at(TokenKind::End) && position_ > 0;
    const std::string actual = found();
    fail(Code::ExpectedToken, is_at_end ? source::after(all_[position_ - 1].span) : peek().span,
         {wanted, actual}, help.empty() ? help_for_stumble(wanted, actual) : help);
}

void Parser::fail_expected_here(std::string_view wanted, std::string_view help) {
    if (peek().line_start == LineStart::No || position_ == 0) return fail_expected(wanted, help);
    constexpr std::string_view kLineEnd = "the end of the line";
    fail(Code::ExpectedToken, source::after(all_[position_ - 1].span), {wanted, kLineEnd},
         help.empty() ? help_for_stumble(wanted, kLineEnd) : help);
}

void Parser::fail_line_end(std::string_view help) {
    const std::string actual = found();
    fail(Code::ExpectedLineEnd, peek().span, {actual}, help.empty() ? help_for_stumble({}, actual) : help);
}

void Parser::report_semicolons() {
    for (const source::Span& semicolon : tokens_.semicolons) {
        if (failed_lines_.contains(sources_.line_column(semicolon.file, semicolon.begin).line)) continue;
        diagnostics_.report(Code::NoSemicolons, semicolon)
            .with_help(tokens_.semicolons.size() > 1
                           ? "leave out the others of this file too; each statement has a line of its own"
                           : "leave it out; each statement has a line of its own");
        return;
    }
}

bool Parser::is_behind_semicolon() const {
    if (position_ == 0 || peek().line_start == LineStart::Yes) return false;
    const uint32_t end = all_[position_ - 1].span.end;
    const auto next = std::ranges::lower_bound(tokens_.semicolons, end, {}, &source::Span::begin);
    return next != tokens_.semicolons.end() && next->begin < peek().span.begin;
}

std::string Parser::found() const {
    const Token& token = peek();
    if (token.kind == TokenKind::Identifier) return "`" + std::string{text(token)} + "`";
    return describe(token.kind);
}

bool Parser::is_brace_missing(Inside inside) const {
    if (!has_open_brace_ || peek().line_start == LineStart::No) return false;
    const TokenKind kind = peek().kind;
    const bool begins_member = kind >= TokenKind::Use && kind <= TokenKind::Invariant &&
                               kind != TokenKind::Let && kind != TokenKind::Var;
    if (inside == Inside::Block) return begins_member || kind == TokenKind::Pub;
    constexpr std::array kOfFiles{TokenKind::Use,       TokenKind::Contract, TokenKind::Component,
                                  TokenKind::Interface, TokenKind::Unit,     TokenKind::Test};
    return std::ranges::find(kOfFiles, kind) != kOfFiles.end();
}

void Parser::skip_balanced() {
    uint32_t open = 0;
    do {
        const Token token = take();
        const TokenKind kind = token.kind;
        failed_lines_.insert(sources_.line_column(token.span.file, token.span.begin).line);
        if (kind == TokenKind::End) return;
        if (kind == TokenKind::OpenParen || kind == TokenKind::OpenBracket || kind == TokenKind::OpenBrace)
            ++open;
        if (kind == TokenKind::CloseParen || kind == TokenKind::CloseBracket || kind == TokenKind::CloseBrace)
            open -= open > 0 ? 1 : 0;
    } while (open > 0);
}

void Parser::recover_in_block() {
    is_panicking_ = false;
    brackets_ = 0;
    while (!at(TokenKind::End) && !at(TokenKind::CloseBrace) && peek().line_start == LineStart::No)
        skip_balanced();
}

void Parser::recover_in_members() {
    is_panicking_ = false;
    brackets_ = 0;
    while (!at(TokenKind::End) && !at(TokenKind::CloseBrace)) {
        const bool is_member_word = peek().kind >= TokenKind::Use && peek().kind <= TokenKind::Invariant;
        if (peek().line_start == LineStart::Yes && (is_member_word || at(TokenKind::Pub))) return;
        skip_balanced();
    }
}

Identifier Parser::parse_identifier() {
    if (at(TokenKind::Identifier)) {
        const Token token = take();
        std::string_view name = text(token);
        if (name.starts_with('`')) name = name.substr(1, name.size() - 2);
        return {std::string{name}, token.span};
    }
    const bool is_keyword = peek().kind >= TokenKind::Use && peek().kind <= TokenKind::None;
    // `const pub x`: the word was meant as such, and the name stands behind it.
    const bool is_word = peek(1).kind == TokenKind::Identifier && peek(1).line_start == LineStart::No;
    if (is_keyword && continues() && !is_word) {
        const Token token = take();
        refused_names_.insert(token.kind);
        if (!is_panicking_)
            diagnostics_.report(Code::ReservedName, token.span, {text(token)})
                .with_help("to use it as a name, write it in backticks: `" + std::string{text(token)} + "`");
        return {std::string{text(token)}, token.span};
    }
    fail_expected("a name");
    return {{}, {peek().span.file, peek().span.begin, peek().span.begin}};
}

Identifier Parser::parse_member_name() {
    const bool is_word = at(TokenKind::Call) || at(TokenKind::Init) || at(TokenKind::Receive);
    if (!is_word) return parse_identifier();
    const Token token = take();
    return {std::string{text(token)}, token.span};
}

Path Parser::parse_path() {
    const source::Span begin = peek().span;
    Path path;
    path.parts.push_back(parse_identifier());
    while (!is_panicking_ && at(TokenKind::Dot) && peek(1).kind == TokenKind::Identifier && continues()) {
        take();
        path.parts.push_back(parse_identifier());
    }
    path.span = span_from(begin);
    return path;
}

void Parser::give_up() {
    fail(Code::NestedTooDeep, peek().span, {std::to_string(kDepthLimit)});
    position_ = all_.size() - 1;
    last_failure_ = position_;
}

}  // namespace deed::syntax
