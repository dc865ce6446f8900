#include "tools/client/arguments.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/address.hpp"

namespace deed::client {
namespace {

using Parsed = Result<abi::Value, ArgumentError>;

struct Unit {
    std::string_view name;
    unsigned decimals;
};
constexpr Unit kUnits[] = {{"ether", 18}, {"gwei", 9}, {"wei", 0}};

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

Failure<ArgumentError> refuse(std::string_view text, std::string_view why) {
    return Failure{ArgumentError{"\"" + std::string{text} + "\" " + std::string{why}}};
}

/// Digits with an optional fraction of at most @p decimals digits, as that many decimals.
std::optional<Uint256> scale(std::string_view digits, unsigned decimals) {
    const size_t point = digits.find('.');
    std::string whole{digits.substr(0, point)};
    std::string fraction{point == std::string_view::npos ? "" : digits.substr(point + 1)};
    if (point != std::string_view::npos && (fraction.empty() || fraction.size() > decimals))
        return std::nullopt;
    fraction.resize(decimals, '0');
    return from_decimal(whole + fraction);
}

std::optional<Uint256> read_magnitude(std::string_view text) {
    std::string digits{text};
    if (digits.starts_with('_') || digits.ends_with('_')) return std::nullopt;
    std::erase(digits, '_');
    if (digits.starts_with("0x")) return parse_uint256(digits);
    for (const auto& unit : kUnits)
        if (digits.ends_with(unit.name))
            return scale(trim(std::string_view{digits}.substr(0, digits.size() - unit.name.size())),
                         unit.decimals);
    return from_decimal(digits);
}

Parsed parse_number(const abi::Type& type, std::string_view text) {
    const bool is_negative = text.starts_with('-');
    const auto magnitude = read_magnitude(is_negative ? text.substr(1) : text);
    if (!magnitude) return refuse(text, "is no number");

    const bool is_signed = type.kind == abi::Kind::Int;
    if (is_negative && !is_signed && *magnitude) return refuse(text, "is negative");
    const Uint256 half = Uint256{1} << (type.size - 1);
    const bool fits = !is_signed    ? magnitude->bit_width() <= type.size
                      : is_negative ? *magnitude <= half
                                    : *magnitude < half;
    if (!fits) return refuse(text, "does not fit");
    return abi::Value{is_negative ? -*magnitude : *magnitude};
}

Parsed parse_bytes(const abi::Type& type, std::string_view text) {
    if (!text.starts_with("0x")) return refuse(text, "is no hexadecimal: it must start with 0x");
    auto bytes = from_hex(text);
    if (!bytes) return refuse(text, "is no hexadecimal of whole bytes");
    if (type.kind == abi::Kind::FixedBytes && bytes->size() != type.size)
        return refuse(
            text, "has " + std::to_string(bytes->size()) + " bytes instead of " + std::to_string(type.size));
    return abi::Value{std::move(*bytes)};
}

Parsed parse_address(std::string_view text) {
    const auto address = crypto::address_from_checksum(text);
    if (address) return abi::Value{*address};
    if (address_from_hex(text) && text.starts_with("0x")) return refuse(text, "has a wrong checksum");
    return refuse(text, "is no address: 0x and 40 hexadecimal digits");
}

/// Splits "a, [b, c], (d)" at its outermost commas. Nothing when brackets or quotes do not match.
std::optional<std::vector<std::string_view>> split_list(std::string_view text) {
    std::vector<std::string_view> parts;
    std::string open;
    size_t start = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (letter == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (letter == '[' || letter == '(') open.push_back(letter == '[' ? ']' : ')');
        if (letter == ']' || letter == ')') {
            if (open.empty() || open.back() != letter) return std::nullopt;
            open.pop_back();
        }
        if (letter != ',' || !open.empty()) continue;
        parts.push_back(trim(text.substr(start, i - start)));
        start = i + 1;
    }
    if (is_quoted || !open.empty()) return std::nullopt;
    if (!parts.empty() || !trim(text).empty()) parts.push_back(trim(text.substr(start)));
    return parts;
}

Parsed parse_element(const abi::Type& type, std::string_view text) {
    const bool is_quoted = text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
    return parse_argument(type, is_quoted ? text.substr(1, text.size() - 2) : text);
}

Parsed parse_sequence(const abi::Type& type, std::string_view text) {
    const bool is_tuple = type.kind == abi::Kind::Tuple;
    if (!text.starts_with(is_tuple ? '(' : '[') || !text.ends_with(is_tuple ? ')' : ']') || text.size() < 2)
        return refuse(text, is_tuple ? "is no tuple: (a, b)" : "is no array: [a, b]");
    const auto parts = split_list(text.substr(1, text.size() - 2));
    if (!parts) return refuse(text, "has brackets or quotes that do not match");

    const bool has_count = type.kind != abi::Kind::List;
    const size_t count = is_tuple ? type.members.size() : type.size;
    if (has_count && parts->size() != count)
        return refuse(
            text, "has " + std::to_string(parts->size()) + " elements instead of " + std::to_string(count));
    abi::Values values;
    for (size_t i = 0; i < parts->size(); ++i) {
        DEED_TRY(value, parse_element(is_tuple ? type.members[i] : type.element(), (*parts)[i]));
        values.push_back(std::move(value));
    }
    return abi::Value{std::move(values)};
}

std::string signature_of(std::string_view callee, std::span<const abi::Parameter> parameters) {
    std::string text{callee};
    text += "(";
    for (const auto& parameter : parameters) {
        if (text.back() != '(') text += ", ";
        text += abi::canonical_name(parameter.type) + (parameter.name.empty() ? "" : " " + parameter.name);
    }
    return text + ")";
}

}  // namespace

Parsed parse_argument(const abi::Type& type, std::string_view text) {
    switch (type.kind) {
        case abi::Kind::Uint:
        case abi::Kind::Int: return parse_number(type, trim(text));
        case abi::Kind::Bool:
            if (trim(text) == "true") return abi::Value{true};
            if (trim(text) == "false") return abi::Value{false};
            return refuse(text, "is neither true nor false");
        case abi::Kind::Address: return parse_address(trim(text));
        case abi::Kind::FixedBytes:
        case abi::Kind::Bytes: return parse_bytes(type, trim(text));
        case abi::Kind::String: return abi::Value{std::string{text}};
        case abi::Kind::Array:
        case abi::Kind::List:
        case abi::Kind::Tuple: return parse_sequence(type, trim(text));
    }
    DEED_ASSERT(false);
}

Result<abi::Values, ArgumentError> parse_arguments(std::string_view callee,
                                                   std::span<const abi::Parameter> parameters,
                                                   std::span<const std::string> words) {
    if (words.size() != parameters.size())
        return Failure{ArgumentError{signature_of(callee, parameters) + " takes " +
                                     std::to_string(parameters.size()) +
                                     (parameters.size() == 1 ? " argument, not " : " arguments, not ") +
                                     std::to_string(words.size())}};
    abi::Values values;
    for (size_t i = 0; i < words.size(); ++i) {
        const auto& parameter = parameters[i];
        auto value = parse_argument(parameter.type, words[i]);
        if (!value)
            return Failure{ArgumentError{"argument " + std::to_string(i + 1) + " of " +
                                         signature_of(callee, parameters) + ": " + value.error().reason +
                                         " (" + abi::canonical_name(parameter.type) + " wanted)"}};
        values.push_back(std::move(*value));
    }
    return values;
}

Result<Uint256, ArgumentError> parse_amount(std::string_view text) {
    const auto amount = read_magnitude(trim(text));
    if (!amount) return refuse(text, "is no amount: write 1000, 20gwei or 1.5ether");
    return *amount;
}

}  // namespace deed::client
