#include "compiler/format/spacing.hpp"

#include <algorithm>
#include <span>

namespace deed::format {
namespace {

using syntax::TokenKind;

bool contains(std::span<const TokenKind> kinds, TokenKind kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool is_unary(const Placed& token) {
    const bool may_be =
        token.kind == TokenKind::Minus || token.kind == TokenKind::Bang || token.kind == TokenKind::Tilde;
    return may_be && !token.mark.is_binary;
}

/// `<` and `>` around the arguments of a type.
bool is_angle(const Placed& token) {
    const bool may_be = token.kind == TokenKind::Less || token.kind == TokenKind::Greater ||
                        token.kind == TokenKind::ShiftRight;
    return may_be && !token.mark.is_binary;
}

bool sticks_to_next(const Placed& token) {
    constexpr TokenKind kSticky[] = {TokenKind::OpenParen, TokenKind::OpenBracket, TokenKind::Dot,
                                     TokenKind::DotDot};
    return contains(kSticky, token.kind) || is_unary(token) ||
           (token.kind == TokenKind::Less && is_angle(token));
}

bool sticks_to_previous(const Placed& token) {
    constexpr TokenKind kSticky[] = {TokenKind::CloseParen, TokenKind::CloseBracket, TokenKind::Comma,
                                     TokenKind::Colon,      TokenKind::Dot,          TokenKind::DotDot,
                                     TokenKind::Question};
    return contains(kSticky, token.kind) || is_angle(token);
}

/// Whether a bracket that belongs to @p owner stands directly behind it: a call, parameters, an index.
bool owns_bracket(const Placed& owner) {
    constexpr TokenKind kOthers[] = {TokenKind::Let,   TokenKind::Var,   TokenKind::String,
                                     TokenKind::Arrow, TokenKind::Colon, TokenKind::Comma};
    return !contains(kOthers, owner.kind);
}

}  // namespace

bool has_blank_between(const Placed& first, const Placed& second) {
    if (sticks_to_next(first) || sticks_to_previous(second) || second.mark.is_attached) return false;
    if (first.kind == TokenKind::OpenBrace && second.kind == TokenKind::CloseBrace) return false;
    // `as%` is one operator of two tokens.
    if (first.kind == TokenKind::As && second.kind == TokenKind::Percent) return false;
    const bool is_bracket = second.kind == TokenKind::OpenParen || second.kind == TokenKind::OpenBracket;
    if (is_bracket && !second.mark.begins_operand) return !owns_bracket(first);
    return true;
}

}  // namespace deed::format
