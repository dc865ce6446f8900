#include <algorithm>
#include <utility>

#include "compiler/syntax/parser.hpp"
#include "vm/base/hex.hpp"

namespace deed::syntax {

using diagnostics::Code;

namespace {

/// Levels of binary operators, loosest first. `as`, `**` and unary operators bind tighter and have functions
/// of their own.
enum Level : unsigned { kImplies, kOr, kAnd, kComparison, kBitwise, kShift, kSum, kProduct, kTightest };

struct OperatorLevel {
    TokenKind kind;
    Level level;
};

constexpr OperatorLevel kOperators[] = {
    {TokenKind::FatArrow, kImplies},
    {TokenKind::OrOr, kOr},
    {TokenKind::AndAnd, kAnd},
    {TokenKind::EqualEqual, kComparison},
    {TokenKind::NotEqual, kComparison},
    {TokenKind::Less, kComparison},
    {TokenKind::LessEqual, kComparison},
    {TokenKind::Greater, kComparison},
    {TokenKind::GreaterEqual, kComparison},
    {TokenKind::Ampersand, kBitwise},
    {TokenKind::Bar, kBitwise},
    {TokenKind::Caret, kBitwise},
    {TokenKind::ShiftLeft, kShift},
    {TokenKind::ShiftLeftPercent, kShift},
    {TokenKind::ShiftRight, kShift},
    {TokenKind::Plus, kSum},
    {TokenKind::Minus, kSum},
    {TokenKind::PlusPercent, kSum},
    {TokenKind::MinusPercent, kSum},
    {TokenKind::Star, kProduct},
    {TokenKind::Slash, kProduct},
    {TokenKind::Percent, kProduct},
    {TokenKind::StarPercent, kProduct},
};

Level level_of(TokenKind kind) {
    for (const OperatorLevel& entry : kOperators)
        if (entry.kind == kind) return entry.level;
    return kTightest;
}

bool is_bitwise(TokenKind kind) {
    return level_of(kind) == kBitwise || level_of(kind) == kShift;
}

bool is_unit(std::string_view word) {
    constexpr std::string_view kUnits[] = {"wei",     "gwei",  "ether", "seconds",
                                           "minutes", "hours", "days",  "weeks"};
    return std::find(std::begin(kUnits), std::end(kUnits), word) != std::end(kUnits);
}

uint32_t depth_of(const ExpressionPtr& expression) {
    return expression == nullptr ? 0 : expression->depth;
}

Bytes unescape(std::string_view literal) {
    Bytes result;
    for (size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] != '\\' || i + 1 == literal.size()) {
            result.push_back(static_cast<uint8_t>(literal[i]));
            continue;
        }
        const char c = literal[++i];
        if (c == 'x') {
            const auto value = from_hex(literal.substr(i + 1, 2));
            if (value && value->size() == 1) {
                result.push_back(value->front());
                i += 2;
            }
            continue;
        }
        const char plain = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
        result.push_back(static_cast<uint8_t>(plain));
    }
    return result;
}

}  // namespace

ExpressionPtr Parser::make_expression(source::Span begin, decltype(Expression::node) node,
                                      std::initializer_list<const Expression*> parts) {
    uint32_t depth = 0;
    for (const Expression* part : parts)
        if (part != nullptr) depth = std::max(depth, part->depth);
    if (depth_ + depth + 1 > kDepthLimit) give_up();
    return std::make_unique<Expression>(Expression{std::move(node), span_from(begin), depth + 1});
}

ExpressionPtr Parser::make_broken(source::Span begin) {
    return make_expression(begin, BrokenExpression{});
}

ExpressionPtr Parser::parse_expression() {
    return nested([&] {
        ExpressionPtr expression = parse_binary(kImplies);
        const bool is_choice = at(TokenKind::Question) && continues() && !is_panicking_;
        return is_choice ? parse_foreign_choice(std::move(expression)) : std::move(expression);
    });
}

ExpressionPtr Parser::parse_binary(unsigned level) {
    if (level == kTightest) return parse_power();
    ExpressionPtr left = parse_binary(level + 1);
    bool has_comparison = false;
    while (!is_panicking_ && continues() && level_of(peek().kind) == level) {
        const Token op = take();
        if (level == kComparison && has_comparison) {
            fail(Code::ChainedComparison, op.span, {}, "write `a < b && b < c`");
            return left;
        }
        has_comparison = true;
        ExpressionPtr right =
            level == kImplies ? nested([&] { return parse_binary(kImplies); }) : parse_binary(level + 1);
        left = make_binary(op, std::move(left), std::move(right));
    }
    return left;
}

ExpressionPtr Parser::make_binary(const Token& op, ExpressionPtr left, ExpressionPtr right) {
    check_mixing(*left, op.kind, op.span);
    check_mixing(*right, op.kind, op.span);
    const Expression* const left_part = left.get();
    const Expression* const right_part = right.get();
    return make_expression(left->span, BinaryExpression{op.kind, op.span, std::move(left), std::move(right)},
                           {left_part, right_part});
}

void Parser::check_mixing(const Expression& operand, TokenKind op, source::Span op_span) {
    const auto* inner = std::get_if<BinaryExpression>(&operand.node);
    if (inner == nullptr || operand.is_parenthesized || inner->op == op || is_panicking_) return;
    if (!is_bitwise(op) && !is_bitwise(inner->op)) return;
    diagnostics_.report(Code::MixedBitwise, op_span, {sources_.text(inner->op_span), sources_.text(op_span)});
}

ExpressionPtr Parser::parse_power() {
    ExpressionPtr base = parse_cast();
    if (is_panicking_ || !continues() || !at(TokenKind::StarStar)) return base;
    const Token op = take();
    ExpressionPtr exponent = nested([&] { return parse_power(); });
    return make_binary(op, std::move(base), std::move(exponent));
}

ExpressionPtr Parser::parse_cast() {
    ExpressionPtr operand = parse_unary();
    while (!is_panicking_ && continues() && at(TokenKind::As)) {
        const Token as = take();
        const bool is_truncating = at(TokenKind::Percent) && peek().span.begin == as.span.end;
        if (is_truncating) take();
        TypeNodePtr type = parse_type();
        const Expression* const part = operand.get();
        const CastForm form = is_truncating ? CastForm::Truncating : CastForm::Checked;
        operand =
            make_expression(operand->span, CastExpression{form, std::move(operand), std::move(type)}, {part});
    }
    return operand;
}

ExpressionPtr Parser::parse_unary() {
    const bool is_operator = at(TokenKind::Bang) || at(TokenKind::Tilde) || at(TokenKind::Minus);
    if (!is_operator || is_panicking_) return parse_postfix();
    const Token op = take();
    ExpressionPtr operand = nested([&] { return parse_unary(); });
    const Expression* const part = operand.get();
    return make_expression(op.span, UnaryExpression{op.kind, std::move(operand)}, {part});
}

ExpressionPtr Parser::parse_postfix() {
    ExpressionPtr base = parse_primary();
    while (!is_panicking_ && continues()) {
        const source::Span begin = base->span;
        const Expression* const part = base.get();
        if (accept(TokenKind::Dot)) {
            const size_t errors = diagnostics_.error_count();
            Identifier member = parse_member_name();
            base = make_expression(begin, MemberAccess{std::move(base), std::move(member)}, {part});
            if (diagnostics_.error_count() != errors) base = make_broken(begin);
        } else if (at(TokenKind::OpenBracket)) {
            take();
            ++brackets_;
            ExpressionPtr index = parse_expression();
            --brackets_;
            expect(TokenKind::CloseBracket);
            const Expression* const index_part = index.get();
            base = make_expression(begin, IndexAccess{std::move(base), std::move(index)}, {part, index_part});
        } else if (at_options()) {
            std::vector<Option> options = parse_options();
            base = parse_call(std::move(base), std::move(options));
        } else if (at(TokenKind::OpenParen)) {
            base = parse_call(std::move(base), {});
        } else if (at_written_generics(*base)) {
            fail(Code::NotInLanguage, peek().span, {"`f<…>(…)`"},
                 "what the parameters of a generic function stand for follows from its arguments: `f(…)`");
        } else {
            break;
        }
    }
    return base;
}

bool Parser::at_written_generics(const Expression& callee) const {
    if (!at(TokenKind::Less) || !std::holds_alternative<NameUse>(callee.node)) return false;
    const std::string_view word = text(peek(1));
    const bool is_type = peek(1).kind == TokenKind::Identifier &&
                         (word.starts_with("uint") || word.starts_with("int") || word.starts_with("bytes") ||
                          word == "bool" || word == "address" || word == "string");
    return is_type && (peek(2).kind == TokenKind::Comma || peek(2).kind == TokenKind::Greater);
}

ExpressionPtr Parser::parse_call(ExpressionPtr callee, std::vector<Option> options) {
    const source::Span begin = callee->span;
    std::vector<Argument> arguments = parse_arguments();
    uint32_t depth = callee->depth;
    for (const Argument& argument : arguments) depth = std::max(depth, depth_of(argument.value));
    for (const Option& option : options) depth = std::max(depth, depth_of(option.value));
    ExpressionPtr call =
        make_expression(begin, CallExpression{std::move(callee), std::move(options), std::move(arguments)});
    call->depth = depth + 1;
    if (depth_ + call->depth > kDepthLimit) give_up();
    return call;
}

bool Parser::at_options() const {
    const bool is_option = at_word("value", 1) || at_word("gas", 1) || at_word("salt", 1);
    return at(TokenKind::OpenBrace) && is_option && peek(2).kind == TokenKind::Colon;
}

std::vector<Option> Parser::parse_options() {
    expect(TokenKind::OpenBrace);
    const uint32_t outer = brackets_;
    brackets_ = 1;
    std::vector<Option> options;
    parse_list(TokenKind::CloseBrace, [&] {
        Identifier name = parse_identifier();
        expect(TokenKind::Colon);
        options.push_back({std::move(name), parse_expression()});
    });
    brackets_ = outer;
    return options;
}

std::vector<Argument> Parser::parse_arguments() {
    std::vector<Argument> arguments;
    if (!expect(TokenKind::OpenParen)) return arguments;
    ++brackets_;
    parse_list(TokenKind::CloseParen, [&] {
        Argument argument;
        if (at(TokenKind::Identifier) && peek(1).kind == TokenKind::Colon) {
            argument.name = parse_identifier();
            take();
        }
        argument.value = parse_expression();
        arguments.push_back(std::move(argument));
    });
    brackets_ -= brackets_ > 0 ? 1 : 0;
    return arguments;
}

ExpressionPtr Parser::parse_primary() {
    const Token token = peek();
    if (token.kind == TokenKind::Number) return parse_number();
    if (token.kind == TokenKind::String) return parse_string();
    if (token.kind == TokenKind::AddressLiteral) {
        take();
        return make_expression(token.span, AddressLiteral{*address_from_hex(text(token))});
    }
    if (token.kind == TokenKind::True || token.kind == TokenKind::False) {
        take();
        return make_expression(token.span, BoolLiteral{token.kind == TokenKind::True});
    }
    if (token.kind == TokenKind::Identifier) {
        if (at_foreign_prefix()) {
            fail_expected("an expression");
            return make_broken(token.span);
        }
        Identifier name = parse_identifier();
        return make_expression(token.span, NameUse{std::move(name.text)});
    }
    if (token.kind == TokenKind::OpenParen) return parse_parenthesized();
    if (token.kind == TokenKind::If) return parse_if_expression();
    if (token.kind == TokenKind::Deploy) return parse_deploy();
    if (token.kind == TokenKind::Call || token.kind == TokenKind::Try) return parse_external_call();
    if (token.kind == TokenKind::Match) return parse_match_expression();
    if (token.kind == TokenKind::Some) return parse_some();
    if (token.kind == TokenKind::None) {
        take();
        return make_expression(token.span, NoneExpression{});
    }
    if (token.kind == TokenKind::OpenBracket) return parse_array();
    if (refused_names_.contains(token.kind) && continues()) {
        take();
        return make_expression(token.span, NameUse{std::string{text(token)}});
    }
    fail_expected("an expression", help_for_operand());
    return make_broken(token.span);
}

ExpressionPtr Parser::parse_array() {
    const source::Span begin = take().span;
    ++brackets_;
    ArrayExpression array;
    uint32_t depth = 0;
    parse_list(TokenKind::CloseBracket, [&] {
        array.elements.push_back(parse_expression());
        depth = std::max(depth, depth_of(array.elements.back()));
    });
    brackets_ -= brackets_ > 0 ? 1 : 0;
    ExpressionPtr result = make_expression(begin, std::move(array));
    result->depth = depth + 1;
    return result;
}

ExpressionPtr Parser::parse_number() {
    const Token token = take();
    NumberLiteral literal{std::string{text(token)}, {}};
    if (at(TokenKind::Identifier) && continues() && is_unit(text(peek()))) literal.unit = text(take());
    return make_expression(token.span, std::move(literal));
}

ExpressionPtr Parser::parse_string() {
    const Token token = take();
    const std::string_view literal = text(token);
    return make_expression(token.span, StringLiteral{unescape(literal.substr(1, literal.size() - 2))});
}

ExpressionPtr Parser::parse_parenthesized() {
    const source::Span begin = take().span;
    if (at_foreign_declaration()) return parse_foreign_tuple();
    ++brackets_;
    std::vector<ExpressionPtr> members;
    uint32_t depth = 0;
    parse_list(TokenKind::CloseParen, [&] {
        members.push_back(parse_expression());
        depth = std::max(depth, depth_of(members.back()));
    });
    brackets_ -= brackets_ > 0 ? 1 : 0;
    if (members.empty()) {
        fail(Code::ExpectedToken, span_from(begin), {"an expression", "`()`"});
        return make_broken(begin);
    }
    if (members.size() == 1) {
        members.front()->is_parenthesized = true;
        members.front()->span = span_from(begin);
        return std::move(members.front());
    }
    ExpressionPtr tuple = make_expression(begin, TupleExpression{std::move(members)});
    tuple->depth = depth + 1;
    return tuple;
}

ExpressionPtr Parser::parse_if_expression() {
    const source::Span begin = take().span;
    ExpressionPtr condition = parse_condition();
    ExpressionPtr when_true = parse_arm();
    expect(TokenKind::Else);
    ExpressionPtr when_false =
        at(TokenKind::If) && !is_panicking_ ? nested([&] { return parse_if_expression(); }) : parse_arm();
    const Expression* const parts[] = {condition.get(), when_true.get(), when_false.get()};
    return make_expression(begin,
                           IfExpression{std::move(condition), std::move(when_true), std::move(when_false)},
                           {parts[0], parts[1], parts[2]});
}

ExpressionPtr Parser::parse_arm() {
    expect(TokenKind::OpenBrace);
    const uint32_t outer = brackets_;
    brackets_ = 0;
    ExpressionPtr value = parse_expression();
    brackets_ = outer;
    expect(TokenKind::CloseBrace);
    return value;
}

ExpressionPtr Parser::parse_deploy() {
    const source::Span begin = take().span;
    DeployExpression deploy;
    deploy.contract = parse_path();
    if (at_options()) deploy.options = parse_options();
    deploy.arguments = parse_arguments();
    // `as` names the sender here, not a type, so it is read before the cast operator can take it.
    if (continues() && accept(TokenKind::As)) deploy.from = nested([&] { return parse_unary(); });
    uint32_t depth = depth_of(deploy.from);
    for (const Argument& argument : deploy.arguments) depth = std::max(depth, depth_of(argument.value));
    for (const Option& option : deploy.options) depth = std::max(depth, depth_of(option.value));
    ExpressionPtr result = make_expression(begin, std::move(deploy));
    result->depth = depth + 1;
    return result;
}

ExpressionPtr Parser::parse_external_call() {
    const Token first = take();
    ExternalExpression external{ExternalForm::Call, std::nullopt, nullptr};
    if (first.kind == TokenKind::Try) {
        external.form = ExternalForm::Try;
        if (!accept(TokenKind::Call)) {
            fail_expected("`call`", "write `match try call x.f{gas: n}() { ok(v) => … fail(why) => … }`");
            return make_broken(first.span);
        }
    }
    if (at_word("earn") && peek(1).kind == TokenKind::Identifier) {
        take();
        external.earned = parse_path();
    }
    external.call = nested([&] { return parse_postfix(); });
    const Expression* const part = external.call.get();
    return make_expression(first.span, std::move(external), {part});
}

}  // namespace deed::syntax
