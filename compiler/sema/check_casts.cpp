#include <algorithm>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "compiler/sema/hints.hpp"

namespace deed::sema {

Operand Checker::check_node(const syntax::CastExpression& node, source::Span span, const Type*) {
    const Type* const target = resolve_type(*node.type, *here_.scope);
    Operand operand = check_operand(*node.operand, nullptr);
    const bool is_broken = operand.expression != nullptr && operand.expression->type->is(TypeKind::Error);
    if (is_broken || target->is(TypeKind::Error)) return broken_operand(span);
    if (operand.number && node.form == syntax::CastForm::Checked) {
        if (target->is_integer()) return {std::nullopt, 0, settle_number(operand, target), span};
        const bool is_address = target->is(TypeKind::Address);
        const bool is_bytes = target->is(TypeKind::FixedBytes);
        if (is_bytes && operand.hex_bytes == target->length)
            return {std::nullopt, 0, settle_number(operand, target), span};
        if (is_address || is_bytes) {
            const Type* const word =
                types().unsigned_integer(is_address ? 160 : static_cast<unsigned>(8 * target->length));
            return check_cast(settle_number(operand, word), target, node.form, span);
        }
    }
    return check_cast(settle(std::move(operand), nullptr), target, node.form, span);
}

std::optional<CastKind> Checker::find_cast(const Type& from, const Type& to, syntax::CastForm form) const {
    const auto is_contract = [](const Type& type) {
        return type.is(TypeKind::Instance) || type.is(TypeKind::Interface);
    };
    const auto is_bits = [](const Type& type, TypeKind kind, unsigned bits) {
        return type.is(kind) && type.bits == bits;
    };
    // From one unit to another it goes by way of the number.
    if (from.unit != nullptr && to.unit != nullptr && from.unit != to.unit) return std::nullopt;
    const bool is_counted = from.unit != nullptr || to.unit != nullptr;
    if (is_counted && !(from.is_integer() && to.is_integer())) return std::nullopt;
    if (form == syntax::CastForm::Truncating) {
        if (from.is(TypeKind::FixedBytes) && to.is(TypeKind::FixedBytes) && to.length < from.length)
            return CastKind::Resize;
        if (!from.is_integer() || !to.is_integer() || to.bits > from.bits) return std::nullopt;
        if (from.bits != to.bits) return CastKind::Truncate;
        return from.kind == to.kind ? std::nullopt : std::optional{CastKind::Reinterpret};
    }
    if (from.is_integer() && to.is_integer())
        return from.kind == to.kind && from.bits <= to.bits ? CastKind::Widen : CastKind::Checked;
    if (from.is(TypeKind::FixedBytes) && to.is(TypeKind::FixedBytes))
        return to.length >= from.length ? std::optional{CastKind::Resize} : std::nullopt;
    const bool is_word_and_bytes =
        (from.is(TypeKind::Unsigned) &&
         is_bits(from, TypeKind::Unsigned, static_cast<unsigned>(8 * to.length)) &&
         to.is(TypeKind::FixedBytes)) ||
        (to.is(TypeKind::Unsigned) && to.bits == 8 * from.length && from.is(TypeKind::FixedBytes));
    if (is_word_and_bytes) return CastKind::Reinterpret;
    const auto is_like_address = [&](const Type& type) {
        return is_bits(type, TypeKind::Unsigned, 160) ||
               (type.is(TypeKind::FixedBytes) && type.length == 20) || is_contract(type);
    };
    if (from.is(TypeKind::Address) && to.is(TypeKind::Address)) return CastKind::Reinterpret;
    if (from.is(TypeKind::Address) && is_like_address(to) && !to.is(TypeKind::Instance))
        return CastKind::Reinterpret;
    if (to.is(TypeKind::Address) && is_like_address(from)) return CastKind::Reinterpret;
    if (is_contract(from) && to.is(TypeKind::Interface)) return CastKind::Reinterpret;
    if (from.is(TypeKind::String) && to.is(TypeKind::Bytes)) return CastKind::Reinterpret;
    const bool is_bytes = from.is(TypeKind::Bytes) || from.is(TypeKind::BoundedBytes);
    const bool is_string = from.is(TypeKind::String) || from.is(TypeKind::BoundedString);
    const bool is_bound =
        (is_bytes && to.is(TypeKind::BoundedBytes)) || (is_string && to.is(TypeKind::BoundedString));
    if (is_bound) return CastKind::Bound;
    const bool is_plain_enum = from.is(TypeKind::Enum) && from.is_word();
    if (is_plain_enum && is_bits(to, TypeKind::Unsigned, 8)) return CastKind::Reinterpret;
    return std::nullopt;
}

/// A constant text as bytesN: its characters, then zeros.
Operand Checker::check_text_cast(const Constant& text, const Type* target, source::Span span) {
    const Bytes& characters = std::get<Bytes>(text.value);
    if (characters.size() > target->length) {
        report(Code::DoesNotFit, span,
               {"a text of " + std::to_string(characters.size()) + " bytes", name_of(*target)});
        return broken_operand(span);
    }
    Hash word;
    std::copy(characters.begin(), characters.end(), word.bytes.begin());
    return {std::nullopt, 0, make_constant(to_word(word), target, span), span};
}

Operand Checker::check_cast(ExpressionPtr operand, const Type* target, syntax::CastForm form,
                            source::Span span) {
    const Type* const from = operand->type;
    if (from->is(TypeKind::Error) || target->is(TypeKind::Error)) return broken_operand(span);
    const Constant* const text = from->is_slice() ? constant_of(*operand) : nullptr;
    if (text != nullptr && target->is(TypeKind::FixedBytes)) return check_text_cast(*text, target, span);
    const auto kind = find_cast(*from, *target, form);
    if (!kind) {
        auto& message = report(Code::InvalidCast, span, {name_of(*from), name_of(*target)});
        if (form == syntax::CastForm::Checked && find_cast(*from, *target, syntax::CastForm::Truncating))
            message.with_help("`as%` cuts the value");
        else if (form == syntax::CastForm::Truncating && find_cast(*from, *target, syntax::CastForm::Checked))
            message.with_help("nothing is cut off here: use `as`");
        else if (std::string help = help_for_cast(*from, *target); !help.empty())
            message.with_help(std::move(help));
        return broken_operand(span);
    }
    if (ExpressionPtr bounded = convert_bounded(operand, target))
        return {std::nullopt, 0, std::move(bounded), span};
    const bool is_constant_slice = from->is_slice() && constant_of(*operand) != nullptr;
    if (is_constant_slice) operand->type = target;
    if (is_constant_slice || from == target) return {std::nullopt, 0, std::move(operand), span};
    Operand result = make_operand(Cast{*kind, std::move(operand)}, target, span);
    result.expression = fold_or_report(std::move(result.expression));
    return result;
}

}  // namespace deed::sema
