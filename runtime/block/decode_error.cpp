#include "runtime/block/decode_error.hpp"

namespace deed::block {

std::string_view message_of(DecodeError error) {
    switch (error) {
        case DecodeError::Malformed: return "malformed RLP";
        case DecodeError::TrailingBytes: return "trailing bytes or too many fields";
        case DecodeError::MissingField: return "a field is missing";
        case DecodeError::WrongLength: return "a field has the wrong length";
        case DecodeError::LeadingZero: return "a number has leading zeros";
        case DecodeError::NumberTooLarge: return "a number is too large for its field";
        case DecodeError::UnknownType: return "transaction type not supported";
        case DecodeError::InvalidSignature: return "invalid signature values";
        case DecodeError::MissingRecipient: return "this type of transaction needs a recipient";
    }
    return {};
}

}  // namespace deed::block
