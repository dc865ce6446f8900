#include "compiler/evaluator/evaluation.hpp"

namespace deed::evaluator {

namespace {

/// A bool is matched too: its variants carry nothing.
Variant variant_of(const Value& subject) {
    if (const auto* boolean = std::get_if<bool>(&subject.data)) return {*boolean ? 1U : 0U, {}};
    return subject.variant();
}

}  // namespace

void Evaluation::bind(const std::vector<const sema::Local*>& bindings, const Variant& variant) {
    for (size_t i = 0; i < bindings.size(); ++i)
        if (bindings[i] != nullptr) locals_.at(bindings[i]->index) = variant.members.at(i);
}

Evaluated Evaluation::evaluate_node(const sema::VariantLiteral& node, const sema::Expression& whole) {
    DEED_TRY(members, evaluate_all(node.members));
    if (whole.type->is(sema::TypeKind::Bool)) return Value{node.variant == 1};
    return Value{Variant{node.variant, std::move(members)}};
}

Evaluated Evaluation::evaluate_node(const sema::MatchValue& node, const sema::Expression&) {
    DEED_TRY(subject, evaluate(*node.subject));
    const Variant variant = variant_of(subject);
    bind(node.arms.at(variant.tag).bindings, variant);
    return evaluate(*node.arms[variant.tag].value);
}

Executed Evaluation::execute_node(const sema::Match& node) {
    DEED_TRY(subject, evaluate(*node.subject));
    const Variant variant = variant_of(subject);
    bind(node.arms.at(variant.tag).bindings, variant);
    return execute(node.arms[variant.tag].body);
}

}  // namespace deed::evaluator
