#pragma once

#include <cstdint>
#include <string_view>

namespace deed::block {

/// Why bytes are not a header, transaction, receipt or block.
enum class DecodeError : uint8_t {
    Malformed,         ///< not canonical RLP, or another shape than the type has
    TrailingBytes,     ///< something follows the item, or a list has too many members
    MissingField,      ///< a list has too few members
    WrongLength,       ///< a string of another length than the field has
    LeadingZero,       ///< a number with leading zero bytes
    NumberTooLarge,    ///< a number that does not fit its field
    UnknownType,       ///< a typed transaction or receipt of no known type
    InvalidSignature,  ///< a signature's parity (v) or words are outside their range
    MissingRecipient,  ///< a blob or set-code transaction that creates (EIP-4844, EIP-7702)
};

/// The reason in words.
[[nodiscard]] std::string_view message_of(DecodeError error);

}  // namespace deed::block
