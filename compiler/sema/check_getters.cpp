#include "compiler/sema/checker.hpp"
#include "compiler/sema/selectors.hpp"

namespace deed::sema {

Function* Checker::make_getter(PendingContract& pending, const std::string& name, source::Span span) {
    auto& getter = pending.contract->functions.emplace_back(std::make_unique<Function>());
    getter->kind = FunctionKind::Getter;
    getter->name = name_in(pending, name);
    getter->part = pending.part;
    getter->contract = pending.contract;
    getter->signature.name = name;
    getter->signature.source_name = name;
    getter->signature.mutability = Mutability::View;
    getter->signature.span = span;
    getter->span = span;
    getter->body.span = span;
    getter->result = types().error();  // until it has one
    here_ = {.scope = pending.scope,
             .function = getter.get(),
             .contract = pending.contract,
             .locals = &getter->locals};
    return getter.get();
}

/// The part of the field that the getter's parameters lead to: one for every map and array on the way, as
/// Solidity's getters have them.
Place Checker::make_getter_place(const Function& getter, const Field& field) {
    Place place{&field, {}, field.type, field.span};
    for (const Local* parameter : getter.parameters) {
        ExpressionPtr key =
            make(PlaceRead{Place{parameter, {}, parameter->type, field.span}}, parameter->type, field.span);
        Projection projection{{}, place.type->element, field.span};
        if (place.type->is(TypeKind::Map))
            projection.step = MapKey{std::move(key)};
        else
            projection.step = ArrayIndex{std::move(key)};
        place.type = place.type->element;
        place.path.push_back(std::move(projection));
    }
    return place;
}

void Checker::make_field_getter(PendingContract& pending, const Field& field) {
    if (field.type->is(TypeKind::Error)) return;
    // A part that nobody named stands before no name.
    const bool is_own = field.part == nullptr || field.part->path.empty();
    const size_t prefix = is_own ? 0 : field.part->path.size() + 1;
    Function& getter = *make_getter(pending, field.name.substr(prefix), field.span);
    getter.documentation = field.documentation;
    const Type* type = field.type;
    while (type->is(TypeKind::Map) || type->is_sequence()) {
        const Type* key = type->is(TypeKind::Map) ? type->key : types().uint256();
        getter.parameters.push_back(make_local("$" + std::to_string(getter.parameters.size()), key,
                                               syntax::Binding::Let, field.span));
        getter.signature.parameters.push_back({"", key, field.span});
        type = type->element;
    }

    std::vector<ExpressionPtr> values;
    if (!type->is(TypeKind::Struct) && !type->is(TypeKind::Tuple)) {
        if (!has_abi(*type)) {
            report(Code::NoAbiType, field.span, {name_of(*type), "the result of a getter"});
            return;
        }
        values.push_back(make(PlaceRead{make_getter_place(getter, field)}, type, field.span));
        return finish_getter(getter, std::move(values));
    }
    std::vector<Parameter> members;
    if (type->is(TypeKind::Struct)) members = type->structure->members;
    for (const Type* member : type->members) members.push_back({"", member, field.span});
    for (uint32_t i = 0; i < members.size(); ++i) {
        if (members[i].type->is_sequence() || !has_abi(*members[i].type)) continue;
        Place place = make_getter_place(getter, field);
        place.path.push_back({StructMember{i}, members[i].type, field.span});
        place.type = members[i].type;
        getter.signature.results.push_back({members[i].name, members[i].type, field.span});
        values.push_back(make(PlaceRead{std::move(place)}, members[i].type, field.span));
    }
    if (values.empty()) {
        report(Code::NoAbiType, field.span, {name_of(*type), "the result of a getter"});
        return;
    }
    finish_getter(getter, std::move(values));
}

void Checker::make_constant_getter(PendingContract& pending, ConstantSymbol& constant,
                                   const syntax::Declaration& declaration) {
    const syntax::Identifier& name = constant.syntax->name;
    std::vector<ExpressionPtr> values;
    values.push_back(settle(read_constant(constant, name.span), nullptr));
    if (values.front()->type->is(TypeKind::Error)) return;
    Function& getter = *make_getter(pending, name.text, name.span);
    getter.documentation = declaration.documentation;
    getter.signature.mutability = Mutability::Pure;
    finish_getter(getter, std::move(values));
}

void Checker::finish_getter(Function& getter, std::vector<ExpressionPtr> values) {
    Types members;
    for (const ExpressionPtr& value : values) members.push_back(value->type);
    if (getter.signature.results.empty())
        getter.signature.results.push_back({"", members.front(), getter.span});
    getter.signature.selector = selector_of(canonical_form(getter.signature));
    getter.result = members.size() == 1 ? members.front() : types().tuple(members);

    ExpressionPtr result = std::move(values.front());
    if (values.size() > 1) {
        values.front() = std::move(result);
        result = make(TupleLiteral{std::move(values)}, getter.result, getter.span);
    }
    getter.body.statements.push_back(
        std::make_unique<Statement>(Statement{Return{std::move(result)}, getter.span}));
}

}  // namespace deed::sema
