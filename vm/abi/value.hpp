#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vm/abi/type.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"

namespace deed::abi {

struct Value;
/// The elements of an array or list, or the members of a tuple.
using Values = std::vector<Value>;

/// A value of some ABI type:
/// Uint and Int: Uint256 (Int in two's complement); Bool: bool; Address: Address; FixedBytes and Bytes:
/// Bytes; String: std::string, any bytes; Array, List, Tuple: Values.
struct Value {
    std::variant<Uint256, bool, Address, Bytes, std::string, Values> data;

    bool operator==(const Value& other) const = default;
};

/// Why a value cannot be encoded as a type.
enum class EncodeError : uint8_t {
    WrongKind,   ///< another alternative of Value than the type wants
    WrongCount,  ///< another number of values, elements, members or bytes than the type has
    OutOfRange   ///< a number with more bits than the type
};
/// The error in words, for messages.
[[nodiscard]] std::string_view name_of(EncodeError error);

/// Why bytes are not a sequence of values of the given types.
enum class DecodeError : uint8_t {
    InputTooShort,  ///< an offset or a length points beyond the end
    OutOfRange,     ///< a number, bool, address or bytesN with bits outside its type
    SharedBytes     ///< values that overlap, so that together they would be longer than the input
};
/// The error in words, for messages.
[[nodiscard]] std::string_view name_of(DecodeError error);

/// Encodes @p values as arguments of @p types.
[[nodiscard]] Result<Bytes, EncodeError> encode(std::span<const Type> types, std::span<const Value> values);

/// Decodes arguments of @p types. Checks every bound before it allocates; the values take no more memory than
/// a small multiple of the input. Bytes that no value uses are ignored, as contracts ignore them.
[[nodiscard]] Result<Values, DecodeError> decode(std::span<const Type> types, BytesView input);

/// The value for people: decimal numbers, 0x… for bytes and addresses, quoted strings, [a, b] and (a, b).
[[nodiscard]] std::string to_text(const Type& type, const Value& value);

}  // namespace deed::abi
