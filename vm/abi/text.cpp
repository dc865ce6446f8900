#include "vm/abi/value.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::abi {
namespace {

std::string signed_decimal(const Uint256& number) {
    return number.is_negative() ? "-" + to_decimal(-number) : to_decimal(number);
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if (c == '"' || c == '\\') {
            result += {'\\', c};
        } else if (byte < 0x20 || byte == 0x7f) {
            result += "\\x" + to_hex(BytesView{&byte, 1});
        } else {
            result += c;
        }
    }
    return result + "\"";
}

std::string joined(const Type& type, const Values& values) {
    std::string result;
    for (size_t i = 0; i < values.size(); ++i) {
        const Type& member = type.kind == Kind::Tuple ? type.members[i] : type.element();
        result += (i > 0 ? ", " : "") + to_text(member, values[i]);
    }
    return result;
}

}  // namespace

std::string to_text(const Type& type, const Value& value) {
    switch (type.kind) {
        case Kind::Uint: return to_decimal(std::get<Uint256>(value.data));
        case Kind::Int: return signed_decimal(std::get<Uint256>(value.data));
        case Kind::Bool: return std::get<bool>(value.data) ? "true" : "false";
        case Kind::Address: return crypto::to_checksum(std::get<Address>(value.data));
        case Kind::FixedBytes:
        case Kind::Bytes: return to_hex_prefixed(std::get<Bytes>(value.data));
        case Kind::String: return quoted(std::get<std::string>(value.data));
        case Kind::Array:
        case Kind::List: return "[" + joined(type, std::get<Values>(value.data)) + "]";
        case Kind::Tuple: return "(" + joined(type, std::get<Values>(value.data)) + ")";
    }
    return {};
}

}  // namespace deed::abi
