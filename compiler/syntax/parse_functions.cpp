#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

std::vector<Parameter> Parser::parse_parameters() {
    std::vector<Parameter> parameters;
    if (!expect(TokenKind::OpenParen)) return parameters;
    has_foreign_parameter_ = false;
    ++brackets_;
    parse_list(TokenKind::CloseParen, [&] { parameters.push_back(parse_parameter()); });
    brackets_ -= brackets_ > 0 ? 1 : 0;
    return parameters;
}

Parameter Parser::parse_parameter() {
    const TokenKind behind = peek(2).kind;
    if (at_foreign_declaration() && behind != TokenKind::OpenBrace) return parse_foreign_parameter();
    Parameter parameter;
    parameter.name = parse_identifier();
    expect(TokenKind::Colon);
    if (at_word("indexed") && peek(1).kind != TokenKind::Comma && peek(1).kind != TokenKind::CloseParen) {
        take();
        parameter.is_indexed = true;
    }
    parameter.type = parse_type();
    return parameter;
}

FunctionDeclaration Parser::parse_function(Level level, Visibility visibility) {
    const source::Span begin = take().span;
    const size_t errors = diagnostics_.error_count() + mistakes_;
    FunctionDeclaration function;
    function.form = level == Level::Interface ? FunctionForm::Signature : FunctionForm::Fn;
    function.visibility = visibility;
    if (at(TokenKind::Init) || at(TokenKind::Receive)) fail_expected("a name");
    function.name = parse_identifier();
    function.generics = parse_generics();
    function.parameters = parse_parameters();
    parse_signature(function, level);
    function.signature_span = span_from(begin);
    if (level == Level::Interface) return function;
    parse_specifications(function);
    if (!at(TokenKind::OpenBrace)) fail_body();
    function.body = parse_block();
    function.has_mistakes = diagnostics_.error_count() + mistakes_ != errors;
    return function;
}

void Parser::fail_body() {
    const bool has_body = peek().kind != TokenKind::CloseBrace && peek().line_start == LineStart::Yes;
    const bool is_next =
        at(TokenKind::Pub) || (peek().kind >= TokenKind::Use && peek().kind <= TokenKind::Invariant);
    const uint32_t line = line_of(peek());
    if (peek().line_start == LineStart::Yes && (!has_body || is_next))
        fail_expected_here("`{`", "only functions of an interface have no body");
    else
        fail_expected("`{`");
    if (is_next) return;
    // A brace behind it on the line, or below a line that is a statement, is the function's.
    size_t ahead = 0;
    while (peek(ahead).kind != TokenKind::OpenBrace && peek(ahead).kind != TokenKind::CloseBrace &&
           peek(ahead).kind != TokenKind::End)
        ++ahead;
    const bool is_own = ahead > 0 && (line_of(peek(ahead)) == line || has_body);
    if (peek(ahead).kind != TokenKind::CloseBrace || !is_own) return;
    for (size_t i = 0; i <= ahead; ++i) take();
}

FunctionDeclaration Parser::parse_unnamed(FunctionForm form) {
    const Token word = take();
    const size_t errors = diagnostics_.error_count() + mistakes_;
    FunctionDeclaration function;
    function.form = form;
    function.visibility = Visibility::Private;
    function.name = {std::string{text(word)}, word.span};
    function.parameters = parse_parameters();
    parse_signature(function, Level::Contract);
    function.signature_span = span_from(word.span);
    function.body = parse_block();
    function.has_mistakes = diagnostics_.error_count() + mistakes_ != errors;
    return function;
}

void Parser::parse_signature(FunctionDeclaration& function, Level level) {
    const auto goes_on = [&] {
        return !is_panicking_ && (level != Level::Interface || peek().line_start == LineStart::No);
    };
    if (goes_on() && at_word("abi") && peek(1).kind == TokenKind::String) {
        take();
        const std::string_view literal = text(take());
        function.abi_name = std::string{literal.substr(1, literal.size() - 2)};
    }
    while (goes_on() && parse_attribute(function)) {}
    if (goes_on() && accept(TokenKind::Arrow)) parse_results(function);
}

bool Parser::parse_attribute(FunctionDeclaration& function) {
    if (at_word("by")) {
        parse_guard(function);
        return true;
    }
    if (at_word("reentrant")) {
        const Token reentrant = take();
        if (function.reentrant)
            diagnostics_.report(Code::RepeatedAttribute, reentrant.span, {text(reentrant)})
                .note(*function.reentrant, "given here");
        function.reentrant = reentrant.span;
        return true;
    }
    Effect effect;
    if (at_word("pure"))
        effect = Effect::Pure;
    else if (at_word("view"))
        effect = Effect::View;
    else if (at_word("payable"))
        effect = Effect::Payable;
    else
        return false;

    const Token word = take();
    for (const Attribute& earlier : function.attributes) {
        const Code code = earlier.effect == effect ? Code::RepeatedAttribute : Code::MisplacedAttribute;
        diagnostics_.report(code, word.span, {text(word)}).note(earlier.span, "given here");
        return true;
    }
    function.attributes.push_back({effect, word.span});
    return true;
}

void Parser::parse_guard(FunctionDeclaration& function) {
    const Token by = take();
    if (!function.guard.empty()) diagnostics_.report(Code::RepeatedAttribute, by.span, {"by"});
    do {
        GuardAtom atom;
        const source::Span begin = peek().span;
        atom.path = parse_path();
        while (!is_panicking_ && at(TokenKind::OpenBracket)) {
            take();
            ++brackets_;
            atom.keys.push_back(parse_expression());
            brackets_ -= brackets_ > 0 ? 1 : 0;
            expect(TokenKind::CloseBracket);
        }
        atom.span = span_from(begin);
        if (!is_panicking_ && at(TokenKind::EqualEqual)) {
            fail_expected("`{`", "`by` compares with the caller by itself: `by owner`");
            atom.path.parts.front().text.clear();
        }
        function.guard.push_back(std::move(atom));
    } while (accept(TokenKind::OrOr));
    function.guard_span = span_from(by.span);
}

void Parser::parse_results(FunctionDeclaration& function) {
    if (!at(TokenKind::OpenParen)) {
        function.results.push_back(parse_type());
        return;
    }
    const source::Span begin = take().span;
    ++brackets_;
    parse_list(TokenKind::CloseParen, [&] { function.results.push_back(parse_type()); });
    brackets_ -= brackets_ > 0 ? 1 : 0;
    // `(bytes)[..N]` and `(A, B)?` are one result.
    const bool is_part = at(TokenKind::OpenBracket) || at(TokenKind::Question);
    if (function.results.empty() || is_panicking_ || !is_part) return;
    if (function.results.size() > 1) {
        auto tuple =
            std::make_unique<TypeNode>(TypeNode{TupleType{std::move(function.results)}, span_from(begin)});
        function.results.clear();
        function.results.push_back(std::move(tuple));
    }
    function.results.front()->is_parenthesized = true;
    function.results.front() = parse_type_suffix(std::move(function.results.front()));
}

void Parser::parse_specifications(FunctionDeclaration& function) {
    const auto at_specification = [&] { return at_word("requires") || at_word("ensures") || at_word("gas"); };
    while (!is_panicking_ && at_specification()) {
        const Token word = take();
        if (text(word) == "gas") {
            parse_gas_limit(function, word);
            continue;
        }
        const bool is_requirement = text(word) == "requires";
        Specification specification{
            is_requirement ? SpecificationForm::Requires : SpecificationForm::Ensures, {}, {}, {}};
        specification.condition = parse_expression();
        if (is_requirement && accept(TokenKind::Else)) specification.otherwise = parse_construction();
        specification.span = span_from(word.span);
        function.specifications.push_back(std::move(specification));
    }
}

void Parser::parse_gas_limit(FunctionDeclaration& function, const Token& word) {
    expect(TokenKind::LessEqual);
    ExpressionPtr limit = parse_expression();
    if (function.gas_limit != nullptr) diagnostics_.report(Code::RepeatedAttribute, word.span, {"gas <="});
    function.gas_limit = std::move(limit);
}

}  // namespace deed::syntax
