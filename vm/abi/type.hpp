#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"

/// The contract ABI (Solidity's "Contract ABI Specification"): types, signatures, and the coding of values.
namespace deed::abi {

enum class Kind : uint8_t {
    Uint,        ///< uint8 … uint256
    Int,         ///< int8 … int256
    Bool,        ///< bool
    Address,     ///< address
    FixedBytes,  ///< bytes1 … bytes32, and function (24 bytes)
    Bytes,       ///< bytes
    String,      ///< string
    Array,       ///< T[n]
    List,        ///< T[]
    Tuple        ///< (T, U)
};

/// A type of the ABI. Make one with the functions below, which keep the limits; then it can be trusted.
struct Type {
    Kind kind = Kind::Uint;
    size_t size = 256;                    ///< Uint, Int: bits; FixedBytes: bytes; Array: elements; else 0
    std::vector<Type> members = {};       ///< Array, List: the element type; Tuple: one per member
    std::vector<std::string> names = {};  ///< Tuple: as many as members; a name may be empty

    bool operator==(const Type&) const = default;
    /// Of an array or a list.
    [[nodiscard]] const Type& element() const { return members.front(); }
};

/// How deeply types may be nested, and how many words the static part of a type may have.
inline constexpr size_t kDeepestType = 32;
inline constexpr size_t kMostWords = size_t{1} << 24;

[[nodiscard]] Type uint_type(size_t bits = 256);
[[nodiscard]] Type int_type(size_t bits = 256);
[[nodiscard]] Type bool_type();
[[nodiscard]] Type address_type();
[[nodiscard]] Type fixed_bytes_type(size_t size);
[[nodiscard]] Type bytes_type();
[[nodiscard]] Type string_type();
/// @p count elements; nothing for none, for elements without size, and beyond the limits.
[[nodiscard]] std::optional<Type> array_type(Type element, size_t count);
/// Any number of elements; nothing for elements without size, and beyond the limits.
[[nodiscard]] std::optional<Type> list_type(Type element);
/// Members in order; @p names has as many, or is empty. Nothing beyond the limits.
[[nodiscard]] std::optional<Type> tuple_type(std::vector<Type> members, std::vector<std::string> names = {});

/// Reads "uint256", "bytes32[2][]", "(address,uint8 kind)[]" or "tuple(address,uint8)"; "uint" and "int" mean
/// 256 bits. Nothing when it is no type of the ABI or beyond the limits.
[[nodiscard]] std::optional<Type> parse_type(std::string_view text);

/// A named value of a function, event, error or tuple.
struct Parameter {
    std::string name;
    Type type;

    bool operator==(const Parameter&) const = default;
};

/// Reads a type as the JSON form of the ABI writes it: "tuple", "tuple[]" and so on take @p components as
/// members.
[[nodiscard]] std::optional<Type> parse_type(std::string_view text, std::span<const Parameter> components);

/// The name in signatures: "uint256", "(address,uint8)[]".
[[nodiscard]] std::string canonical_name(const Type& type);

/// Whether values differ in length: they are coded behind an offset.
[[nodiscard]] bool is_dynamic(const Type& type);
/// The bytes of a value where it stands: 32 (the offset) when dynamic, all of it when static.
[[nodiscard]] size_t head_size(const Type& type);

}  // namespace deed::abi
