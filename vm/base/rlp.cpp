#include "vm/base/rlp.hpp"

namespace deed::rlp {
namespace {

constexpr uint8_t kShortString = 0x80;
constexpr uint8_t kShortList = 0xc0;
constexpr size_t kLongestShortPayload = 55;

void append_header(Bytes& out, uint8_t offset, size_t length) {
    if (length <= kLongestShortPayload) {
        out.push_back(static_cast<uint8_t>(offset + length));
        return;
    }
    const Uint256 word = length;
    const unsigned width = word.byte_width();
    out.push_back(static_cast<uint8_t>(offset + kLongestShortPayload + width));
    for (unsigned i = width; i-- > 0;) out.push_back(static_cast<uint8_t>(length >> (8 * i)));
}

size_t header_size(size_t length) {
    return length <= kLongestShortPayload ? 1 : 1 + Uint256{length}.byte_width();
}

void append_string(Bytes& out, BytesView string) {
    if (string.size() != 1 || string[0] >= kShortString) append_header(out, kShortString, string.size());
    append(out, string);
}

void append_number(Bytes& out, const Uint256& number) {
    const Hash bytes = to_hash(number);
    append_string(out, BytesView{bytes}.subspan(32 - number.byte_width()));
}

/// The long form: the next @p width bytes of @p input are the payload's length.
Result<size_t, DecodeError> read_long_length(BytesView input, size_t width) {
    if (input.size() < 1 + width) return Failure{DecodeError::InputTooShort};
    if (input[1] == 0) return Failure{DecodeError::NonCanonicalLength};
    size_t length = 0;
    for (size_t i = 1; i <= width; ++i) length = length << 8 | input[i];
    if (length <= kLongestShortPayload) return Failure{DecodeError::NonCanonicalLength};
    return length;
}

Result<Uint256, DecodeError> decode_number(BytesView string) {
    if (string.size() > 32) return Failure{DecodeError::NumberTooLarge};
    if (!string.empty() && string[0] == 0) return Failure{DecodeError::LeadingZero};
    return word_from(string);
}

}  // namespace

std::string_view name_of(DecodeError error) {
    switch (error) {
        case DecodeError::InputTooShort: return "input too short";
        case DecodeError::NonCanonicalLength: return "non-canonical length";
        case DecodeError::TrailingBytes: return "trailing bytes";
        case DecodeError::UnexpectedList: return "a list where a string was expected";
        case DecodeError::UnexpectedString: return "a string where a list was expected";
        case DecodeError::WrongLength: return "a string of the wrong length";
        case DecodeError::LeadingZero: return "a number with leading zeros";
        case DecodeError::NumberTooLarge: return "a number too large for its field";
    }
    return "";
}

ListBuilder& ListBuilder::add(BytesView string) {
    append_string(payload_, string);
    return *this;
}

ListBuilder& ListBuilder::add(const Uint256& number) {
    append_number(payload_, number);
    return *this;
}

ListBuilder& ListBuilder::add_encoded(BytesView item) {
    append(payload_, item);
    return *this;
}

Bytes ListBuilder::finish() const {
    return encode_list(payload_);
}

Bytes encode(BytesView string) {
    Bytes out;
    append_string(out, string);
    return out;
}

Bytes encode(const Uint256& number) {
    Bytes out;
    append_number(out, number);
    return out;
}

Bytes encode_list(BytesView encoded_items) {
    Bytes out;
    out.reserve(encoded_items.size() + header_size(encoded_items.size()));
    append_header(out, kShortList, encoded_items.size());
    append(out, encoded_items);
    return out;
}

size_t encoded_size(BytesView string) {
    if (string.size() == 1 && string[0] < kShortString) return 1;
    return header_size(string.size()) + string.size();
}

Result<Item, DecodeError> Reader::read_item() {
    if (rest_.empty()) return Failure{DecodeError::InputTooShort};
    const uint8_t first = rest_[0];
    const Kind kind = first < kShortList ? Kind::String : Kind::List;

    size_t header = 1;
    size_t length;
    if (first < kShortString) {
        header = 0;
        length = 1;
    } else {
        const uint8_t offset = kind == Kind::String ? kShortString : kShortList;
        length = first - offset;
        if (length > kLongestShortPayload) {
            const size_t width = length - kLongestShortPayload;
            DEED_TRY(long_length, read_long_length(rest_, width));
            header = 1 + width;
            length = long_length;
        }
    }
    if (length > rest_.size() - header) return Failure{DecodeError::InputTooShort};

    const Item item{kind, rest_.subspan(header, length), rest_.first(header + length)};
    // A single byte below 0x80 is its own encoding.
    if (kind == Kind::String && header == 1 && length == 1 && item.payload[0] < kShortString)
        return Failure{DecodeError::NonCanonicalLength};
    rest_ = rest_.subspan(header + length);
    return item;
}

Result<BytesView, DecodeError> Reader::read_string() {
    DEED_TRY(item, read_item());
    if (item.kind != Kind::String) return Failure{DecodeError::UnexpectedList};
    return item.payload;
}

Result<Reader, DecodeError> Reader::read_list() {
    DEED_TRY(item, read_item());
    if (item.kind != Kind::List) return Failure{DecodeError::UnexpectedString};
    return Reader{item.payload};
}

Result<Uint256, DecodeError> Reader::read_uint256() {
    DEED_TRY(string, read_string());
    return decode_number(string);
}

Result<uint64_t, DecodeError> Reader::read_uint64() {
    DEED_TRY(number, read_uint256());
    if (!number.fits_uint64()) return Failure{DecodeError::NumberTooLarge};
    return number[0];
}

Result<std::monostate, DecodeError> Reader::expect_end() const {
    if (!rest_.empty()) return Failure{DecodeError::TrailingBytes};
    return std::monostate{};
}

Result<Item, DecodeError> decode_single(BytesView input) {
    Reader reader{input};
    DEED_TRY(item, reader.read_item());
    DEED_TRY(end, reader.expect_end());
    (void)end;
    return item;
}

}  // namespace deed::rlp
