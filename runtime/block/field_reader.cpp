#include "runtime/block/field_reader.hpp"

namespace deed::block {

FieldReader::FieldReader(const rlp::Item& list, ErrorPlace& error) : rest_(list.payload), error_(&error) {
    if (list.kind != rlp::Kind::List) fail(DecodeError::Malformed);
}

bool FieldReader::is_list_next() const {
    if (at_end()) return false;
    rlp::Reader ahead = rest_;
    const auto next = ahead.read_item();
    return next && next->kind == rlp::Kind::List;
}

rlp::Item FieldReader::item() {
    if (has_failed()) return {};
    if (rest_.at_end()) {
        fail(DecodeError::MissingField);
        return {};
    }
    const auto item = rest_.read_item();
    if (item) return *item;
    fail(to_decode_error(item.error()));
    return {};
}

BytesView FieldReader::view() {
    const rlp::Item next = item();
    if (next.kind == rlp::Kind::List) fail(DecodeError::Malformed);
    return next.payload;
}

Uint256 FieldReader::word() {
    const BytesView string = view();
    if (has_failed()) return {};
    if (!string.empty() && string[0] == 0) {
        fail(DecodeError::LeadingZero);
        return {};
    }
    if (string.size() > 32) {
        fail(DecodeError::NumberTooLarge);
        return {};
    }
    return word_from(string);
}

uint64_t FieldReader::number() {
    const Uint256 value = word();
    if (!value.fits_uint64()) fail(DecodeError::NumberTooLarge);
    return value[0];
}

std::optional<Address> FieldReader::address_or_nothing() {
    const BytesView string = view();
    if (has_failed() || string.empty()) return std::nullopt;
    if (string.size() == Address::kSize) return Address::from(string);
    fail(DecodeError::WrongLength);
    return std::nullopt;
}

DecodeError to_decode_error(rlp::DecodeError error) {
    switch (error) {
        case rlp::DecodeError::InputTooShort:
        case rlp::DecodeError::NonCanonicalLength:
        case rlp::DecodeError::UnexpectedList:
        case rlp::DecodeError::UnexpectedString: return DecodeError::Malformed;
        case rlp::DecodeError::TrailingBytes: return DecodeError::TrailingBytes;
        case rlp::DecodeError::WrongLength: return DecodeError::WrongLength;
        case rlp::DecodeError::LeadingZero: return DecodeError::LeadingZero;
        case rlp::DecodeError::NumberTooLarge: return DecodeError::NumberTooLarge;
    }
    return DecodeError::Malformed;
}

Result<rlp::Item, DecodeError> decode_outer_list(BytesView bytes) {
    const auto item = rlp::decode_single(bytes);
    if (!item) return Failure{to_decode_error(item.error())};
    if (item->kind != rlp::Kind::List) return Failure{DecodeError::Malformed};
    return *item;
}

}  // namespace deed::block
