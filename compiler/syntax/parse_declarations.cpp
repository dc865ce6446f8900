#include <algorithm>

#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

namespace {

/// Places that hold only some kinds of members.
bool belongs_in_interface(TokenKind kind) {
    return kind == TokenKind::Fn || kind == TokenKind::Event || kind == TokenKind::Error;
}

}  // namespace

File Parser::parse_file() {
    has_open_brace_ = std::ranges::count(all_, TokenKind::OpenBrace, &Token::kind) >
                      std::ranges::count(all_, TokenKind::CloseBrace, &Token::kind);
    File file;
    file.declarations = parse_declarations(Level::File);
    report_semicolons();
    return file;
}

std::vector<Declaration> Parser::parse_members(Level level) {
    std::vector<Declaration> members;
    if (!expect(TokenKind::OpenBrace)) return members;
    members = nested([&] { return parse_declarations(level); });
    expect(TokenKind::CloseBrace);
    return members;
}

std::vector<Declaration> Parser::parse_declarations(Level level) {
    std::vector<Declaration> declarations;
    const auto is_at_end = [&] {
        const bool is_in_braces = level != Level::File;
        return at(TokenKind::End) ||
               (is_in_braces && (at(TokenKind::CloseBrace) || is_brace_missing(Inside::Members)));
    };
    while (!is_at_end()) {
        const size_t before = position_;
        const bool is_late = level == Level::File && at(TokenKind::Use) && !declarations.empty() &&
                             !std::holds_alternative<UseDeclaration>(declarations.back().node);
        if (is_late)
            diagnostics_.report(Code::ExpectedToken, peek().span, {"a declaration", "`use`"})
                .with_help("`use` stands at the beginning of the file");
        declarations.push_back(parse_declaration(level));
        if (!is_at_end() && !is_panicking_ && peek().line_start == LineStart::No && position_ != before) {
            if (at(TokenKind::Invalid)) is_panicking_ = true;
            fail_line_end();
        }
        if (position_ == before) take();
        if (is_panicking_) recover_in_members();
    }
    return declarations;
}

Declaration Parser::parse_declaration(Level level) {
    Declaration declaration{BrokenDeclaration{}, {}, {}};
    const auto words = tokens_.documentation.find(position_);
    if (words != tokens_.documentation.end()) declaration.documentation = words->second;

    const source::Span begin = peek().span;
    if (level == Level::Interface && at(TokenKind::Pub))
        diagnostics_.report(Code::MisplacedAttribute, peek().span, {"pub"})
            .with_help("what an interface names is called from outside anyway");
    const Visibility visibility = accept(TokenKind::Pub) ? Visibility::Public : Visibility::Private;
    const TokenKind kind = peek().kind;
    if (level == Level::Interface && !belongs_in_interface(kind)) {
        fail_expected("`fn`, `event` or `error`");
    } else if (kind == TokenKind::Fn) {
        declaration.node = parse_function(level, visibility);
    } else if (kind == TokenKind::Const) {
        declaration.node = parse_const(visibility);
    } else if (level == Level::Contract &&
               (kind == TokenKind::Let || kind == TokenKind::Var || kind == TokenKind::Transient)) {
        declaration.node = parse_field(visibility);
    } else if (level == Level::Contract && kind == TokenKind::Ledger) {
        declaration.node = parse_ledger(visibility);
    } else if (level == Level::Contract && kind == TokenKind::Purse) {
        declaration.node = parse_purse(visibility);
    } else if (visibility == Visibility::Public) {
        fail_expected("`fn`, `const`, `let`, `var`, `ledger` or `purse`",
                      kind == TokenKind::Identifier
                          ? "write `pub var name: Type`, or `pub let` when it keeps its value"
                          : "`pub` is for functions and fields; leave it out");
    } else if (kind == TokenKind::Struct) {
        declaration.node = parse_struct();
    } else if (kind == TokenKind::Enum) {
        declaration.node = parse_enum();
    } else if (kind == TokenKind::Event) {
        declaration.node = parse_event();
    } else if (kind == TokenKind::Error) {
        declaration.node = parse_error();
    } else if (kind == TokenKind::Signed) {
        declaration.node = parse_signed();
    } else if (level == Level::Contract && kind == TokenKind::Invariant) {
        declaration.node = parse_invariant();
    } else if (level == Level::Contract && kind == TokenKind::Init) {
        declaration.node = parse_unnamed(FunctionForm::Init);
    } else if (level == Level::Contract && kind == TokenKind::Receive) {
        declaration.node = parse_unnamed(FunctionForm::Receive);
    } else if (level == Level::File && kind == TokenKind::Use) {
        declaration.node = parse_use();
    } else if (level == Level::File && kind == TokenKind::Unit) {
        declaration.node = parse_unit();
    } else if (level == Level::File && kind == TokenKind::Contract) {
        declaration.node = parse_contract();
    } else if (level == Level::File && kind == TokenKind::Component) {
        declaration.node = parse_component();
    } else if (level == Level::Contract && kind == TokenKind::Part) {
        declaration.node = parse_part();
    } else if (level == Level::File && kind == TokenKind::Interface) {
        declaration.node = parse_interface();
    } else if (level == Level::File && kind == TokenKind::Test) {
        std::visit([&](auto&& node) { declaration.node = std::move(node); }, parse_test());
    } else if (level == Level::Contract && kind == TokenKind::Identifier) {
        declaration.node = parse_foreign_member();
    } else {
        fail_expected(level == Level::File ? "a declaration" : "a member");
    }
    declaration.span = span_from(begin);
    return declaration;
}

UseDeclaration Parser::parse_use() {
    const source::Span begin = take().span;
    UseDeclaration use;
    // The path's last dot stands before the brace, so parse_path, which reads names after dots, stops there.
    use.module = parse_path();
    const bool is_missing_names = !at(TokenKind::Dot) || !continues();
    if (is_missing_names) {
        // The module is not looked for: its last name may be what was meant to be taken.
        fail_expected_here("`.{`", "say what is taken: `use std.erc20.{IERC20}`");
        if (use.module.parts.size() > 1) use.names.push_back(use.module.parts.back());
        use.module.parts = {{{}, use.module.span}};
        return use;
    }
    expect(TokenKind::Dot);
    if (at(TokenKind::Star) && !is_panicking_)
        fail(Code::NotInLanguage, span_from(begin), {"a wildcard import"});
    expect(TokenKind::OpenBrace);
    parse_list(TokenKind::CloseBrace, [&] { use.names.push_back(parse_identifier()); });
    return use;
}

std::vector<Path> Parser::parse_bases() {
    std::vector<Path> bases;
    if (!at_word("is")) return bases;
    take();
    do bases.push_back(parse_path());
    while (accept(TokenKind::Comma));
    return bases;
}

ContractDeclaration Parser::parse_contract() {
    take();
    ContractDeclaration contract;
    contract.name = parse_identifier();
    contract.interfaces = parse_bases();
    contract.members = parse_members(Level::Contract);
    return contract;
}

ComponentDeclaration Parser::parse_component() {
    take();
    ComponentDeclaration component;
    component.name = parse_identifier();
    component.generics = parse_generics();
    component.members = parse_members(Level::Contract);
    return component;
}

PartDeclaration Parser::parse_part() {
    take();
    PartDeclaration part;
    part.name = parse_identifier();
    if (!at(TokenKind::Colon) || !continues()) fail_expected_here("`:`", "write `part name: Component`");
    expect(TokenKind::Colon);
    part.component = parse_path();
    part.arguments = parse_generic_arguments();
    if (!is_panicking_ && continues() && at_word("expose")) {
        take();
        expect(TokenKind::OpenBrace);
        parse_list(TokenKind::CloseBrace, [&] {
            // The one function whose name is a word of the language.
            if (at(TokenKind::Receive))
                part.exposed.push_back({"receive", take().span});
            else
                part.exposed.push_back(parse_identifier());
        });
    }
    return part;
}

InterfaceDeclaration Parser::parse_interface() {
    take();
    InterfaceDeclaration interface;
    interface.name = parse_identifier();
    interface.bases = parse_bases();
    interface.members = parse_members(Level::Interface);
    return interface;
}

StructDeclaration Parser::parse_struct() {
    take();
    StructDeclaration structure;
    structure.name = parse_identifier();
    if (!expect(TokenKind::OpenBrace)) return structure;
    has_foreign_parameter_ = false;
    while (!at(TokenKind::CloseBrace) && !at(TokenKind::End) && !is_panicking_) {
        structure.members.push_back(parse_parameter());
        accept(TokenKind::Comma);
    }
    expect(TokenKind::CloseBrace);
    return structure;
}

EnumDeclaration Parser::parse_enum() {
    take();
    EnumDeclaration enumeration;
    enumeration.name = parse_identifier();
    if (!expect(TokenKind::OpenBrace)) return enumeration;
    while (!at(TokenKind::CloseBrace) && !at(TokenKind::End) && !is_panicking_) {
        VariantNode variant;
        variant.name = parse_identifier();
        if (at(TokenKind::OpenParen)) variant.members = parse_parameters();
        enumeration.variants.push_back(std::move(variant));
        const bool is_ended = accept(TokenKind::Comma) || at(TokenKind::CloseBrace) || at(TokenKind::End) ||
                              peek().line_start == LineStart::Yes;
        if (!is_ended) fail_line_end("variants end with a comma or their line");
    }
    while (is_panicking_ && !at(TokenKind::CloseBrace) && !at(TokenKind::End)) skip_balanced();
    if (is_panicking_ && at(TokenKind::CloseBrace)) take();
    expect(TokenKind::CloseBrace);
    return enumeration;
}

UnitDeclaration Parser::parse_unit() {
    take();
    UnitDeclaration unit;
    unit.name = parse_identifier();
    expect(TokenKind::Colon);
    unit.type = parse_type();
    return unit;
}

EventDeclaration Parser::parse_event() {
    take();
    EventDeclaration event;
    event.name = parse_identifier();
    if (!at(TokenKind::OpenParen)) fail_expected_here("`(`", "write `event Name(what: Type)`");
    event.parameters = parse_parameters();
    return event;
}

ErrorDeclaration Parser::parse_error() {
    take();
    ErrorDeclaration error;
    error.name = parse_identifier();
    if (!at(TokenKind::OpenParen)) fail_expected_here("`(`", "write `error Name()`");
    error.parameters = parse_parameters();
    return error;
}

SignedDeclaration Parser::parse_signed() {
    take();
    SignedDeclaration message;
    message.name = parse_identifier();
    message.parameters = parse_parameters();
    if (is_panicking_ || !continues() || !at_word("replayable")) return message;
    message.reuse = Reuse::Replayable;
    message.reuse_span = take().span;
    return message;
}

ConstDeclaration Parser::parse_const(Visibility visibility) {
    take();
    ConstDeclaration constant;
    constant.visibility = visibility;
    constant.name = parse_identifier();
    if (accept(TokenKind::Colon)) constant.type = parse_type();
    expect(TokenKind::Assign);
    constant.value = parse_expression();
    return constant;
}

FieldDeclaration Parser::parse_field(Visibility visibility) {
    FieldDeclaration field;
    field.visibility = visibility;
    const Token word = take();
    field.form = word.kind == TokenKind::Let ? FieldForm::Let : FieldForm::Var;
    if (word.kind == TokenKind::Transient) {
        field.form = FieldForm::TransientVar;
        expect(TokenKind::Var);
    }
    field.name = parse_identifier();
    expect(TokenKind::Colon);
    field.type = parse_type();
    if (accept(TokenKind::Assign)) field.initializer = parse_expression();
    return field;
}

LedgerDeclaration Parser::parse_ledger(Visibility visibility) {
    take();
    LedgerDeclaration ledger;
    ledger.visibility = visibility;
    ledger.name = parse_identifier();
    expect(TokenKind::Colon);
    ledger.key = parse_type();
    ledger.asset = parse_asset();
    if (at_word("total") && peek().line_start == LineStart::No) {
        take();
        ledger.total = parse_identifier();
    }
    return ledger;
}

PurseDeclaration Parser::parse_purse(Visibility visibility) {
    take();
    PurseDeclaration purse;
    purse.visibility = visibility;
    purse.name = parse_identifier();
    purse.asset = parse_asset();
    return purse;
}

Identifier Parser::parse_asset() {
    if (!at_word("of") || !continues()) {
        fail_expected_here("`of`");
        return {{}, peek().span};
    }
    take();
    return parse_identifier();
}

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

InvariantDeclaration Parser::parse_invariant() {
    take();
    InvariantDeclaration invariant;
    invariant.name = parse_identifier();
    if (!at(TokenKind::Colon)) fail_expected("`:`", "an invariant has a name: `invariant solvent: …`");
    expect(TokenKind::Colon);
    invariant.condition = parse_expression();
    return invariant;
}

std::variant<TestDeclaration, BrokenDeclaration> Parser::parse_test() {
    take();
    TestDeclaration test;
    test.name_span = peek().span;
    if (!at(TokenKind::String)) {
        fail_expected("the test's name in quotes");
        return BrokenDeclaration{};
    }
    const std::string_view literal = text(take());
    test.name = std::string{literal.substr(1, literal.size() - 2)};
    if (at(TokenKind::OpenParen)) test.parameters = parse_parameters();
    test.body = parse_block();
    return test;
}

}  // namespace deed::syntax
