#include "compiler/sema/walk.hpp"

namespace deed::sema {
namespace {

using Visit = std::function<void(const Expression&)>;
using VisitBlock = std::function<void(const Block&)>;

void each(const ExpressionPtr& expression, const Visit& visit) {
    if (expression != nullptr) visit(*expression);
}
void each(const std::vector<ExpressionPtr>& expressions, const Visit& visit) {
    for (const ExpressionPtr& expression : expressions) each(expression, visit);
}

void operands(const Constant&, const Visit&) {}
void operands(const PlaceRead& node, const Visit& visit) {
    for_each_key(node.place, visit);
}
void operands(const MemberOf& node, const Visit& visit) {
    each(node.base, visit);
}
void operands(const ElementOf& node, const Visit& visit) {
    each(node.base, visit), each(node.index, visit);
}
void operands(const Unary& node, const Visit& visit) {
    each(node.operand, visit);
}
void operands(const Binary& node, const Visit& visit) {
    each(node.left, visit), each(node.right, visit);
}
void operands(const Logical& node, const Visit& visit) {
    each(node.left, visit), each(node.right, visit);
}
void operands(const Division& node, const Visit& visit) {
    each(node.left, visit), each(node.right, visit), each(node.divisor, visit);
}
void operands(const Cast& node, const Visit& visit) {
    each(node.operand, visit);
}
void operands(const Conditional& node, const Visit& visit) {
    each(node.condition, visit), each(node.when_true, visit), each(node.when_false, visit);
}
void operands(const MatchValue& node, const Visit& visit) {
    each(node.subject, visit);
    for (const MatchValueArm& arm : node.arms) each(arm.value, visit);
}
void operands(const Call& node, const Visit& visit) {
    each(node.arguments, visit);
}
void operands(const EnvironmentRead&, const Visit&) {}
void operands(const IntrinsicCall& node, const Visit& visit) {
    each(node.operands, visit);
}
void operands(const VariantLiteral& node, const Visit& visit) {
    each(node.members, visit);
}
void operands(const StructLiteral& node, const Visit& visit) {
    each(node.members, visit);
}
void operands(const ArrayLiteral& node, const Visit& visit) {
    each(node.elements, visit);
}
void operands(const TupleLiteral& node, const Visit& visit) {
    each(node.members, visit);
}
void operands(const ExternalCall& node, const Visit& visit) {
    each(node.target, visit);
    for (const CallOption& option : node.options) each(option.value, visit);
    each(node.arguments, visit);
    if (node.earned) each(node.earned->token, visit);
}
void operands(const HoldingChange& node, const Visit& visit) {
    each(node.member, visit), each(node.keys, visit), each(node.amount, visit);
}
void operands(const CoinAmount& node, const Visit& visit) {
    each(node.coin, visit);
}
void operands(const CoinSplit& node, const Visit& visit) {
    each(node.coin, visit), each(node.amount, visit);
}
void operands(const CoinJoin& node, const Visit& visit) {
    each(node.left, visit), each(node.right, visit);
}
void operands(const CoinLeave& node, const Visit& visit) {
    each(node.coin, visit);
}
void operands(const Transfer& node, const Visit& visit) {
    each(node.token, visit), each(node.account, visit), each(node.amount, visit);
}
void operands(const LedgerSum&, const Visit&) {}
void operands(const Otherwise& node, const Visit& visit) {
    each(node.operation, visit), each(node.with.arguments, visit);
}
void operands(const MachineOp& node, const Visit& visit) {
    each(node.operands, visit);
}
void operands(const AbiEncode& node, const Visit& visit) {
    each(node.arguments, visit);
}
void operands(const AbiDecode& node, const Visit& visit) {
    each(node.data, visit);
}
void operands(const RawCall& node, const Visit& visit) {
    each(node.target, visit);
    for (const CallOption& option : node.options) each(option.value, visit);
    each(node.data, visit);
}
void operands(const Deploy& node, const Visit& visit) {
    for (const CallOption& option : node.options) each(option.value, visit);
    each(node.arguments, visit);
}
void operands(const TestDeploy& node, const Visit& visit) {
    each(node.arguments, visit), each(node.value, visit), each(node.from, visit);
}
void operands(const TestCall& node, const Visit& visit) {
    each(node.target, visit), each(node.arguments, visit), each(node.value, visit), each(node.from, visit);
}
void operands(const TestCheat& node, const Visit& visit) {
    each(node.arguments, visit);
}

void expressions(const Block&, const Visit&) {}
void expressions(const Declare& node, const Visit& visit) {
    each(node.value, visit);
}
void expressions(const DeclareTuple& node, const Visit& visit) {
    each(node.value, visit);
}
void expressions(const Assign& node, const Visit& visit) {
    for_each_key(node.place, visit), each(node.value, visit);
}
void expressions(const Update& node, const Visit& visit) {
    for_each_key(node.place, visit), each(node.value, visit);
}
void expressions(const ListUpdate& node, const Visit& visit) {
    for_each_key(node.place, visit), each(node.value, visit);
    if (node.otherwise) each(node.otherwise->arguments, visit);
}
void expressions(const Evaluate& node, const Visit& visit) {
    each(node.expression, visit);
}
void expressions(const If& node, const Visit& visit) {
    each(node.condition, visit);
}
void expressions(const Match& node, const Visit& visit) {
    each(node.subject, visit);
}
void expressions(const While& node, const Visit& visit) {
    each(node.condition, visit);
}
void expressions(const ForRange& node, const Visit& visit) {
    each(node.begin, visit), each(node.end, visit);
}
void expressions(const ForEach& node, const Visit& visit) {
    if (const auto* place = std::get_if<Place>(&node.array))
        for_each_key(*place, visit);
    else
        each(std::get<ExpressionPtr>(node.array), visit);
}
void expressions(const Return& node, const Visit& visit) {
    each(node.value, visit);
}
void expressions(const Break&, const Visit&) {}
void expressions(const Continue&, const Visit&) {}
void expressions(const Revert& node, const Visit& visit) {
    each(node.with.arguments, visit);
}
void expressions(const Require& node, const Visit& visit) {
    each(node.condition, visit), each(node.otherwise.arguments, visit);
}
void expressions(const Assume& node, const Visit& visit) {
    each(node.condition, visit);
}
void expressions(const Assert& node, const Visit& visit) {
    each(node.condition, visit);
}
void expressions(const Emit& node, const Visit& visit) {
    each(node.arguments, visit);
}
void expressions(const Verify& node, const Visit& visit) {
    each(node.arguments, visit), each(node.v, visit), each(node.r, visit), each(node.s, visit);
}
void expressions(const Unsafe&, const Visit&) {}
void expressions(const ExpectRevert& node, const Visit& visit) {
    if (node.with) each(node.with->arguments, visit);
}
void expressions(const ExpectEmit& node, const Visit& visit) {
    each(node.arguments, visit);
}

void blocks(const Block& node, const VisitBlock& visit) {
    visit(node);
}
void blocks(const If& node, const VisitBlock& visit) {
    visit(node.when_true);
    if (node.when_false) visit(*node.when_false);
}
void blocks(const Match& node, const VisitBlock& visit) {
    for (const MatchArm& arm : node.arms) visit(arm.body);
}
void blocks(const While& node, const VisitBlock& visit) {
    visit(node.body);
}
void blocks(const ForRange& node, const VisitBlock& visit) {
    visit(node.body);
}
void blocks(const ForEach& node, const VisitBlock& visit) {
    visit(node.body);
}
void blocks(const ExpectRevert& node, const VisitBlock& visit) {
    visit(node.body);
}
void blocks(const ExpectEmit& node, const VisitBlock& visit) {
    visit(node.body);
}
void blocks(const Declare&, const VisitBlock&) {}
void blocks(const DeclareTuple&, const VisitBlock&) {}
void blocks(const Assign&, const VisitBlock&) {}
void blocks(const Update&, const VisitBlock&) {}
void blocks(const ListUpdate&, const VisitBlock&) {}
void blocks(const Evaluate&, const VisitBlock&) {}
void blocks(const Return&, const VisitBlock&) {}
void blocks(const Break&, const VisitBlock&) {}
void blocks(const Continue&, const VisitBlock&) {}
void blocks(const Revert&, const VisitBlock&) {}
void blocks(const Require&, const VisitBlock&) {}
void blocks(const Assume&, const VisitBlock&) {}
void blocks(const Assert&, const VisitBlock&) {}
void blocks(const Emit&, const VisitBlock&) {}
void blocks(const Verify&, const VisitBlock&) {}
void blocks(const Unsafe& node, const VisitBlock& visit) {
    visit(node.body);
}

}  // namespace

void for_each_key(const Place& place, const Visit& visit) {
    for (const Projection& projection : place.path) {
        if (const auto* key = std::get_if<MapKey>(&projection.step)) each(key->key, visit);
        if (const auto* index = std::get_if<ArrayIndex>(&projection.step)) each(index->index, visit);
    }
}

void for_each_operand(const Expression& expression, const Visit& visit) {
    std::visit([&](const auto& node) { operands(node, visit); }, expression.node);
}

void for_each_expression(const Statement& statement, const Visit& visit) {
    std::visit([&](const auto& node) { expressions(node, visit); }, statement.node);
}

void for_each_block(const Statement& statement, const VisitBlock& visit) {
    std::visit([&](const auto& node) { blocks(node, visit); }, statement.node);
}

void walk_statements(const Block& block, const std::function<void(const Statement&)>& visit) {
    for (const StatementPtr& statement : block.statements) {
        visit(*statement);
        for_each_block(*statement, [&](const Block& inner) { walk_statements(inner, visit); });
    }
}

void walk_expression(const Expression& expression, const Visit& visit) {
    visit(expression);
    for_each_operand(expression, [&](const Expression& operand) { walk_expression(operand, visit); });
}

void walk_expressions(const Block& block, const Visit& visit) {
    walk_statements(block, [&](const Statement& statement) {
        for_each_expression(statement,
                            [&](const Expression& expression) { walk_expression(expression, visit); });
    });
}

}  // namespace deed::sema
