#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

bool is_broken(const ExpressionPtr& expression) {
    return expression->type->is(TypeKind::Error);
}

}  // namespace

Operand Checker::check_node(const syntax::TupleExpression& node, source::Span span, const Type* expected) {
    const bool has_type = expected != nullptr && expected->is(TypeKind::Tuple);
    if (has_type && expected->members.size() != node.members.size()) {
        report(Code::TypeMismatch, span,
               {name_of(*expected), std::to_string(node.members.size()) + " values"});
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> members;
    Types member_types;
    for (size_t i = 0; i < node.members.size(); ++i) {
        members.push_back(check_value(*node.members[i], has_type ? expected->members[i] : nullptr));
        member_types.push_back(members.back()->type);
    }
    if (std::any_of(members.begin(), members.end(), is_broken)) return broken_operand(span);
    const Type* const type = has_type ? expected : types().tuple(std::move(member_types));
    return make_operand(TupleLiteral{std::move(members)}, type, span);
}

const Type* Checker::resolve_parts(const syntax::TypeNode& node) {
    const auto* tuple = std::get_if<syntax::TupleType>(&node.node);
    if (tuple == nullptr) return resolve_type(node, *here_.scope);
    Types members;
    for (const syntax::TypeNodePtr& member : tuple->members)
        members.push_back(resolve_type(*member, *here_.scope));
    const bool is_known = std::none_of(members.begin(), members.end(),
                                       [](const Type* member) { return member->is(TypeKind::Error); });
    return is_known ? types().tuple(std::move(members)) : types().error();
}

void Checker::check_declare_tuple(const syntax::DeclareStatement& node, source::Span span, Target& target) {
    const Type* const expected = node.type == nullptr ? nullptr : resolve_parts(*node.type);
    Operand operand = check_operand(*node.value, expected);
    if (expected != nullptr)
        operand = {std::nullopt, 0, settle(std::move(operand), expected), node.value->span};
    const Type* type = operand.expression == nullptr ? types().uint256() : operand.expression->type;
    if (!type->is(TypeKind::Tuple) && !type->is(TypeKind::Error)) {
        report(Code::TupleSize, span,
               {std::to_string(node.names.size()), type->is(TypeKind::Nothing) ? "no" : "1"});
        type = types().error();
    }
    if (type->is(TypeKind::Tuple) && type->members.size() != node.names.size()) {
        report(Code::TupleSize, span,
               {std::to_string(node.names.size()), std::to_string(type->members.size())});
        type = types().error();
    }
    std::vector<const Local*> locals;
    for (size_t i = 0; i < node.names.size(); ++i) {
        const Type* const member = type->is(TypeKind::Tuple) ? type->members[i] : types().error();
        const bool is_dropped = node.names[i].text == "_";
        if (is_dropped && member->is(TypeKind::Coin)) report(Code::CoinDropped, node.names[i].span);
        const bool is_var = node.binding == syntax::Binding::Var;
        if (!is_dropped && is_var && has_bare_slice(*member))
            report(Code::MutableSlice, node.names[i].span, {name_of(*member)});
        locals.push_back(is_dropped ? nullptr : declare_local(node.names[i], member, node.binding));
    }
    if (type->is(TypeKind::Error)) return;
    target.push_back(std::make_unique<Statement>(
        Statement{DeclareTuple{std::move(locals), std::move(operand.expression)}, span}));
}

/// The keys of a map with tuples: written out, or those of a local.
std::vector<ExpressionPtr> Checker::check_keys(const Type& map, const syntax::Expression& index) {
    const Type* const wanted = types().tuple(map.members);
    ExpressionPtr key = check_value(index, wanted);
    std::vector<ExpressionPtr> keys;
    if (is_broken(key)) return keys;
    if (auto* written = std::get_if<TupleLiteral>(&key->node)) return std::move(written->members);
    const auto* read = std::get_if<PlaceRead>(&key->node);
    const auto* const* local = read == nullptr ? nullptr : std::get_if<const Local*>(&read->place.root);
    if (local == nullptr || !read->place.path.empty()) {
        report(Code::TypeMismatch, index.span, {name_of(*wanted) + " written out", "another expression"})
            .with_help("give its parts names first: `let (a, b) = …`");
        return keys;
    }
    for (uint32_t i = 0; i < map.members.size(); ++i) {
        Place member{*local, {}, map.members[i], index.span};
        member.path.push_back({StructMember{i}, map.members[i], index.span});
        keys.push_back(make(PlaceRead{std::move(member)}, map.members[i], index.span));
    }
    return keys;
}

Operand Checker::check_tuple_key(Operand base, const syntax::Expression& index, source::Span span) {
    std::vector<ExpressionPtr> keys = check_keys(*base.expression->type, index);
    if (keys.empty()) return broken_operand(span);
    for (ExpressionPtr& key : keys) {
        const Type* const element = base.expression->type->element;
        base = project(std::move(base), MapKey{std::move(key)}, element, span);
    }
    return base;
}

}  // namespace deed::sema
