#include "runtime/json/writer.hpp"

#include <charconv>

namespace deed::json {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

/// The length of the UTF-8 sequence at the front of @p text, or 0 when it is none (RFC 3629).
size_t sequence_length(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
    const auto continues = [&](size_t i, uint8_t low, uint8_t high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const uint8_t first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return continues(1, 0x80, 0xbf) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const uint8_t low = first == 0xe0 ? 0xa0 : 0x80;
        const uint8_t high = first == 0xed ? 0x9f : 0xbf;
        return continues(1, low, high) && continues(2, 0x80, 0xbf) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const uint8_t low = first == 0xf0 ? 0x90 : 0x80;
        const uint8_t high = first == 0xf4 ? 0x8f : 0xbf;
        return continues(1, low, high) && continues(2, 0x80, 0xbf) && continues(3, 0x80, 0xbf) ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    if (static_cast<uint8_t>(c) >= 0x20) {
        out += c;
        return;
    }
    out += "\\u00";
    out += kDigits[c >> 4];
    out += kDigits[c & 15];
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const size_t length = sequence_length(text);
        if (length == 1)
            append_escaped(out, text[0]);
        else if (length == 0)
            out += "\xef\xbf\xbd";
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

}  // namespace

// What was written last tells whether a comma is due: only an opening or a name's colon stands before a first
// value, and a string always ends with its quote.
void Writer::separate() {
    if (out_.empty()) return;
    const char last = out_.back();
    if (last != '{' && last != '[' && last != ':') out_ += ',';
}

Writer& Writer::begin_object() {
    separate();
    out_ += '{';
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_ += '[';
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return *this;
}

Writer& Writer::null() {
    return raw("null");
}

Writer& Writer::boolean(bool value) {
    return raw(value ? "true" : "false");
}

Writer& Writer::number(uint64_t value) {
    separate();
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out_.append(digits, end);
    return *this;
}

Writer& Writer::text(std::string_view value) {
    separate();
    append_string(out_, value);
    return *this;
}

Writer& Writer::quantity(uint64_t value) {
    separate();
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
    out_ += "\"0x";
    out_.append(digits, end);
    out_ += '"';
    return *this;
}

Writer& Writer::quantity(const Uint256& value) {
    if (value.fits_uint64()) return quantity(value[0]);
    separate();
    out_ += '"';
    out_ += to_quantity(value);
    out_ += '"';
    return *this;
}

Writer& Writer::data(BytesView value) {
    separate();
    const size_t start = out_.size();
    out_.resize(start + 4 + 2 * value.size());
    char* to = out_.data() + start;
    *to++ = '"';
    *to++ = '0';
    *to++ = 'x';
    for (const uint8_t byte : value) {
        *to++ = kDigits[byte >> 4];
        *to++ = kDigits[byte & 15];
    }
    *to = '"';
    return *this;
}

Writer& Writer::decimal(const Uint256& value) {
    separate();
    out_ += '"';
    out_ += to_decimal(value);
    out_ += '"';
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

std::string quote(std::string_view text) {
    std::string out;
    append_string(out, text);
    return out;
}

}  // namespace deed::json
