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

InvariantDeclaration Parser::parse_invariant() {
    take();
    InvariantDeclaration invariant;
    constexpr std::string_view kNamed = "an invariant has a name: `invariant solvent: …`";
    if (at(TokenKind::OpenParen)) fail_expected("a name", kNamed);
    invariant.name = parse_identifier();
    if (!at(TokenKind::Colon)) fail_expected("`:`", kNamed);
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
