#include <utility>

#include "compiler/diagnostics/habits.hpp"
#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

namespace {

/// `address`, `uint256`, `bytes`: a type that the language itself has.
bool is_type_word(std::string_view word) {
    constexpr std::string_view kDigits = "0123456789";
    const std::string_view stem = word.substr(0, word.find_last_not_of(kDigits) + 1);
    return word == "address" || word == "bool" || word == "string" || stem == "bytes" || stem == "uint" ||
           stem == "int";
}

}  // namespace

bool Parser::at_foreign_declaration() const {
    if (!at(TokenKind::Identifier)) return false;
    const Token& next = peek(1);
    const bool is_on_line = brackets_ > 0 || next.line_start == LineStart::No;
    const bool is_map = at_word("mapping") && next.kind == TokenKind::OpenParen;
    return is_map || (next.kind == TokenKind::Identifier && is_on_line);
}

bool Parser::at_foreign_word() const {
    const bool is_word = at_foreign_declaration() ||
                         (at(TokenKind::Identifier) && brackets_ == 0 &&
                          peek(1).kind == TokenKind::OpenBrace && peek(1).line_start == LineStart::No);
    return is_word && !at_word("mapping") && find_habit(Code::ExpectedToken, text(peek()));
}

bool Parser::at_foreign_statement() const {
    if (!at_foreign_declaration()) return false;
    size_t ahead = 1;
    while (peek(ahead).kind == TokenKind::Identifier && peek(ahead).line_start == LineStart::No) ++ahead;
    const Token& behind = peek(ahead);
    return at_word("mapping") || behind.line_start == LineStart::Yes || behind.kind == TokenKind::Assign ||
           behind.kind == TokenKind::CloseBrace || behind.kind == TokenKind::End;
}

bool Parser::at_foreign_prefix() const {
    // Both may be names; then an operator follows, or the `max` of a loop.
    const bool is_word = at_word("new") || at_word("not");
    return is_word && at_foreign_declaration() && text(peek(1)) != "max";
}

ExpressionPtr Parser::parse_foreign_tuple() {
    const source::Span begin = peek().span;
    if (!is_panicking_)
        diagnostics_.report(Code::TypeBeforeName, begin)
            .with_help("write `let (a, b) = …`, or `var` when they change");
    failed_lines_.insert(sources_.line_column(begin.file, begin.begin).line);
    while (continues() && !at(TokenKind::CloseBrace) && !at(TokenKind::End)) skip_balanced();
    return make_broken(begin);
}

BrokenDeclaration Parser::parse_foreign_member() {
    BrokenDeclaration broken;
    const Token word = peek();
    const bool is_map = at_word("mapping");
    const bool is_field = at_foreign_declaration() || peek(1).kind == TokenKind::OpenBracket;
    const bool is_known = !is_map && find_habit(Code::ExpectedToken, text(word));
    if (is_field && !is_known) {
        const std::string length = peek(1).kind == TokenKind::OpenBracket ? "[..N]" : "";
        const std::string type = is_map ? "map<Key, Value>" : std::string{text(word)} + length;
        skip_to_foreign_name(word);
        const std::string name = at(TokenKind::Identifier) ? std::string{text(peek())} : "name";
        const std::string declared = name + ": " + type;
        const std::string_view before = sources_.text({word.span.file, word.span.begin, peek().span.begin});
        if (before.find(" constant ") != std::string_view::npos)
            fail(Code::TypeBeforeName, word.span, {}, "write `const " + declared + " = …`");
        else if (before.find(" immutable ") != std::string_view::npos)
            fail(Code::TypeBeforeName, word.span, {},
                 "write `pub let " + declared + "`, and assign it in `init`");
        else
            fail(Code::TypeBeforeName, word.span, {},
                 "write `pub var " + declared + "`, or `pub let` when it keeps its value");
    } else {
        const bool is_bare = peek(1).kind == TokenKind::Colon;
        fail_expected("a member", is_bare ? "begin with `let` (assigned once), `var` (may change) or `const`"
                                          : "statements stand in functions");
        if (!is_bare && !is_known) {
            is_panicking_ = false;
            skip_foreign_member();
            return broken;
        }
        // `function f(…) {…}`: the name stands behind the word.
        if (is_known && peek(1).kind == TokenKind::Identifier) take();
        if (!is_known) skip_to_foreign_name(word);
    }
    // What it declares is known from here on.
    if (at(TokenKind::Identifier)) broken.names.push_back({std::string{text(peek())}, peek().span});
    is_panicking_ = false;
    skip_foreign_member();
    return broken;
}

void Parser::skip_to_foreign_name(const Token& first) {
    while (!at(TokenKind::End) && !at(TokenKind::CloseBrace)) {
        const Token& next = peek(at(TokenKind::Identifier) ? 1 : 0);
        const bool is_name = at(TokenKind::Identifier) &&
                             (next.line_start == LineStart::Yes || next.kind == TokenKind::Assign ||
                              next.kind == TokenKind::Colon || next.kind == TokenKind::CloseBrace);
        if (is_name || (peek().line_start == LineStart::Yes && peek().span != first.span)) return;
        skip_balanced();
    }
}

void Parser::skip_foreign_member() {
    bool is_first = true;
    while (!at(TokenKind::End) && !at(TokenKind::CloseBrace)) {
        if (!is_first && peek().line_start == LineStart::Yes && !at(TokenKind::OpenBrace)) return;
        is_first = false;
        skip_balanced();
    }
}

StatementPtr Parser::parse_foreign_declaration() {
    const source::Span begin = peek().span;
    DeclareStatement declare;
    declare.binding = Binding::Var;
    while (peek(1).kind == TokenKind::Identifier && peek(1).line_start == LineStart::No) take();
    const std::string_view type = sources_.text(begin);
    if (at_word("mapping"))
        take();
    else if (at(TokenKind::Identifier))
        declare.names.push_back(parse_identifier());
    const std::string name = declare.names.empty() ? "name" : declare.names.front().text;
    diagnostics_.report(Code::TypeBeforeName, begin)
        .with_help(type == "mapping"
                       ? "maps are fields of the contract: `var name: map<Key, Value>`"
                       : "write `let " + name + ": " + std::string{type} + " = …`, or `var` when it changes");
    failed_lines_.insert(sources_.line_column(begin.file, begin.begin).line);
    while (peek().line_start == LineStart::No && !at(TokenKind::CloseBrace) && !at(TokenKind::End))
        skip_balanced();
    if (declare.names.empty()) return make_statement(begin, BrokenStatement{});
    declare.value = make_broken(begin);
    return make_statement(begin, std::move(declare));
}

StatementPtr Parser::parse_foreign_binding(const Token& word) {
    const Token first = take();
    while (peek(1).kind == TokenKind::Identifier && peek(1).line_start == LineStart::No) take();
    DeclareStatement declare;
    declare.binding = Binding::Var;
    declare.names.push_back(parse_identifier());
    const std::string& name = declare.names.front().text;
    if (text(first) == "mut")
        fail(Code::ExpectedToken, first.span, {"a name", "`mut`"},
             "what changes is a `var`: `var " + name + " = …`");
    else
        fail(Code::TypeBeforeName, first.span, {},
             "write `" + std::string{text(word)} + " " + name + ": " + std::string{text(first)} + " = …`");
    declare.value = make_broken(first.span);
    return make_statement(word.span, std::move(declare));
}

bool Parser::at_foreign_type() const {
    if (!at(TokenKind::Identifier) || peek(1).line_start == LineStart::Yes) return false;
    const TokenKind next = peek(1).kind;
    const bool is_known = find_habit(Code::UnknownType, text(peek())).has_value();
    if (is_known) return next == TokenKind::Less || next == TokenKind::OpenParen;
    // `map[address]uint256`
    return at_word("map") && next == TokenKind::OpenBracket;
}

TypeNodePtr Parser::parse_foreign_type() {
    const Token word = take();
    if (!is_panicking_)
        diagnostics_.report(Code::UnknownType, word.span, {text(word)}).with_help("write `map<Key, Value>`");
    failed_lines_.insert(sources_.line_column(word.span.file, word.span.begin).line);
    if (at(TokenKind::Less)) {
        while (continues() && !at(TokenKind::Greater) && !at(TokenKind::ShiftRight) && !at(TokenKind::End))
            take();
        while (continues() && (at(TokenKind::Greater) || at(TokenKind::ShiftRight))) take();
    } else {
        skip_balanced();
        if (at(TokenKind::Identifier) && text(word) == "map") take();
    }
    return std::make_unique<TypeNode>(TypeNode{BrokenType{}, span_from(word.span)});
}

Parameter Parser::parse_foreign_parameter() {
    const source::Span begin = peek().span;
    const std::string type{text(peek())};
    Parameter parameter;
    if (peek(2).kind == TokenKind::Colon) {
        // `mut x: uint256`, `indexed who: address`
        const bool is_indexed = at_word("indexed");
        fail(Code::ExpectedToken, begin, {"a name", "`" + type + "`"},
             is_indexed ? "`indexed` stands before the type: `who: indexed address`"
                        : "a parameter keeps its value; leave the word out");
        is_panicking_ = false;
        take();
        return parse_parameter();
    }
    if (is_type_word(text(peek(1))) && !is_type_word(type)) {
        const std::string found = "`" + std::string{text(peek(1))} + "`";
        diagnostics_.report(Code::ExpectedToken, peek(1).span, {"`:`", found})
            .with_help("write `" + type + ": " + std::string{text(peek(1))} + "`");
        parameter.name = parse_identifier();
        parameter.type = parse_type();
        return parameter;
    }
    if (at_word("mapping")) take(), skip_balanced();
    while (peek(1).kind == TokenKind::Identifier) take();
    parameter.name = parse_identifier();
    parameter.type = std::make_unique<TypeNode>(TypeNode{BrokenType{}, begin});
    if (!std::exchange(has_foreign_parameter_, true) && !is_panicking_)
        diagnostics_.report(Code::TypeBeforeName, begin)
            .with_help("write `" + parameter.name.text + ": " + type + "`");
    failed_lines_.insert(sources_.line_column(begin.file, begin.begin).line);
    return parameter;
}

ExpressionPtr Parser::parse_condition() {
    ExpressionPtr condition = parse_expression();
    if (is_panicking_ || !continues() || !at(TokenKind::Assign)) return condition;
    const source::Span span = condition->span;
    diagnostics_.report(Code::AssignmentAsCondition, take().span).with_help("values are compared by `==`");
    (void)parse_expression();
    return make_broken(span);
}

ExpressionPtr Parser::parse_foreign_choice(ExpressionPtr condition) {
    const source::Span span = condition->span;
    const source::Span mark = take().span;
    const bool is_choice = !at(TokenKind::Question) && continues() && !at(TokenKind::CloseParen) &&
                           !at(TokenKind::Dot) && !at(TokenKind::Comma) && !at(TokenKind::CloseBrace);
    if (!is_choice) {
        fail(Code::NotInLanguage, mark, {"`?` behind a value"},
             "an option is taken apart: `match x { some(v) => …  none => … }`");
        return make_broken(span);
    }
    diagnostics_.report(Code::NotInLanguage, mark, {"`? :`"})
        .with_help("write `if condition { one } else { other }`");
    (void)parse_expression();
    if (accept(TokenKind::Colon)) (void)parse_expression();
    return make_broken(span);
}

std::string_view Parser::help_for_operand() const {
    if (position_ == 0) return {};
    const Token& last = all_[position_ - 1];
    if (last.kind == TokenKind::EqualEqual && at(TokenKind::Assign)) return "values are compared by `==`";
    if (last.kind == TokenKind::NotEqual && at(TokenKind::Assign)) return "values are compared by `!=`";
    if (last.kind == TokenKind::Less && at(TokenKind::Greater)) return "values are compared by `!=`";
    // `x++` stops at its second mark, `x--` behind it: there it could be a sign.
    const bool is_increment = last.kind == TokenKind::Plus && at(TokenKind::Plus);
    const bool is_decrement =
        last.kind == TokenKind::Minus && position_ > 1 && all_[position_ - 2].kind == TokenKind::Minus;
    const bool is_before = at(TokenKind::Plus) && peek(1).kind == TokenKind::Plus;
    if (is_increment || is_before) return "write `x += 1`";
    if (is_decrement) return "write `x -= 1`";
    return {};
}

}  // namespace deed::syntax
