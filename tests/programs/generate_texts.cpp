#include "tests/programs/generator.hpp"

namespace deed::programs {

// Texts of bounded length, which are kept and changed, and slices of any length, which are not.

Shape Generator::choose_text() {
    static constexpr unsigned kBounds[] = {40, 5, 31, 32, 33, 70};
    return text_shape(choices_.one_in(2) ? "string" : "bytes", kBounds[choices_.below(std::size(kBounds))]);
}

/// Any bytes of the bound that the seed decides.
std::string Generator::text_from_seed(const Shape& shape) {
    const std::string text = shape.is_binary() && shape.size > 32 && choices_.one_in(2)
                                 ? "(abi.packed(seed) as " + shape.name + ")"
                                 : "";
    if (!text.empty()) return text;
    static constexpr const char* kTexts[] = {"\"\"", "\"deed\"", "\"a\"", "\"\\x00\\xff\"", "\"12345\""};
    return kTexts[choices_.below(std::size(kTexts))];
}

std::string Generator::text_value(const Shape& shape) {
    if (choices_.one_in(2)) return leaf(shape);
    const std::string slice = find_place(slice_shape(shape.is_binary() ? "bytes" : "string"), Mutable::No, 0);
    if (!slice.empty() && (shape.size > 60 || choices_.one_in(3)))
        return "(" + slice + " as " + shape.name + ")";
    if (shape.is_binary() && (shape.size > 31 || choices_.one_in(9)))
        return "(abi.encode(" + leaf(palette_[0]) + ") as " + shape.name + ")";
    return leaf(shape);
}

std::string Generator::slice_value(const Shape& shape, unsigned depth) {
    const std::string place = find_place(shape, Mutable::No, 0);
    if (!place.empty() && !choices_.one_in(3)) return place;
    if (!shape.is_binary() && scope_.has_label && choices_.one_in(2)) return "label";
    if (!shape.is_binary()) return "\"a text that fits no word of thirty-two bytes\"";
    switch (choices_.below(3)) {
        case 0: return "abi.encode(seed, " + (depth == 0 ? from_seed(structure_) : leaf(structure_)) + ")";
        case 1: return "abi.packed(" + (depth == 0 ? from_seed(palette_[0]) : leaf(palette_[0])) + ", seed)";
        default: return "(\"a constant text\" as bytes)";
    }
}

/// What a uint256 or bytes32 says about a text.
std::string Generator::text_fact(const Shape& shape) {
    const Shape text = choose_text();
    std::string place = find_place(text, Mutable::No, 1);
    if (place.empty()) place = find_place(slice_shape("bytes"), Mutable::No, 0);
    if (place.empty()) place = "abi.encode(seed, " + leaf(palette_[0]) + ")";
    if (shape.is(ShapeKind::FixedBytes)) return "keccak256(" + place + ")";
    return place + ".len";
}

void Generator::change_text() {
    const Shape text = choose_text();
    const std::string place = find_place(text, Mutable::Yes, 2);
    if (place.empty()) {
        const std::string local = name("v");
        const std::string value = text_value(text);
        line("var " + local + ": " + text.name + " = " + value);
        scope_.locals.push_back({local, text, Mutable::Yes});
        return;
    }
    switch (choices_.below(6)) {
        case 0: return change_guarded(place + ".len > 0", place + ".pop()");
        case 1: return line(place + ".clear()");
        case 2: return line(place + " = " + text_value(text));
        default:
            return change_guarded(place + ".len < " + std::to_string(text.size),
                                  place + ".push(" + expression(fixed_bytes_shape(1), 2) + ")");
    }
}

/// Encodes a value and reads it again, as another type of as many words too.
void Generator::decode_again() {
    if (choices_.one_in(3)) {
        const Shape whole = has_deep_ ? choose_deep() : list_;
        const std::string value = name("v");
        const std::string bytes = name("v");
        line("let " + value + ": " + whole.name + " = " + expression(whole, 1));
        line("let " + bytes + " = abi.encode(seed, " + value + ")");
        return keep_answer(tuple_shape({unsigned_shape(256), whole}), "abi.decode(" + bytes + ")");
    }
    const Shape from = choices_.one_in(3) ? structure_ : choose_word();
    const Shape to = choices_.one_in(2) ? from : choose_word();
    const std::string encoded = name("v");
    const std::string local = name("v");
    line("let " + encoded + " = abi.encode(" + expression(from, 2) + ")");
    line("let " + local + ": " + to.name + " = abi.decode(" + encoded + ")");
    scope_.locals.push_back({local, to, Mutable::No});
}

}  // namespace deed::programs
