#include "tests/programs/shape.hpp"

#include <algorithm>

namespace deed::programs {
namespace {

/// Widths whose checks differ, and those that pack unevenly.
constexpr unsigned kWidths[] = {256, 8, 16, 64, 128, 136, 160, 248, 24, 96};
constexpr unsigned kLengths[] = {32, 1, 4, 16, 20, 31};

template <typename Row>
unsigned choose(Choices& choices, const Row& row) {
    return row[choices.below(std::size(row))];
}

}  // namespace

bool Shape::has_map() const {
    return is(ShapeKind::Map) ||
           std::any_of(parts.begin(), parts.end(), [](const Shape& part) { return part.has_map(); });
}

Shape bool_shape() {
    return {ShapeKind::Bool, 1, {}, "bool"};
}
Shape unsigned_shape(unsigned bits) {
    return {ShapeKind::Unsigned, bits, {}, "uint" + std::to_string(bits)};
}
Shape signed_shape(unsigned bits) {
    return {ShapeKind::Signed, bits, {}, "int" + std::to_string(bits)};
}
Shape address_shape() {
    return {ShapeKind::Address, 20, {}, "address"};
}
Shape fixed_bytes_shape(unsigned length) {
    return {ShapeKind::FixedBytes, length, {}, "bytes" + std::to_string(length)};
}
Shape option_shape(const Shape& element) {
    return {ShapeKind::Option, 0, {element}, element.name + "?"};
}
Shape array_shape(const Shape& element, unsigned length) {
    return {ShapeKind::Array, length, {element}, element.name + "[" + std::to_string(length) + "]"};
}
Shape text_shape(const std::string& kind, unsigned most) {
    return {ShapeKind::Text, most, {}, kind + "[.." + std::to_string(most) + "]"};
}
Shape slice_shape(const std::string& kind) {
    return {ShapeKind::Slice, 0, {}, kind};
}
Shape list_shape(const Shape& element, unsigned most) {
    return {ShapeKind::List, most, {element}, element.name + "[.." + std::to_string(most) + "]"};
}
Shape enum_shape(const std::string& name, unsigned variants) {
    return {ShapeKind::Enum, variants, {}, name};
}
Shape unit_shape(const std::string& name, const Shape& plain) {
    return {ShapeKind::Unit, plain.size, {plain}, name};
}
Shape contract_shape(const std::string& name) {
    return {ShapeKind::Contract, 20, {}, name};
}
Shape tuple_shape(const std::vector<Shape>& members) {
    Shape shape{ShapeKind::Tuple, 0, members, ""};
    for (const Shape& member : members) shape.name += (shape.name.empty() ? "(" : ", ") + member.name;
    shape.name += ")";
    return shape;
}
Shape map_shape(const Shape& key, const Shape& value) {
    return {ShapeKind::Map, 0, {key, value}, "map<" + key.name + ", " + value.name + ">"};
}

bool has_getter(const Shape& shape) {
    // Arrays of a struct are left out, and something must be left.
    if (shape.is(ShapeKind::Struct))
        return !std::all_of(shape.parts.begin(), shape.parts.end(),
                            [](const Shape& part) { return part.is(ShapeKind::Array); });
    const bool is_indexed =
        shape.is(ShapeKind::Array) || shape.is(ShapeKind::List) || shape.is(ShapeKind::Map);
    return !is_indexed || has_getter(shape.parts.back());
}

Shape choose_integer(Choices& choices) {
    const unsigned bits = choose(choices, kWidths);
    return choices.one_in(3) ? signed_shape(bits) : unsigned_shape(bits);
}

Shape choose_word(Choices& choices) {
    switch (choices.below(8)) {
        case 5: return bool_shape();
        case 6: return address_shape();
        case 7: return fixed_bytes_shape(choose(choices, kLengths));
        default: return choose_integer(choices);
    }
}

}  // namespace deed::programs
