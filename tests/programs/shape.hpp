#pragma once

#include <string>
#include <vector>

#include "tests/programs/choices.hpp"

namespace deed::programs {

enum class ShapeKind : uint8_t {
    Bool,
    Enum,
    Unsigned,
    Signed,
    Unit,  ///< a number of its own kind
    Address,
    FixedBytes,
    Option,
    Array,
    List,
    Struct,
    Tuple,
    Text,  ///< bytes[..N] or string[..N]
    Contract,
    Slice,  ///< bytes or string of any length: parameters and what does not change
    Map,
};

/// A type of a generated program.
struct Shape {
    ShapeKind kind = ShapeKind::Unsigned;
    unsigned size =
        256;  ///< bits of numbers, bytes of bytesN and texts, elements of arrays, variants of enums
    std::vector<Shape> parts;  ///< Option, Array, List: the element; Map: key, value; Struct, Tuple: the
                               ///< members; Unit: the plain number
    std::string name;          ///< as the source has it

    bool operator==(const Shape& other) const { return name == other.name; }
    [[nodiscard]] bool is(ShapeKind wanted) const { return kind == wanted; }
    [[nodiscard]] bool is_integer() const { return is(ShapeKind::Unsigned) || is(ShapeKind::Signed); }
    [[nodiscard]] bool is_word() const { return kind <= ShapeKind::FixedBytes; }
    /// A text of bytes, not of characters.
    [[nodiscard]] bool is_binary() const { return name[0] == 'b'; }
    /// Whether a value has a map inside, so that it cannot be copied.
    [[nodiscard]] bool has_map() const;
};

[[nodiscard]] Shape bool_shape();
[[nodiscard]] Shape unsigned_shape(unsigned bits);
[[nodiscard]] Shape signed_shape(unsigned bits);
[[nodiscard]] Shape address_shape();
[[nodiscard]] Shape fixed_bytes_shape(unsigned length);
[[nodiscard]] Shape option_shape(const Shape& element);
[[nodiscard]] Shape array_shape(const Shape& element, unsigned length);
[[nodiscard]] Shape text_shape(const std::string& kind, unsigned most);
[[nodiscard]] Shape slice_shape(const std::string& kind);
[[nodiscard]] Shape list_shape(const Shape& element, unsigned most);
/// An enum whose variants are called v0, v1, … and carry nothing.
[[nodiscard]] Shape enum_shape(const std::string& name, unsigned variants);
[[nodiscard]] Shape tuple_shape(const std::vector<Shape>& members);
/// A `unit` of a plain number.
[[nodiscard]] Shape unit_shape(const std::string& name, const Shape& plain);
/// A contract behind an interface: only what is called is one.
[[nodiscard]] Shape contract_shape(const std::string& name);
[[nodiscard]] Shape map_shape(const Shape& key, const Shape& value);

/// Whether a public field of the shape can be asked for.
[[nodiscard]] bool has_getter(const Shape& shape);

/// Any shape of one word; the first choice is uint256.
[[nodiscard]] Shape choose_word(Choices& choices);
[[nodiscard]] Shape choose_integer(Choices& choices);

}  // namespace deed::programs
