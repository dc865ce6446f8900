#include <utility>

#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

namespace {

bool is_assignment(TokenKind kind) {
    return kind >= TokenKind::Assign && kind <= TokenKind::CaretAssign;
}

}  // namespace

StatementPtr Parser::make_statement(source::Span begin, decltype(Statement::node) node) {
    return std::make_unique<Statement>(Statement{std::move(node), span_from(begin)});
}

BlockStatement Parser::parse_block() {
    return nested([&] {
        BlockStatement block;
        const source::Span begin = peek().span;
        if (!expect(TokenKind::OpenBrace)) return block;
        const uint32_t outer = brackets_;
        brackets_ = 0;
        while (!at(TokenKind::CloseBrace) && !at(TokenKind::End) && !is_brace_missing(Inside::Block)) {
            const size_t before = position_;
            block.statements.push_back(parse_statement());
            const bool is_ended = at(TokenKind::CloseBrace) || at(TokenKind::End) ||
                                  peek().line_start == LineStart::Yes || is_behind_semicolon();
            if (!is_ended && at(TokenKind::Invalid)) is_panicking_ = true;
            if (!is_ended) fail_line_end();
            if (is_panicking_) salvage(*block.statements.back());
            if (position_ == before) take();
            if (is_panicking_) recover_in_block();
        }
        expect(TokenKind::CloseBrace);
        brackets_ = outer;
        block.span = span_from(begin);
        return block;
    });
}

StatementPtr Parser::parse_statement() {
    const source::Span begin = peek().span;
    const TokenKind kind = peek().kind;
    if (kind == TokenKind::Let || kind == TokenKind::Var) return parse_declare();
    if (kind == TokenKind::If) return parse_if();
    if (kind == TokenKind::While) return parse_while();
    if (kind == TokenKind::For) return parse_for();
    if (kind == TokenKind::Return) return parse_return();
    if (kind == TokenKind::Require) return parse_require();
    if (kind == TokenKind::As) return parse_as();
    if (kind == TokenKind::Match) return parse_match();
    if (kind == TokenKind::Verify) return parse_verify();
    if (kind == TokenKind::Unsafe) return parse_unsafe();
    if (accept(TokenKind::Break)) return make_statement(begin, BreakStatement{});
    if (accept(TokenKind::Continue)) return make_statement(begin, ContinueStatement{});
    if (accept(TokenKind::Revert)) {
        constexpr std::string_view kHelp = "write `revert Failed()` with an `error Failed()`";
        if (!at(TokenKind::Identifier) || !continues()) fail_expected_here("an error's name", kHelp);
        Construction error = parse_construction();
        return make_statement(begin, RevertStatement{std::move(error)});
    }
    if (accept(TokenKind::Assert)) {
        ExpressionPtr condition = parse_condition();
        return make_statement(begin, AssertStatement{std::move(condition)});
    }
    if (accept(TokenKind::Emit)) {
        Construction event = parse_construction();
        return make_statement(begin, EmitStatement{std::move(event)});
    }
    const bool is_expect =
        at_word("expect") && (peek(1).kind == TokenKind::Revert || peek(1).kind == TokenKind::Emit);
    if (is_expect) return parse_expect();
    const bool is_assume = at_word("assume") && peek(1).line_start == LineStart::No &&
                           (peek(1).kind == TokenKind::Identifier || peek(1).kind == TokenKind::Bang);
    if (is_assume) {
        take();
        ExpressionPtr condition = parse_condition();
        return make_statement(begin, AssumeStatement{std::move(condition)});
    }
    if (at_foreign_word()) {
        fail_expected("a statement");
        return make_statement(begin, BrokenStatement{});
    }
    if (at_foreign_statement()) return parse_foreign_declaration();
    return parse_expression_or_assignment();
}

StatementPtr Parser::parse_unsafe() {
    const source::Span begin = take().span;
    UnsafeStatement unsafe;
    if (at(TokenKind::String)) {
        const std::string_view literal = text(take());
        unsafe.reason = std::string{literal.substr(1, literal.size() - 2)};
    }
    unsafe.body = parse_block();
    return make_statement(begin, std::move(unsafe));
}

StatementPtr Parser::parse_declare() {
    const Token word = take();
    DeclareStatement declare;
    declare.binding = word.kind == TokenKind::Let ? Binding::Let : Binding::Var;
    if (at_foreign_declaration()) return parse_foreign_binding(word);
    if (accept(TokenKind::OpenParen)) {
        ++brackets_;
        // There is always a name, also where the text ends before it.
        do declare.names.push_back(parse_identifier());
        while (accept(TokenKind::Comma) && !at(TokenKind::CloseParen));
        expect(TokenKind::CloseParen);
        brackets_ -= brackets_ > 0 ? 1 : 0;
    } else {
        declare.names.push_back(parse_identifier());
    }
    if (accept(TokenKind::Colon)) declare.type = parse_type();
    if (!at(TokenKind::Assign))
        fail_expected_here("`=` and a value", at(TokenKind::Comma)
                                                  ? "several names stand in parentheses: `let (a, b) = …`"
                                                  : "locals begin with a value: `var x: uint256 = 0`");
    expect(TokenKind::Assign);
    declare.value = parse_fallible();
    return make_statement(word.span, std::move(declare));
}

StatementPtr Parser::parse_if() {
    const source::Span begin = take().span;
    IfStatement statement;
    statement.condition = parse_condition();
    if (!at(TokenKind::OpenBrace))
        fail_expected("`{`", "the branches of an `if` stand in braces: `if c { … }`");
    statement.when_true = parse_block();
    if (!accept(TokenKind::Else)) return make_statement(begin, std::move(statement));
    if (at(TokenKind::If)) {
        BlockStatement chained;
        chained.statements.push_back(nested([&] { return parse_if(); }));
        chained.span = chained.statements.front()->span;
        statement.when_false = std::move(chained);
    } else {
        statement.when_false = parse_block();
    }
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_while() {
    const source::Span begin = take().span;
    WhileStatement statement;
    statement.condition = parse_condition();
    if (at_word("max")) {
        take();
        statement.maximum = parse_expression();
    } else if (at(TokenKind::OpenBrace) && !is_panicking_) {
        diagnostics_.report(Code::MissingMaximum, begin, {"while"}).with_help("write `while … max N { … }`");
    }
    statement.body = parse_block();
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_for() {
    const source::Span begin = take().span;
    ForStatement statement;
    if (at(TokenKind::OpenParen))
        fail_expected("a name",
                      "write `for i in 0..10 { … }`, or `for i in 0..n max 10 { … }` when n is no constant");
    statement.name = parse_identifier();
    expect(TokenKind::In);
    statement.begin = parse_expression();
    if (accept(TokenKind::DotDot)) {
        if (at(TokenKind::Assign) || at(TokenKind::Dot))
            fail_expected("an expression", "a range excludes its end: `0..4` is 0, 1, 2 and 3");
        statement.end = parse_expression();
    }
    if (at_word("max")) {
        take();
        statement.maximum = parse_expression();
    }
    if (is_panicking_) {
        statement.begin = make_broken(begin);
        statement.end = nullptr;
    }
    statement.body = parse_block();
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_return() {
    const source::Span begin = take().span;
    ReturnStatement statement;
    const bool is_bare =
        peek().line_start == LineStart::Yes || at(TokenKind::CloseBrace) || at(TokenKind::End);
    if (!is_bare) statement.value = parse_fallible();
    return make_statement(begin, std::move(statement));
}

ExpressionPtr Parser::parse_fallible() {
    return parse_otherwise(parse_expression());
}

ExpressionPtr Parser::parse_otherwise(ExpressionPtr operation) {
    const bool has_else = at(TokenKind::Else) && peek().line_start == LineStart::No && !is_panicking_;
    if (!has_else) return operation;
    take();
    const source::Span begin = operation->span;
    const Expression* const part = operation.get();
    Construction error = parse_construction();
    return make_expression(begin, ElseExpression{std::move(operation), std::move(error)}, {part});
}

StatementPtr Parser::parse_require() {
    const source::Span begin = take().span;
    RequireStatement statement;
    statement.condition = parse_condition();
    if (!at(TokenKind::Else)) {
        fail_expected_here("`else` and an error",
                           "write `require c else TooSmall()`, with an `error TooSmall()` in the contract");
        return make_statement(begin, BrokenStatement{});
    }
    take();
    constexpr std::string_view kHelp = "only the error stands here: `require c else TooSmall()`";
    if (!at(TokenKind::Identifier)) fail_expected_here("an error's name", kHelp);
    statement.otherwise = parse_construction();
    return make_statement(begin, std::move(statement));
}

Construction Parser::parse_construction() {
    Construction construction;
    const source::Span begin = peek().span;
    construction.path = parse_path();
    const std::string help = "write `" + std::string{sources_.text(construction.path.span)} + "(…)`";
    if (!at(TokenKind::OpenParen) || !continues()) fail_expected_here("`(`", help);
    construction.arguments = parse_arguments();
    construction.span = span_from(begin);
    return construction;
}

StatementPtr Parser::parse_verify() {
    const source::Span begin = take().span;
    VerifyStatement statement;
    statement.message = parse_construction();
    if (!continues() || !at_word("with")) {
        fail_expected("`with` and the signature");
        return make_statement(begin, BrokenStatement{});
    }
    take();
    const source::Span signature = peek().span;
    statement.signature = parse_arguments();
    statement.signature_span = span_from(signature);
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_expect() {
    const source::Span begin = take().span;
    if (accept(TokenKind::Emit)) {
        ExpectEmitStatement statement;
        statement.event = parse_construction();
        statement.body = parse_block();
        return make_statement(begin, std::move(statement));
    }
    expect(TokenKind::Revert);
    ExpectRevertStatement statement;
    if (!at(TokenKind::OpenBrace)) statement.error = parse_construction();
    statement.body = parse_block();
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_as() {
    const source::Span begin = take().span;
    AsStatement statement;
    statement.from = parse_unary();
    statement.body = parse_block();
    return make_statement(begin, std::move(statement));
}

StatementPtr Parser::parse_expression_or_assignment() {
    const source::Span begin = peek().span;
    ExpressionPtr target = parse_expression();
    if (at(TokenKind::Colon) && peek(1).kind == TokenKind::Assign && continues()) {
        const std::string name{sources_.text(target->span)};
        fail_expected("`=`", "a local is declared by `let " + name + " = …`, or `var` when it changes");
        DeclareStatement declare{Binding::Var, {{name, target->span}}, nullptr, make_broken(begin)};
        return make_statement(begin, std::move(declare));
    }
    if (is_panicking_ || !continues() || !is_assignment(peek().kind))
        return make_statement(begin, ExpressionStatement{parse_otherwise(std::move(target))});
    const Token op = take();
    ExpressionPtr value = parse_fallible();
    return make_statement(begin, AssignStatement{std::move(target), op.kind, op.span, std::move(value)});
}

void Parser::salvage(Statement& statement) {
    ++mistakes_;
    if (auto* declare = std::get_if<DeclareStatement>(&statement.node)) {
        const source::Span span = statement.span;
        declare->type = nullptr;
        declare->value = std::make_unique<Expression>(Expression{BrokenExpression{}, span});
        return;
    }
    const bool has_blocks = std::holds_alternative<BlockStatement>(statement.node) ||
                            std::holds_alternative<IfStatement>(statement.node) ||
                            std::holds_alternative<MatchStatement>(statement.node) ||
                            std::holds_alternative<UnsafeStatement>(statement.node) ||
                            std::holds_alternative<WhileStatement>(statement.node) ||
                            std::holds_alternative<ForStatement>(statement.node) ||
                            std::holds_alternative<AsStatement>(statement.node) ||
                            std::holds_alternative<ExpectRevertStatement>(statement.node) ||
                            std::holds_alternative<ExpectEmitStatement>(statement.node);
    if (!has_blocks) statement.node = BrokenStatement{};
}

}  // namespace deed::syntax
