#include <algorithm>

#include "tests/programs/generator.hpp"

namespace deed::programs {
namespace {

std::string in_parentheses(const std::string& text) {
    return "(" + text + ")";
}

std::string variant_of(const Shape& shape, unsigned number) {
    return shape.name + ".v" + std::to_string(number);
}

/// Whether a value may be written as a list or text whose type is known only where it goes.
bool has_literals(const Shape& shape) {
    if (shape.is(ShapeKind::List) || shape.is(ShapeKind::Text) || shape.is(ShapeKind::Slice)) return true;
    return !shape.is(ShapeKind::Struct) && std::any_of(shape.parts.begin(), shape.parts.end(), has_literals);
}

}  // namespace

// Places.

void Generator::collect_places(const Shape& shape, const Shape& whole, const PlaceForm& form,
                               std::vector<PlaceForm>& places, unsigned depth) {
    if (whole == shape) places.push_back(form);
    if (depth == 0) return;
    if (whole.is(ShapeKind::Struct))
        for (size_t i = 0; i < whole.parts.size(); ++i)
            collect_places(shape, whole.parts[i], {form.text + ".m" + std::to_string(i), form.holes}, places,
                           depth);
    const bool is_sequence = whole.is(ShapeKind::Array) || whole.is(ShapeKind::List);
    if (!is_sequence && !whole.is(ShapeKind::Map)) return;
    // What is not in a list yet is no place: where there is another, it is taken more often.
    if (whole.is(ShapeKind::List) && !places.empty()) return;
    PlaceForm inner{form.text + "[$]", form.holes};
    inner.holes.push_back(whole);
    collect_places(shape, whole.parts.back(), inner, places, depth - 1);
}

/// What stands in brackets behind an array or a map.
std::string Generator::key_of(const Shape& whole, unsigned depth) {
    // Most lists are short.
    if (whole.is(ShapeKind::List) && !choices_.one_in(3)) return "0";
    if (!whole.is(ShapeKind::Map)) {
        if (choices_.one_in(4)) return "seed % " + std::to_string(whole.size + (choices_.one_in(9) ? 1 : 0));
        return std::to_string(choices_.below(whole.size));
    }
    const Shape& key = whole.parts[0];
    if (key.is(ShapeKind::Tuple)) {
        std::string text;
        for (const Shape& part : key.parts)
            text += (text.empty() ? "" : ", ") + (depth > 1 ? expression(part, depth - 2) : from_seed(part));
        return "(" + text + ")";
    }
    if (key.is(ShapeKind::Address) && !choices_.one_in(3)) return "caller";
    return depth > 1 ? expression(key, depth - 2) : from_seed(key);
}

std::string Generator::find_place(const Shape& shape, Mutable wanted, unsigned depth) {
    std::vector<PlaceForm> places;
    for (const auto* variables : {&scope_.locals, &scope_.fields})
        for (const Variable& variable : *variables)
            if (wanted == Mutable::No || variable.is_mutable == Mutable::Yes)
                collect_places(shape, variable.shape, {variable.name, {}}, places, depth);
    if (places.empty()) return {};
    PlaceForm chosen_form = places[choices_.below(places.size())];
    // Many lists are empty.
    const auto is_list = [](const Shape& whole) { return whole.is(ShapeKind::List); };
    if (std::any_of(chosen_form.holes.begin(), chosen_form.holes.end(), is_list) && !choices_.one_in(4))
        return {};
    std::string text;
    size_t hole = 0;
    for (const char character : chosen_form.text)
        text += character == '$' ? key_of(chosen_form.holes[hole++], depth) : std::string{character};
    return text;
}

// Leaves.

std::string Generator::from_seed(const Shape& shape) {
    switch (shape.kind) {
        case ShapeKind::Bool: return "(seed > 1000)";
        case ShapeKind::Enum:
            return "(if seed > 9 { " + variant_of(shape, 1) + " } else { " + variant_of(shape, 0) + " })";
        case ShapeKind::Unsigned: return shape.size == 256 ? "seed" : "(seed as% " + shape.name + ")";
        case ShapeKind::Signed: return "(seed as% " + shape.name + ")";
        case ShapeKind::Unit: return in_parentheses(from_seed(shape.parts[0]) + " as " + shape.name);
        case ShapeKind::Address: return "((seed as% uint160) as address)";
        case ShapeKind::FixedBytes: {
            const std::string bits = "uint" + std::to_string(8 * shape.size);
            return shape.size == 32 ? "(seed as bytes32)" : "((seed as% " + bits + ") as " + shape.name + ")";
        }
        case ShapeKind::Option: return "some(" + from_seed(shape.parts[0]) + ")";
        case ShapeKind::List: return "[" + from_seed(shape.parts[0]) + "]";
        case ShapeKind::Array: {
            std::string text;
            for (unsigned i = 0; i < shape.size; ++i)
                text += (i == 0 ? "" : ", ") + from_seed(shape.parts[0]);
            return "[" + text + "]";
        }
        case ShapeKind::Tuple:
        case ShapeKind::Struct: {
            std::string text;
            for (const Shape& part : shape.parts) text += (text.empty() ? "" : ", ") + from_seed(part);
            return (shape.is(ShapeKind::Tuple) ? "" : shape.name) + "(" + text + ")";
        }
        case ShapeKind::Text: return text_from_seed(shape);
        case ShapeKind::Slice: return slice_value(shape, 0);
        case ShapeKind::Contract:
        case ShapeKind::Map: break;
    }
    return {};
}

std::string Generator::leaf(const Shape& shape) {
    const std::string place = choices_.one_in(8) ? std::string{} : find_place(shape, Mutable::No, 1);
    return place.empty() ? from_seed(shape) : place;
}

std::string Generator::operand(const Shape& shape, unsigned depth) {
    if (!shape.is_integer() || !choices_.one_in(3)) return expression(shape, depth);
    switch (choices_.below(shape.size < 128 ? 6 : 8)) {
        case 6: return choices_.one_in(2) ? "3 gwei" : "0xff_ff";
        case 7: return choices_.one_in(2) ? "1.5e3" : "2 minutes";
        case 0: return "1";
        case 1: return std::to_string(choices_.below(100));
        case 2: return shape.name + ".max";
        case 3: return shape.name + ".min";
        case 4: return in_parentheses(shape.name + ".max - " + std::to_string(choices_.below(4)));
        default: return "2";
    }
}

std::string Generator::count(unsigned depth) {
    if (choices_.one_in(2)) return std::to_string(choices_.below(260));
    return in_parentheses(expression(unsigned_shape(choices_.one_in(2) ? 8 : 256), depth) + " % 250");
}

// Operators.

std::string Generator::checked(const Shape& shape, unsigned depth) {
    const std::string left = expression(shape, depth);
    const bool is_unsigned = shape.is(ShapeKind::Unsigned);
    switch (choices_.below(is_unsigned ? 6 : 4)) {
        case 0: return left + " + " + operand(shape, depth);
        case 1: return left + " - " + operand(shape, depth);
        case 2: return left + " * " + operand(shape, depth);
        case 3:
            return choices_.one_in(2) ? left + " ** " + std::to_string(choices_.below(10))
                                      : left + " ** " + in_parentheses(from_seed(unsigned_shape(8)) + " % 6");
        case 4: {
            if (choices_.one_in(6)) return left + " % " + operand(shape, depth);
            return left + " % (" + expression(shape, depth) + ").max(1)";
        }
        default: return left + " << " + count(depth);
    }
}

std::string Generator::wrapping(const Shape& shape, unsigned depth) {
    const std::string left = expression(shape, depth);
    switch (choices_.below(shape.is(ShapeKind::Unsigned) ? 8 : 7)) {
        case 0: return left + " +% " + operand(shape, depth);
        case 1: return left + " -% " + operand(shape, depth);
        case 2: return left + " *% " + operand(shape, depth);
        case 3: return left + " & " + operand(shape, depth);
        case 4: return left + " | " + operand(shape, depth);
        case 5: return left + " ^ " + operand(shape, depth);
        case 6: return left + " >> " + count(depth);
        default: return left + " <<% " + count(depth);
    }
}

std::string Generator::division(const Shape& shape, unsigned depth) {
    static constexpr const char* kForms[] = {"down", "up", "exact"};
    std::string numerator = expression(shape, depth);
    if (shape.is(ShapeKind::Unsigned) && !choices_.one_in(3)) numerator += " * " + operand(shape, depth);
    std::string divisor = expression(shape, depth);
    if (!choices_.one_in(8)) divisor = in_parentheses(divisor) + ".max(1)";
    const uint64_t form = choices_.one_in(4) ? choices_.below(3) : choices_.below(2);
    return kForms[form] + in_parentheses(numerator + " / " + divisor);
}

std::string Generator::converted(const Shape& shape, unsigned depth) {
    Shape from = choose_integer();
    if (shape.is(ShapeKind::Unsigned) && choices_.one_in(8)) {
        const Shape bytes = fixed_bytes_shape(shape.size / 8);
        // Not a constant, of which the compiler would say whether it fits.
        return in_parentheses(expression(bytes, depth) + " ^ " + from_seed(bytes)) + " as " + shape.name;
    }
    if (choices_.one_in(10)) from = units_[choices_.below(units_.size())];
    if (from == shape)
        from = shape.is(ShapeKind::Unsigned) ? signed_shape(shape.size) : unsigned_shape(shape.size);
    const bool is_plain = from.is(ShapeKind::Unit) && from.parts[0] == shape;
    const bool may_cut = from.size >= shape.size && !is_plain;
    return expression(from, depth) + (may_cut && !choices_.one_in(4) ? " as% " : " as ") + shape.name;
}

std::string Generator::chosen(const Shape& shape, unsigned depth) {
    return "if " + condition(depth) + " { " + expression(shape, depth) + " } else { " +
           expression(shape, depth) + " }";
}

std::string Generator::matched(const Shape& shape, unsigned depth) {
    if (choices_.one_in(3)) {
        std::string text = "match " + condition(depth) + " { true => " + expression(shape, depth);
        return text + ", false => " + expression(shape, depth) + " }";
    }
    if (choices_.one_in(4)) {
        const Shape& plain = palette_.back();
        std::string text = "match " + leaf(plain) + " { ";
        for (unsigned i = 0; i < plain.size; ++i)
            text += (i == 0 ? "v" : ", v") + std::to_string(i) + " => " + expression(shape, depth);
        return text + " }";
    }
    const Shape element = choose_word();
    const std::string carried = name("v");
    std::string subject = expression(option_shape(element), 0);
    std::string text =
        "match " + subject + " { none => " + expression(shape, depth) + ", some(" + carried + ") => ";
    scope_.locals.push_back({carried, element, Mutable::No});
    text += expression(shape, depth);
    scope_.locals.pop_back();
    return text + " }";
}

std::string Generator::integer(const Shape& shape, unsigned depth) {
    const bool is_unsigned = shape.is(ShapeKind::Unsigned);
    switch (choices_.below(is_unsigned ? 12 : 10)) {
        case 0:
        case 1: return leaf(shape);
        case 2: return in_parentheses(checked(shape, depth - 1));
        case 3:
        case 4:
        case 5: return in_parentheses(wrapping(shape, depth - 1));
        case 6: return division(shape, depth - 1);
        case 7: return in_parentheses(converted(shape, depth - 1));
        case 8:
            return in_parentheses(expression(shape, depth - 1)) + (choices_.one_in(2) ? ".min" : ".max") +
                   in_parentheses(operand(shape, depth - 1));
        case 9:
            if (choices_.one_in(4))
                return (is_unsigned ? "larger(" + expression(shape, depth - 1) + ", "
                                    : std::string{"mirror("}) +
                       expression(shape, depth - 1) + ")";
            if (shape == unsigned_shape(256) && choices_.one_in(4))
                return std::string{choices_.one_in(2) ? "(2 ** (" : "(3 << ("} +
                       expression(unsigned_shape(8), depth - 1) + " % 9))";
            return (is_unsigned || choices_.one_in(2) ? "(~" : "(-") + expression(shape, depth - 1) + ")";
        case 10:
            if (shape.size == 256 && choices_.one_in(2)) return text_fact(shape);
            return in_parentheses(expression(shape, depth - 1)) + ".sqrt()";
        default:
            return in_parentheses(expression(shape, depth - 1)) + (choices_.one_in(8) ? "" : ".max(1)") +
                   ".log2()";
    }
}

std::string Generator::comparison(unsigned depth) {
    static constexpr const char* kOrders[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    const Shape shape = choose_word();
    const bool has_order = !shape.is(ShapeKind::Bool) && !shape.is(ShapeKind::Enum);
    if (has_order && choices_.one_in(8)) {
        const Shape option = option_shape(shape);
        return expression(option, 0) + kOrders[choices_.below(2)] + expression(option, 0);
    }
    const uint64_t order = choices_.below(has_order ? 6 : 2);
    return expression(shape, depth) + kOrders[order] + operand(shape, depth);
}

std::string Generator::condition(unsigned depth) {
    if (depth == 0) return leaf(bool_shape());
    switch (choices_.below(6)) {
        case 0: return leaf(bool_shape());
        case 1: return in_parentheses(condition(depth - 1) + " && " + condition(depth - 1));
        case 2: return in_parentheses(condition(depth - 1) + " || " + condition(depth - 1));
        case 3: return "(!" + condition(depth - 1) + ")";
        default: return in_parentheses(comparison(depth - 1));
    }
}

std::string Generator::fixed_bytes(const Shape& shape, unsigned depth) {
    const std::string one = expression(shape, depth - 1);
    switch (choices_.below(shape.size == 32 ? 8 : 6)) {
        case 0: return leaf(shape);
        case 1: return in_parentheses(one + " & " + expression(shape, depth - 1));
        case 2: return in_parentheses(one + " | " + expression(shape, depth - 1));
        case 3: return "(~" + one + ")";
        case 4: return in_parentheses(one + (choices_.one_in(2) ? " >> " : " <<% ") + count(depth - 1));
        case 5: {
            const Shape other = fixed_bytes_shape(static_cast<unsigned>(1 + choices_.below(31)));
            if (other.size == shape.size) return one;
            return in_parentheses(expression(other, depth - 1) +
                                  (other.size > shape.size ? " as% " : " as ") + shape.name);
        }
        case 6: return choices_.one_in(2) ? text_fact(shape) : "keccak256" + in_parentheses(one);
        default: return "sha256" + in_parentheses(one);
    }
}

std::string Generator::composite(const Shape& shape, unsigned depth) {
    const unsigned inner = depth == 0 ? 0 : depth - 1;
    if (shape.is(ShapeKind::Option)) return "some(" + expression(shape.parts[0], inner) + ")";
    if (shape.is(ShapeKind::Tuple)) return in_parentheses(arguments(shape.parts, inner));
    if (shape.is(ShapeKind::Struct) && choices_.one_in(4)) {
        std::string members;
        for (size_t i = 0; i < shape.parts.size(); ++i)
            members +=
                (i == 0 ? "" : ", ") + ("m" + std::to_string(i)) + ": " + expression(shape.parts[i], inner);
        return shape.name + in_parentheses(members);
    }
    if (shape.is(ShapeKind::Struct)) return shape.name + in_parentheses(arguments(shape.parts, inner));
    const uint64_t length = shape.is(ShapeKind::List) ? choices_.below(shape.size + 1) : shape.size;
    return "[" + arguments(std::vector<Shape>(length, shape.parts[0]), inner) + "]";
}

std::string Generator::arguments(const std::vector<Shape>& shapes, unsigned depth) {
    std::string text;
    for (const Shape& shape : shapes) text += (text.empty() ? "" : ", ") + expression(shape, depth);
    return text;
}

std::string Generator::called(const Helper& helper, unsigned depth) {
    return helper.name + in_parentheses(arguments(helper.parameters, depth));
}

std::string Generator::expression(const Shape& shape, unsigned depth) {
    if (depth == 0) return leaf(shape);
    if (choices_.one_in(24))
        if (const std::string known = fact(shape, depth - 1); !known.empty()) return known;
    if (choices_.one_in(10))
        for (const Helper& helper : scope_.helpers)
            if (helper.result == shape) return called(helper, depth - 1);
    if (scope_.may_call && shape == unsigned_shape(256) && choices_.one_in(12)) return asked_other(depth - 1);
    if (scope_.may_call && has_stranger_ && choices_.one_in(12))
        if (const std::string asked = asked_stranger(shape, depth - 1); !asked.empty()) return asked;
    if (choices_.one_in(12)) return in_parentheses(chosen(shape, depth - 1));
    if (shape.is_word() && choices_.one_in(24))
        return "nth(" + expression(array_shape(shape, 3), depth - 1) + ", " +
               expression(unsigned_shape(256), depth - 1) + ")";
    if (!has_literals(shape) && choices_.one_in(16))
        return "pick(" + condition(depth - 1) + ", " + expression(shape, depth - 1) + ", " +
               expression(shape, depth - 1) + ")";
    if (choices_.one_in(20)) return in_parentheses(matched(shape, depth - 1));
    switch (shape.kind) {
        case ShapeKind::Bool: return condition(depth);
        case ShapeKind::Enum:
            if (choices_.one_in(2)) return leaf(shape);
            return variant_of(shape, static_cast<unsigned>(choices_.below(shape.size)));
        case ShapeKind::Unsigned:
        case ShapeKind::Signed: return integer(shape, depth);
        case ShapeKind::Unit: return unit_value(shape, depth);
        case ShapeKind::Address:
            if (!choices_.one_in(3)) return leaf(shape);
            if (choices_.one_in(4))
                return "(" + expression(fixed_bytes_shape(20), depth - 1) + " as address)";
            return choices_.one_in(2) || !scope_.may_tell ? "caller" : "self";
        case ShapeKind::FixedBytes: return fixed_bytes(shape, depth);
        case ShapeKind::Option:
        case ShapeKind::Array:
        case ShapeKind::List:
        case ShapeKind::Tuple:
        case ShapeKind::Struct: return choices_.one_in(2) ? composite(shape, depth) : leaf(shape);
        case ShapeKind::Text: return text_value(shape);
        case ShapeKind::Slice: return slice_value(shape, depth);
        case ShapeKind::Contract:
        case ShapeKind::Map: break;
    }
    return leaf(shape);
}

}  // namespace deed::programs
