#include "compiler/syntax/parser.hpp"

namespace deed::syntax {

using diagnostics::Code;

namespace {

TypeNodePtr make_type(source::Span span, decltype(TypeNode::node) node) {
    return std::make_unique<TypeNode>(TypeNode{std::move(node), span});
}

}  // namespace

TypeNodePtr Parser::parse_type() {
    return nested([&] { return parse_type_suffix(parse_type_atom()); });
}

TypeNodePtr Parser::parse_type_atom() {
    const source::Span begin = peek().span;
    if (at_foreign_type()) return parse_foreign_type();
    if (at_word("map") && peek(1).kind == TokenKind::Less) return parse_map_type();
    if (at_word("coin") && at_word("of", 1)) {
        take(), take();
        Identifier asset = parse_identifier();
        return make_type(span_from(begin), CoinType{std::move(asset)});
    }
    if (at(TokenKind::OpenParen)) {
        take();
        std::vector<TypeNodePtr> members;
        parse_list(TokenKind::CloseParen, [&] { members.push_back(parse_type()); });
        // `(bytes)[..N]` is an array.
        const bool is_single = members.size() == 1 && !is_panicking_;
        if (is_single) {
            members.front()->is_parenthesized = true;
            members.front()->span = span_from(begin);
            return std::move(members.front());
        }
        if (members.empty()) {
            fail(Code::ExpectedToken, span_from(begin), {"a type", "`()`"});
            return make_type(span_from(begin), BrokenType{});
        }
        return make_type(span_from(begin), TupleType{std::move(members)});
    }
    Path path = parse_path();
    const source::Span span = path.span;
    if (is_panicking_) return make_type(span, BrokenType{});
    return make_type(span, NamedType{std::move(path)});
}

TypeNodePtr Parser::parse_map_type() {
    const source::Span begin = take().span;
    expect(TokenKind::Less);
    TypeNodePtr key = parse_type();
    if (at(TokenKind::FatArrow)) fail_expected("`,`", "write `map<Key, Value>`");
    expect(TokenKind::Comma);
    TypeNodePtr value = parse_type();
    expect_closing_angle();
    return make_type(span_from(begin), MapType{std::move(key), std::move(value)});
}

void Parser::expect_closing_angle() {
    if (at(TokenKind::ShiftRight) && !is_panicking_) {
        Token& token = all_[position_];
        token.kind = TokenKind::Greater;
        ++token.span.begin;
        return;
    }
    expect(TokenKind::Greater);
}

TypeNodePtr Parser::parse_type_suffix(TypeNodePtr base) {
    const source::Span begin = base->span;
    uint32_t suffixes = 0;
    while (!is_panicking_ && continues() && (at(TokenKind::Question) || at(TokenKind::OpenBracket))) {
        if (++suffixes + depth_ > kDepthLimit) give_up();
        if (accept(TokenKind::Question)) {
            if (!std::holds_alternative<BrokenType>(base->node))
                base = make_type(span_from(begin), OptionalType{std::move(base)});
            continue;
        }
        take();
        if (accept(TokenKind::DotDot)) {
            ExpressionPtr bound = parse_expression();
            expect(TokenKind::CloseBracket);
            if (!std::holds_alternative<BrokenType>(base->node))
                base = make_type(span_from(begin), BoundedType{std::move(base), std::move(bound)});
            continue;
        }
        if (at(TokenKind::CloseBracket))
            fail_expected("the array's length", "arrays say how long they are or can be: `T[10]`, `T[..10]`");
        ExpressionPtr length = parse_expression();
        expect(TokenKind::CloseBracket);
        base = make_type(span_from(begin), ArrayType{std::move(base), std::move(length)});
    }
    return base;
}

}  // namespace deed::syntax
