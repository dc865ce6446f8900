#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {
namespace {

std::string count_text(size_t count) {
    if (count == 0) return "nothing";
    return std::to_string(count) + (count == 1 ? " value" : " values");
}

}  // namespace

// Options.

Operand Checker::check_node(const syntax::SomeExpression& node, source::Span span, const Type* expected) {
    const bool is_option = expected != nullptr && expected->is(TypeKind::Option);
    ExpressionPtr value = check_value(*node.value, is_option ? expected->element : nullptr);
    if (value->type->is(TypeKind::Error)) return broken_operand(span);
    if (value->type->is(TypeKind::Coin)) {
        report(Code::CoinMisplaced, value->span, {"optional"});
        return broken_operand(span);
    }
    const Type* const type = types().option(value->type);
    std::vector<ExpressionPtr> members;
    members.push_back(std::move(value));
    return make_operand(VariantLiteral{1, std::move(members)}, type, span);
}

Operand Checker::check_node(const syntax::NoneExpression&, source::Span span, const Type* expected) {
    if (expected != nullptr && expected->is(TypeKind::Option))
        return make_operand(VariantLiteral{0, {}}, expected, span);
    if (expected == nullptr)
        report(Code::UntypedNone, span).with_help("write the type: `let x: address? = none`");
    else if (!expected->is(TypeKind::Error))
        report(Code::TypeMismatch, span, {name_of(*expected), "`none`"});
    return broken_operand(span);
}

// Enums.

Operand Checker::check_plain_variant(const Enum& enumeration, const syntax::Identifier& name,
                                     source::Span span) {
    const Type* const type = types().of(enumeration);
    const std::vector<VariantShape> variants = variants_of(*type);
    const auto variant = find_variant(name, *type, variants);
    if (!variant) return broken_operand(span);
    if (!variants[*variant].members.empty()) {
        report(Code::VariantMembers, span,
               {name.text, count_text(variants[*variant].members.size()), "nothing"});
        return broken_operand(span);
    }
    if (type->is_word()) return {std::nullopt, 0, make_constant(*variant, type, span), span};
    return make_operand(VariantLiteral{*variant, {}}, type, span);
}

Operand Checker::check_variant_call(const Enum& enumeration, const syntax::Identifier& name,
                                    const syntax::CallExpression& call, source::Span span) {
    check_no_options(call);
    const Type* const type = types().of(enumeration);
    const auto variant = find_variant(name, *type, variants_of(*type));
    if (!variant) {
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    const std::vector<Parameter>& members = enumeration.variants[*variant].members;
    if (members.empty()) {
        report(Code::NotCallable, call.callee->span, {"`" + name.text + "`, which carries nothing,"})
            .with_help("write `" + enumeration.name + "." + name.text + "` alone");
        check_dropped_arguments(call.arguments);
        return broken_operand(span);
    }
    std::vector<ExpressionPtr> values = check_arguments(name.text, members, call.arguments, span);
    const bool is_broken = std::any_of(values.begin(), values.end(), [](const ExpressionPtr& value) {
        return value->type->is(TypeKind::Error);
    });
    if (is_broken || values.size() != members.size()) return broken_operand(span);
    return make_operand(VariantLiteral{*variant, std::move(values)}, type, span);
}

// Arms.

template <typename Node>
std::vector<VariantShape> Checker::find_variants(const Node& match, const Expression& subject) {
    const Type& type = *subject.type;
    std::vector<VariantShape> variants = variants_of(type);
    // A pattern that is none says more than the subject does.
    if (!variants.empty() || type.is(TypeKind::Error) || match.has_mistakes) return variants;
    auto& message = report(Code::NotMatchable, subject.span, {name_of(type)});
    const bool is_outcome = !match.arms.empty() && (match.arms.front().pattern.variant.text == "ok" ||
                                                    match.arms.front().pattern.variant.text == "fail");
    if (is_outcome)
        message.with_help(
            "a call that may fail is tried: `match try call x.f{gas: n}() { ok(v) => … fail(why) => … }`");
    else if (type.is_integer())
        message.with_help("numbers are told apart by `if … else if …`");
    return variants;
}

std::optional<uint32_t> Checker::find_variant(const syntax::Identifier& name, const Type& subject,
                                              const std::vector<VariantShape>& variants) {
    if (name.text.empty()) return std::nullopt;
    const auto found = std::find_if(variants.begin(), variants.end(),
                                    [&](const VariantShape& variant) { return variant.name == name.text; });
    if (found != variants.end()) return static_cast<uint32_t>(found - variants.begin());
    auto& message = report(Code::UnknownVariant, name.span, {name_of(subject), name.text});
    std::vector<std::string> names;
    for (const VariantShape& variant : variants) names.push_back(variant.name);
    const bool is_rest = name.text == "_" || name.text == "default" || name.text == "otherwise";
    if (is_rest)
        message.with_help("there is no arm for the rest: each variant has one");
    else if (const auto similar = nearest_name(name.text, names))
        message.with_help("did you mean `" + *similar + "`?");
    return std::nullopt;
}

std::optional<uint32_t> Checker::find_variant(const syntax::Pattern& pattern, const Type& subject,
                                              const std::vector<VariantShape>& variants) {
    const auto found = find_variant(pattern.variant, subject, variants);
    if (!found) return std::nullopt;
    const size_t carried = variants[*found].members.size();
    if (carried == pattern.bindings.size()) return found;
    report(Code::VariantMembers, pattern.span,
           {pattern.variant.text, count_text(carried), count_text(pattern.bindings.size())})
        .with_help(carried == 0 ? "write `" + pattern.variant.text + "` alone"
                                : "give each a name, or `_` to drop it");
    return std::nullopt;
}

template <typename Node>
std::vector<size_t> Checker::order_arms(const Node& match, const Type& subject,
                                        const std::vector<VariantShape>& variants, source::Span span) {
    if (variants.empty()) return {};
    constexpr size_t kNoArm = ~size_t{0};
    std::vector<size_t> order(variants.size(), kNoArm);
    bool is_broken = match.has_mistakes;
    for (size_t i = 0; i < match.arms.size(); ++i) {
        const syntax::Pattern& pattern = match.arms[i].pattern;
        const auto variant = find_variant(pattern, subject, variants);
        is_broken = is_broken || !variant;
        if (!variant) continue;
        if (order[*variant] == kNoArm) {
            order[*variant] = i;
            continue;
        }
        report(Code::RepeatedArm, pattern.span, {pattern.variant.text})
            .note(match.arms[order[*variant]].pattern.span, "first here");
        is_broken = true;
    }
    if (is_broken) return {};
    std::string missing;
    for (size_t i = 0; i < variants.size(); ++i)
        if (order[i] == kNoArm) missing += (missing.empty() ? "`" : ", `") + variants[i].name + "`";
    if (missing.empty()) return order;
    const source::Span word{span.file, span.begin, span.begin + 5};
    report(Code::MissingArm, word, {missing}).with_help("a `match` has an arm for each variant");
    return {};
}

ExpressionPtr Checker::check_subject(const syntax::Expression& subject) {
    const auto* external = std::get_if<syntax::ExternalExpression>(&subject.node);
    here_.takes_attempt = external != nullptr && external->form == syntax::ExternalForm::Try;
    ExpressionPtr value = check_value(subject, nullptr);
    here_.takes_attempt = false;
    return value;
}

/// Opens a block in which the names of a pattern mean what the variant carries; after a mistake, anything.
std::vector<const Local*> Checker::bind_pattern(const syntax::Pattern& pattern, const VariantShape* variant) {
    here_.blocks.emplace_back();
    std::vector<const Local*> bindings;
    for (size_t i = 0; i < pattern.bindings.size(); ++i) {
        const bool is_known = variant != nullptr && i < variant->members.size();
        const Type* const type = is_known ? variant->members[i] : types().error();
        const bool is_dropped = pattern.bindings[i].text == "_";
        if (is_dropped && type->is(TypeKind::Coin)) report(Code::CoinDropped, pattern.bindings[i].span);
        bindings.push_back(is_dropped ? nullptr
                                      : declare_local(pattern.bindings[i], type, syntax::Binding::Let));
    }
    return bindings;
}

void Checker::check_node(const syntax::MatchStatement& node, source::Span span, Target& target) {
    Match match;
    match.subject = check_subject(*node.subject);
    const Type& type = *match.subject->type;
    const std::vector<VariantShape> variants = find_variants(node, *match.subject);
    const std::vector<size_t> order = order_arms(node, type, variants, span);

    std::vector<MatchArm> arms;
    for (size_t i = 0; i < node.arms.size(); ++i) {
        const auto variant = std::find(order.begin(), order.end(), i);
        const VariantShape* const shape =
            variant == order.end() ? nullptr : &variants[static_cast<size_t>(variant - order.begin())];
        std::vector<const Local*> bindings = bind_pattern(node.arms[i].pattern, shape);
        arms.push_back({std::move(bindings), check_block(node.arms[i].body)});
        here_.blocks.pop_back();
    }
    for (const size_t arm : order) match.arms.push_back(std::move(arms[arm]));
    if (!match.arms.empty())
        target.push_back(std::make_unique<Statement>(Statement{std::move(match), span}));
    else if (here_.function != nullptr)
        unfinished_.insert(here_.function);
}

Operand Checker::check_node(const syntax::MatchExpression& node, source::Span span, const Type* expected) {
    MatchValue match;
    match.subject = check_subject(*node.subject);
    const Type& type = *match.subject->type;
    const std::vector<VariantShape> variants = find_variants(node, *match.subject);
    const std::vector<size_t> order = order_arms(node, type, variants, span);

    std::vector<std::vector<const Local*>> bindings;
    std::vector<Operand> values;
    for (size_t i = 0; i < node.arms.size(); ++i) {
        const auto variant = std::find(order.begin(), order.end(), i);
        const VariantShape* const shape =
            variant == order.end() ? nullptr : &variants[static_cast<size_t>(variant - order.begin())];
        bindings.push_back(bind_pattern(node.arms[i].pattern, shape));
        values.push_back(check_operand(*node.arms[i].value, expected));
        here_.blocks.pop_back();
        const bool is_option =
            values[i].expression != nullptr && values[i].expression->type->is(TypeKind::Option);
        if (expected == nullptr && is_option) expected = values[i].expression->type;
    }
    std::vector<Operand*> choices;
    for (Operand& value : values) choices.push_back(&value);
    const Type* const result = common_type(choices, expected);
    bool is_broken = order.empty();
    for (const size_t arm : order) {
        match.arms.push_back({std::move(bindings[arm]), settle(std::move(values[arm]), result)});
        is_broken = is_broken || match.arms.back().value->type->is(TypeKind::Error);
    }
    if (is_broken) return broken_operand(span);
    const Type* const settled = match.arms.front().value->type;
    return make_operand(std::move(match), settled, span);
}

}  // namespace deed::sema
