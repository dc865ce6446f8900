#include "runtime/gateway/arguments.hpp"

#include <algorithm>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

/// What every JSON reader represents exactly.
constexpr int64_t kSafeInteger = (int64_t{1} << 53) - 1;

std::string_view text_of(const bj::value& value) {
    return {value.get_string().data(), value.get_string().size()};
}

/// A number with its sign, as it was written.
struct SignedNumber {
    bool is_negative = false;
    Uint256 magnitude;
};

std::optional<SignedNumber> read_number(const bj::value& value) {
    if (value.is_int64()) {
        const int64_t number = value.get_int64();
        if (number > kSafeInteger || number < -kSafeInteger) return std::nullopt;
        return SignedNumber{number < 0, Uint256{static_cast<uint64_t>(number < 0 ? -number : number)}};
    }
    if (!value.is_string()) return std::nullopt;
    auto text = text_of(value);
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const auto magnitude = parse_uint256(text);
    if (!magnitude) return std::nullopt;
    return SignedNumber{is_negative, *magnitude};
}

/// Reads one value after another and collects what is wrong.
class ArgumentReader {
  public:
    [[nodiscard]] std::optional<abi::Value> read(const abi::Type& type, const bj::value& value,
                                                 const std::string& pointer) {
        switch (type.kind) {
            case abi::Kind::Uint:
            case abi::Kind::Int: return read_integer(type, value, pointer);
            case abi::Kind::Bool:
                if (!value.is_bool()) return fail(type, pointer, "neither true nor false");
                return abi::Value{value.get_bool()};
            case abi::Kind::Address: return read_address(type, value, pointer);
            case abi::Kind::FixedBytes:
            case abi::Kind::Bytes: return read_bytes(type, value, pointer);
            case abi::Kind::String:
                if (!value.is_string()) return fail(type, pointer, "not a string");
                return abi::Value{std::string{text_of(value)}};
            case abi::Kind::Array:
            case abi::Kind::List: return read_list(type, value, pointer);
            case abi::Kind::Tuple: return read_tuple(type, value, pointer);
        }
        DEED_ASSERT(false);
    }

    std::nullopt_t fail(const abi::Type& type, const std::string& pointer, std::string detail) {
        return fail(pointer, abi::canonical_name(type), std::move(detail));
    }
    std::nullopt_t fail(std::string pointer, std::string expected, std::string detail) {
        errors_.push_back({std::move(pointer), std::move(expected), std::move(detail)});
        return std::nullopt;
    }
    [[nodiscard]] const ArgumentErrors& errors() const { return errors_; }

  private:
    std::optional<abi::Value> read_integer(const abi::Type& type, const bj::value& value,
                                           const std::string& pointer) {
        if (value.is_number() && !value.is_int64())
            return fail(type, pointer, "not an integer up to 2^53 - 1; write larger ones as decimal strings");
        const auto number = read_number(value);
        if (!number)
            return fail(type, pointer, "not an integer (a decimal or 0x string, or a number up to 2^53 - 1)");
        if (type.kind == abi::Kind::Uint) {
            const bool is_below_zero = number->is_negative && number->magnitude;
            if (is_below_zero || number->magnitude.bit_width() > type.size)
                return fail(type, pointer, "out of range");
            return abi::Value{number->magnitude};
        }
        const Uint256 limit = Uint256{1} << (type.size - 1);
        const bool fits = number->is_negative ? !(limit < number->magnitude) : number->magnitude < limit;
        if (!fits) return fail(type, pointer, "out of range");
        return abi::Value{number->is_negative ? -number->magnitude : number->magnitude};
    }

    std::optional<abi::Value> read_address(const abi::Type& type, const bj::value& value,
                                           const std::string& pointer) {
        if (!value.is_string()) return fail(type, pointer, "not a string");
        if (!address_from_hex(text_of(value)) || !text_of(value).starts_with("0x"))
            return fail(type, pointer, "not 0x and 40 hexadecimal digits");
        const auto address = crypto::address_from_checksum(text_of(value));
        if (!address) return fail(type, pointer, "the checksum (EIP-55) is wrong: a digit may be mistyped");
        return abi::Value{*address};
    }

    std::optional<abi::Value> read_bytes(const abi::Type& type, const bj::value& value,
                                         const std::string& pointer) {
        if (!value.is_string() || !text_of(value).starts_with("0x"))
            return fail(type, pointer, "not a string of 0x and hexadecimal digits");
        auto bytes = from_hex(text_of(value));
        if (!bytes) return fail(type, pointer, "not an even number of hexadecimal digits");
        if (type.kind == abi::Kind::FixedBytes && bytes->size() != type.size)
            return fail(type, pointer, fmt::format("{} bytes instead of {}", bytes->size(), type.size));
        return abi::Value{*std::move(bytes)};
    }

    std::optional<abi::Value> read_list(const abi::Type& type, const bj::value& value,
                                        const std::string& pointer) {
        const auto* array = value.if_array();
        if (array == nullptr) return fail(type, pointer, "not an array");
        if (type.kind == abi::Kind::Array && array->size() != type.size)
            return fail(type, pointer, fmt::format("{} elements instead of {}", array->size(), type.size));
        abi::Values values;
        for (size_t i = 0; i < array->size(); ++i) {
            auto element = read(type.element(), (*array)[i], fmt::format("{}/{}", pointer, i));
            if (element) values.push_back(*std::move(element));
        }
        return abi::Value{std::move(values)};
    }

    std::optional<abi::Value> read_tuple(const abi::Type& type, const bj::value& value,
                                         const std::string& pointer) {
        std::vector<abi::Parameter> members;
        for (size_t i = 0; i < type.members.size(); ++i)
            members.push_back({i < type.names.size() ? type.names[i] : std::string{}, type.members[i]});
        if (!value.is_array() && !value.is_object())
            return fail(type, pointer, "neither an object nor an array");
        return abi::Value{read_members(members, value, pointer)};
    }

  public:
    abi::Values read_members(std::span<const abi::Parameter> parameters, const bj::value& value,
                             const std::string& pointer) {
        return value.is_array() ? read_by_position(parameters, value.get_array(), pointer)
                                : read_by_name(parameters, value.get_object(), pointer);
    }

  private:
    abi::Values read_by_position(std::span<const abi::Parameter> parameters, const bj::array& array,
                                 const std::string& pointer) {
        abi::Values values;
        for (size_t i = 0; i < parameters.size(); ++i) {
            const auto place = fmt::format("{}/{}", pointer, i);
            if (i >= array.size()) {
                fail(parameters[i].type, place,
                     fmt::format("the argument \"{}\" is missing", parameters[i].name));
                continue;
            }
            auto read_value = read(parameters[i].type, array[i], place);
            if (read_value) values.push_back(*std::move(read_value));
        }
        for (size_t i = parameters.size(); i < array.size(); ++i)
            fail(fmt::format("{}/{}", pointer, i), "nothing", "one argument too many");
        return values;
    }

    abi::Values read_by_name(std::span<const abi::Parameter> parameters, const bj::object& object,
                             const std::string& pointer) {
        abi::Values values;
        for (const auto& parameter : parameters) {
            const auto place = pointer + "/" + escape_pointer(parameter.name);
            const auto* member = parameter.name.empty() ? nullptr : object.if_contains(parameter.name);
            if (member == nullptr) {
                fail(parameter.type, place,
                     parameter.name.empty() ? "this parameter has no name: give arguments by position"
                                            : "the argument is missing");
                continue;
            }
            auto read_value = read(parameter.type, *member, place);
            if (read_value) values.push_back(*std::move(read_value));
        }
        for (const auto& member : object) {
            const std::string_view name{member.key().data(), member.key().size()};
            if (std::ranges::find(parameters, name, &abi::Parameter::name) == parameters.end())
                fail(pointer + "/" + escape_pointer(name), "nothing", "there is no such parameter");
        }
        return values;
    }

    ArgumentErrors errors_;
};

}  // namespace

std::string escape_pointer(std::string_view name) {
    std::string escaped;
    for (const char c : name) {
        if (c == '~')
            escaped += "~0";
        else if (c == '/')
            escaped += "~1";
        else
            escaped += c;
    }
    return escaped;
}

Result<abi::Values, ArgumentErrors> read_arguments(std::span<const abi::Parameter> parameters,
                                                   const bj::value* arguments) {
    const std::string pointer = "/args";
    ArgumentReader reader;
    const bj::value none = bj::array{};
    const auto& given = arguments == nullptr || arguments->is_null() ? none : *arguments;
    if (!given.is_array() && !given.is_object()) {
        reader.fail(pointer, "array or object", "arguments are given by position or by name");
        return Failure{reader.errors()};
    }
    auto values = reader.read_members(parameters, given, pointer);
    if (!reader.errors().empty()) return Failure{reader.errors()};
    return values;
}

}  // namespace deed::gateway
