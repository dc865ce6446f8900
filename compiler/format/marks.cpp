#include "compiler/format/marks.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "vm/base/assert.hpp"

namespace deed::format {
namespace {

using namespace deed::syntax;

/// Operators that bind equally stand in one chain: `a + b - c`.
TokenKind chain_of(TokenKind op) {
    if (op == TokenKind::Minus || op == TokenKind::PlusPercent || op == TokenKind::MinusPercent)
        return TokenKind::Plus;
    if (op == TokenKind::Slash || op == TokenKind::Percent || op == TokenKind::StarPercent)
        return TokenKind::Star;
    return op;
}

class Marker {
  public:
    Marker(const Tokens& tokens, Marks& marks)
        : tokens_(tokens.all), partners_(match_brackets(tokens)), marks_(marks) {}

    void mark(const std::vector<Declaration>& declarations) {
        for (const Declaration& declaration : declarations) mark(declaration);
    }

  private:
    /// The token that begins at or behind an offset.
    [[nodiscard]] size_t first_of(source::Span span) const {
        const auto found =
            std::lower_bound(tokens_.begin(), tokens_.end(), span.begin,
                             [](const Token& token, uint32_t offset) { return token.span.begin < offset; });
        return static_cast<size_t>(found - tokens_.begin());
    }
    /// The token that ends at or behind the end of @p span.
    [[nodiscard]] size_t last_of(source::Span span) const {
        const auto found =
            std::lower_bound(tokens_.begin(), tokens_.end(), span.end,
                             [](const Token& token, uint32_t offset) { return token.span.end < offset; });
        return static_cast<size_t>(found - tokens_.begin());
    }
    [[nodiscard]] TokenKind kind(size_t index) const { return tokens_[index].kind; }

    void item(source::Span span) { marks_.tokens[first_of(span)].begins_item = true; }
    void bracket(size_t open, BracketForm form) { marks_.brackets[open] = form; }
    void group(size_t begin, size_t end, GroupForm form) {
        marks_.groups.push_back({begin, end, form, marks_.groups.size()});
    }
    /// The braces that end a declaration.
    void body(const Declaration& declaration, BracketForm form) {
        bracket(partners_[last_of(declaration.span)], form);
    }

    // Declarations.
    void mark(const Declaration& declaration) {
        item(declaration.span);
        std::visit([&](const auto& node) { mark(node, declaration); }, declaration.node);
    }
    void mark(const UseDeclaration& node, const Declaration&) {
        if (!node.names.empty()) bracket(first_of(node.names.front().span) - 1, BracketForm::Tight);
    }
    void mark(const ContractDeclaration& node, const Declaration& declaration) {
        body(declaration, BracketForm::Members);
        mark(node.members);
    }
    void mark(const ComponentDeclaration& node, const Declaration& declaration) {
        body(declaration, BracketForm::Members);
        mark(node.members);
    }
    void mark(const InterfaceDeclaration& node, const Declaration& declaration) {
        body(declaration, BracketForm::Members);
        mark(node.members);
    }
    void mark(const PartDeclaration& node, const Declaration&) {
        for (const GenericArgument& argument : node.arguments) {
            mark(argument.type);
            mark(argument.size);
        }
    }
    void mark(const StructDeclaration& node, const Declaration& declaration) {
        body(declaration, BracketForm::Block);
        for (const Parameter& member : node.members) {
            item(member.name.span);
            mark(member.type);
        }
    }
    void mark(const EnumDeclaration& node, const Declaration& declaration) {
        body(declaration, BracketForm::Block);
        for (const VariantNode& variant : node.variants) {
            item(variant.name.span);
            mark(variant.members);
        }
    }
    void mark(const UnitDeclaration& node, const Declaration&) { mark(node.type); }
    void mark(const EventDeclaration& node, const Declaration&) { mark(node.parameters); }
    void mark(const ErrorDeclaration& node, const Declaration&) { mark(node.parameters); }
    void mark(const SignedDeclaration& node, const Declaration&) { mark(node.parameters); }
    void mark(const ConstDeclaration& node, const Declaration&) {
        mark(node.type);
        mark_value(node.value);
    }
    void mark(const FieldDeclaration& node, const Declaration&) {
        mark(node.type);
        mark_value(node.initializer);
    }
    void mark(const LedgerDeclaration& node, const Declaration&) { mark(node.key); }
    void mark(const PurseDeclaration&, const Declaration&) {}
    void mark(const FunctionDeclaration& node, const Declaration& declaration) {
        mark(node.parameters);
        for (const GuardAtom& atom : node.guard) mark(atom.keys);
        for (const TypeNodePtr& result : node.results) mark(result);
        mark_specifications(node);
        // The guard of several is the longest part of a signature, and the one to read.
        if (node.guard.size() > 1 && node.form != FunctionForm::Signature) mark_signature(node, declaration);
        if (node.form != FunctionForm::Signature) mark(node.body);
    }
    void mark(const InvariantDeclaration& node, const Declaration&) { mark(node.condition); }
    void mark(const TestDeclaration& node, const Declaration&) {
        mark(node.parameters);
        mark(node.body);
    }
    void mark(const BrokenDeclaration&, const Declaration&) {}

    void mark(const std::vector<Parameter>& parameters) {
        if (!parameters.empty()) bracket(first_of(parameters.front().name.span) - 1, BracketForm::Parameters);
        for (const Parameter& parameter : parameters) mark(parameter.type);
    }
    void mark_signature(const FunctionDeclaration& node, const Declaration& declaration) {
        const size_t guard = first_of(node.guard_span);
        size_t end = guard;
        while (!marks_.tokens[end].begins_own_line && end != first_of(node.body.span)) ++end;
        marks_.tokens[first_of(declaration.span)].begins_signature = true;
        marks_.tokens[guard].begins_guard = true;
        marks_.tokens[end].ends_signature = true;
    }
    void mark_specifications(const FunctionDeclaration& node) {
        if (node.gas_limit == nullptr && node.specifications.empty()) return;
        if (node.gas_limit != nullptr) {
            // `gas` and `<=` stand before the limit.
            marks_.tokens[first_of(node.gas_limit->span) - 2].begins_own_line = true;
            mark(node.gas_limit);
        }
        for (const Specification& specification : node.specifications) {
            marks_.tokens[first_of(specification.span)].begins_own_line = true;
            mark(specification.condition);
            if (specification.otherwise) mark(specification.otherwise->arguments);
        }
        marks_.tokens[first_of(node.body.span)].follows_own_line = true;
    }

    // Types.
    void mark(const TypeNodePtr& type) {
        if (type == nullptr) return;
        mark_operand(type->span);
        std::visit([&](const auto& node) { mark(node); }, type->node);
    }
    void mark(const NamedType&) {}
    void mark(const CoinType&) {}
    void mark(const BrokenType&) {}
    void mark(const MapType& node) { mark(node.key), mark(node.value); }
    void mark(const TupleType& node) {
        for (const TypeNodePtr& member : node.members) mark(member);
    }
    void mark(const OptionalType& node) { mark(node.element); }
    void mark(const ArrayType& node) { mark_bound(node.element, node.length); }
    void mark(const BoundedType& node) { mark_bound(node.element, node.bound); }
    void mark_bound(const TypeNodePtr& element, const ExpressionPtr& length) {
        size_t open = first_of(length->span) - 1;
        if (kind(open) == TokenKind::DotDot) --open;
        bracket(open, BracketForm::Unbroken);
        mark(element);
        mark(length);
    }

    // Statements.
    void mark(const BlockStatement& block) { mark_block(block, BracketForm::Block); }
    void mark_block(const BlockStatement& block, BracketForm form) {
        const size_t open = first_of(block.span);
        // `else if`, and an arm of one statement, are blocks without braces.
        const bool has_braces = kind(open) == TokenKind::OpenBrace;
        if (has_braces) bracket(open, form);
        for (const StatementPtr& statement : block.statements) {
            if (has_braces) item(statement->span);
            std::visit([&](const auto& node) { mark(node, *statement); }, statement->node);
        }
    }
    template <typename Node>
    void mark(const Node& node, const Statement&) {
        mark(node);
    }
    void mark(const DeclareStatement& node) {
        mark(node.type);
        mark_value(node.value);
    }
    void mark(const AssignStatement& node) {
        mark(node.target);
        mark_value(node.value);
    }
    void mark(const ExpressionStatement& node) { mark(node.expression); }
    void mark(const IfStatement& node, const Statement& statement) {
        const size_t begin = first_of(statement.span);
        if (begin == 0 || kind(begin - 1) != TokenKind::Else)
            group(begin, last_of(statement.span), GroupForm::Branches);
        mark(node.condition);
        mark_block(node.when_true, BracketForm::Chained);
        if (node.when_false) mark_block(*node.when_false, BracketForm::Chained);
    }
    void mark(const MatchStatement& node) {
        bracket(last_of(node.subject->span) + 1, BracketForm::Block);
        mark(node.subject);
        for (const MatchArm& arm : node.arms) {
            item(arm.pattern.span);
            mark(arm.body);
        }
    }
    void mark(const UnsafeStatement& node) { mark(node.body); }
    void mark(const WhileStatement& node) { mark(node.condition), mark(node.maximum), mark(node.body); }
    void mark(const ForStatement& node) {
        mark(node.begin), mark(node.end), mark(node.maximum), mark(node.body);
    }
    void mark(const ReturnStatement& node) { mark(node.value); }
    void mark(const BreakStatement&) {}
    void mark(const ContinueStatement&) {}
    void mark(const RequireStatement& node) {
        mark(node.condition);
        mark(node.otherwise.arguments);
    }
    void mark(const RevertStatement& node) { mark(node.error.arguments); }
    void mark(const AssertStatement& node) { mark(node.condition); }
    void mark(const AssumeStatement& node) { mark(node.condition); }
    void mark(const EmitStatement& node) { mark(node.event.arguments); }
    void mark(const VerifyStatement& node) {
        mark(node.message.arguments);
        mark_operand(node.signature_span);
        mark(node.signature);
    }
    void mark(const AsStatement& node) { mark(node.from), mark(node.body); }
    void mark(const ExpectRevertStatement& node) {
        if (node.error) mark(node.error->arguments);
        mark(node.body);
    }
    void mark(const ExpectEmitStatement& node) {
        mark(node.event.arguments);
        mark(node.body);
    }
    void mark(const BrokenStatement&) {}

    // Expressions.
    void mark(const ExpressionPtr& expression) {
        if (expression == nullptr) return;
        mark_operand(expression->span);
        std::visit([&](const auto& node) { mark(node, *expression); }, expression->node);
    }
    void mark(const std::vector<ExpressionPtr>& expressions) {
        for (const ExpressionPtr& expression : expressions) mark(expression);
    }
    void mark(const std::vector<Argument>& arguments) {
        for (const Argument& argument : arguments) mark(argument.value);
    }
    void mark_operand(source::Span span) {
        const size_t first = first_of(span);
        if (kind(first) == TokenKind::OpenParen || kind(first) == TokenKind::OpenBracket)
            marks_.tokens[first].begins_operand = true;
    }
    /// What stands behind `=`.
    void mark_value(const ExpressionPtr& value) {
        if (value == nullptr) return;
        const size_t begin = first_of(value->span);
        const size_t end = last_of(value->span);
        const auto opens = [](const Token& token) {
            return token.kind == TokenKind::OpenParen || token.kind == TokenKind::OpenBracket ||
                   token.kind == TokenKind::OpenBrace;
        };
        const bool has_brackets = std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                                              tokens_.begin() + static_cast<std::ptrdiff_t>(end), opens);
        const bool is_chain =
            std::holds_alternative<BinaryExpression>(value->node) && !value->is_parenthesized;
        if (is_chain || !has_brackets) group(begin, end, GroupForm::Value);
        is_value_ = is_chain;
        mark(value);
        is_value_ = false;
    }
    template <typename Node>
    void mark(const Node& node, const Expression&) {
        mark(node);
    }
    void mark(const NumberLiteral&) {}
    void mark(const AddressLiteral&) {}
    void mark(const StringLiteral&) {}
    void mark(const BoolLiteral&) {}
    void mark(const NameUse&) {}
    void mark(const NoneExpression&) {}
    void mark(const BrokenExpression&) {}
    void mark(const MemberAccess& node) { mark(node.base); }
    void mark(const IndexAccess& node) { mark(node.base), mark(node.index); }
    void mark(const CallExpression& node) {
        mark(node.callee);
        mark(node.options);
        mark(node.arguments);
    }
    void mark(const std::vector<Option>& options) {
        if (!options.empty()) {
            const size_t open = first_of(options.front().name.span) - 1;
            bracket(open, BracketForm::Tight);
            marks_.tokens[open].is_attached = true;
        }
        for (const Option& option : options) mark(option.value);
    }
    void mark(const UnaryExpression& node) { mark(node.operand); }
    void mark(const BinaryExpression& node, const Expression& expression) {
        const bool is_inner = std::exchange(is_value_, false) || expression.is_parenthesized;
        marks_.tokens[first_of(node.op_span)].is_binary = true;
        group(first_of(node.left->span), last_of(node.right->span),
              is_inner ? GroupForm::Inner : GroupForm::Chain);
        mark_links(node);
    }
    /// Marks the operands of a chain, whose group is open.
    void mark_links(const BinaryExpression& node) {
        for (const ExpressionPtr* side : {&node.left, &node.right}) {
            const auto* inner = std::get_if<BinaryExpression>(&(*side)->node);
            const bool is_link =
                inner != nullptr && !(*side)->is_parenthesized && chain_of(inner->op) == chain_of(node.op);
            if (!is_link) {
                mark(*side);
                continue;
            }
            mark_operand((*side)->span);
            marks_.tokens[first_of(inner->op_span)].is_binary = true;
            mark_links(*inner);
        }
    }
    void mark(const CastExpression& node) {
        mark(node.operand);
        mark(node.type);
    }
    void mark(const IfExpression& node) {
        const size_t begin = first_of(node.condition->span) - 1;
        if (begin == 0 || kind(begin - 1) != TokenKind::Else)
            group(begin, end_of_branches(node), GroupForm::Branches);
        mark(node.condition);
        mark_branch(node.when_true);
        mark_branch(node.when_false);
    }
    /// The closing brace of the last `else`.
    [[nodiscard]] size_t end_of_branches(const IfExpression& node) const {
        const size_t end = last_of(node.when_false->span);
        return is_in_braces(node.when_false) ? end + 1 : end;
    }
    [[nodiscard]] bool is_in_braces(const ExpressionPtr& branch) const {
        return kind(first_of(branch->span) - 1) == TokenKind::OpenBrace;
    }
    void mark_branch(const ExpressionPtr& branch) {
        const size_t begin = first_of(branch->span);
        if (is_in_braces(branch)) {
            bracket(begin - 1, BracketForm::Chained);
            marks_.tokens[begin].begins_item = true;
        }
        mark(branch);
    }
    void mark(const MatchExpression& node) {
        bracket(last_of(node.subject->span) + 1, BracketForm::Block);
        mark(node.subject);
        for (const MatchValueArm& arm : node.arms) {
            item(arm.pattern.span);
            if (is_in_braces(arm.value)) {
                bracket(first_of(arm.value->span) - 1, BracketForm::Block);
                item(arm.value->span);
            }
            mark(arm.value);
        }
    }
    void mark(const SomeExpression& node) { mark(node.value); }
    void mark(const ArrayExpression& node) {
        if (!node.elements.empty()) bracket(first_of(node.elements.front()->span) - 1, BracketForm::Elements);
        mark(node.elements);
    }
    void mark(const ElseExpression& node) {
        mark(node.operation);
        mark(node.error.arguments);
    }
    void mark(const TupleExpression& node) { mark(node.members); }
    void mark(const DeployExpression& node) {
        mark(node.options);
        mark(node.arguments);
        mark(node.from);
    }
    void mark(const ExternalExpression& node) { mark(node.call); }

    const std::vector<Token>& tokens_;
    std::vector<size_t> partners_;
    Marks& marks_;
    bool is_value_ = false;  ///< the next chain stands in a Value, which is indented
};

bool is_opening(TokenKind kind) {
    return kind == TokenKind::OpenParen || kind == TokenKind::OpenBracket || kind == TokenKind::OpenBrace;
}
bool is_closing(TokenKind kind) {
    return kind == TokenKind::CloseParen || kind == TokenKind::CloseBracket || kind == TokenKind::CloseBrace;
}

}  // namespace

std::vector<size_t> match_brackets(const Tokens& tokens) {
    std::vector<size_t> partners(tokens.all.size());
    std::vector<size_t> open;
    for (size_t i = 0; i < partners.size(); ++i) {
        partners[i] = i;
        if (is_opening(tokens.all[i].kind)) open.push_back(i);
        if (!is_closing(tokens.all[i].kind)) continue;
        DEED_ASSERT(!open.empty());
        partners[i] = open.back();
        partners[open.back()] = i;
        open.pop_back();
    }
    DEED_ASSERT(open.empty());
    return partners;
}

Marks mark_tokens(const File& file, const Tokens& tokens) {
    Marks marks;
    marks.tokens.resize(tokens.all.size());
    Marker{tokens, marks}.mark(file.declarations);
    std::sort(marks.groups.begin(), marks.groups.end(), [](const Group& a, const Group& b) {
        return std::tuple{a.begin, b.end, a.number} < std::tuple{b.begin, a.end, b.number};
    });
    return marks;
}

}  // namespace deed::format
