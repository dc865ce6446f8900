#include "vm/abi/type.hpp"

#include <algorithm>
#include <charconv>

namespace deed::abi {
namespace {

size_t depth_of(const Type& type) {
    size_t deepest = 0;
    for (const auto& member : type.members) deepest = std::max(deepest, depth_of(member));
    return deepest + 1;
}

/// The words of the static part; every factory has kept this below kMostWords.
size_t head_words(const Type& type) {
    if (is_dynamic(type)) return 1;
    switch (type.kind) {
        case Kind::Array: return type.size * head_words(type.element());
        case Kind::Tuple: {
            size_t words = 0;
            for (const auto& member : type.members) words += head_words(member);
            return words;
        }
        case Kind::Uint:
        case Kind::Int:
        case Kind::Bool:
        case Kind::Address:
        case Kind::FixedBytes:
        case Kind::Bytes:
        case Kind::String:
        case Kind::List: return 1;
    }
    return 1;
}

/// The words an array's elements stand in, whether the array itself is behind an offset or not.
bool fits(const Type& element, size_t count) {
    const size_t words = head_words(element);
    return words > 0 && count <= kMostWords / words;
}

std::optional<size_t> parse_number(std::string_view digits) {
    size_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_shortest = digits.size() == 1 || !digits.starts_with('0');
    if (problem != std::errc{} || end != digits.data() + digits.size() || !is_shortest) return std::nullopt;
    return number;
}

std::optional<Type> parse_sized(std::string_view name) {
    if (name.starts_with("uint") || name.starts_with("int")) {
        const bool is_signed = name.starts_with('i');
        const auto bits = parse_number(name.substr(is_signed ? 3 : 4));
        if (!bits || *bits == 0 || *bits > 256 || *bits % 8 != 0) return std::nullopt;
        return is_signed ? int_type(*bits) : uint_type(*bits);
    }
    if (name.starts_with("bytes")) {
        const auto size = parse_number(name.substr(5));
        if (!size || *size == 0 || *size > 32) return std::nullopt;
        return fixed_bytes_type(*size);
    }
    return std::nullopt;
}

std::optional<Type> parse_elementary(std::string_view name) {
    if (name == "uint") return uint_type();
    if (name == "int") return int_type();
    if (name == "bool") return bool_type();
    if (name == "address") return address_type();
    if (name == "function") return fixed_bytes_type(24);
    if (name == "bytes") return bytes_type();
    if (name == "string") return string_type();
    return parse_sized(name);
}

/// Reads types from the front of a text.
class TypeReader {
  public:
    explicit TypeReader(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::string_view rest() const { return rest_; }

    std::optional<Type> read_type() {
        auto type = rest_.starts_with('(') || rest_.starts_with("tuple(") ? read_tuple() : read_elementary();
        return type ? read_suffixes(std::move(*type)) : std::nullopt;
    }

    /// "[]" and "[n]", any number of them.
    std::optional<Type> read_suffixes(Type type) {
        while (rest_.starts_with('[')) {
            const size_t end = rest_.find(']');
            if (end == std::string_view::npos) return std::nullopt;
            const auto inside = rest_.substr(1, end - 1);
            rest_.remove_prefix(end + 1);
            const auto count = parse_number(inside);
            if (!inside.empty() && !count) return std::nullopt;
            auto wrapped = inside.empty() ? list_type(std::move(type)) : array_type(std::move(type), *count);
            if (!wrapped) return std::nullopt;
            type = std::move(*wrapped);
        }
        return type;
    }

  private:
    std::optional<Type> read_elementary() {
        const size_t end = std::min(rest_.find_first_of("[](), "), rest_.size());
        const auto name = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return parse_elementary(name);
    }

    std::optional<Type> read_tuple() {
        if (++depth_ > kDeepestType) return std::nullopt;
        rest_.remove_prefix(rest_.find('(') + 1);
        std::vector<Type> members;
        std::vector<std::string> names;
        skip_spaces();
        while (!take(')')) {
            if (!members.empty() && !take(',')) return std::nullopt;
            skip_spaces();
            auto member = read_type();
            if (!member) return std::nullopt;
            members.push_back(std::move(*member));
            names.push_back(read_name());
        }
        --depth_;
        return tuple_type(std::move(members), std::move(names));
    }

    std::string read_name() {
        skip_spaces();
        const size_t end = std::min(rest_.find_first_of(",) "), rest_.size());
        std::string name{rest_.substr(0, end)};
        rest_.remove_prefix(end);
        skip_spaces();
        return name;
    }

    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    size_t depth_ = 0;
};

}  // namespace

Type uint_type(size_t bits) {
    return {.kind = Kind::Uint, .size = bits};
}
Type int_type(size_t bits) {
    return {.kind = Kind::Int, .size = bits};
}
Type bool_type() {
    return {.kind = Kind::Bool, .size = 0};
}
Type address_type() {
    return {.kind = Kind::Address, .size = 0};
}
Type fixed_bytes_type(size_t size) {
    return {.kind = Kind::FixedBytes, .size = size};
}
Type bytes_type() {
    return {.kind = Kind::Bytes, .size = 0};
}
Type string_type() {
    return {.kind = Kind::String, .size = 0};
}

std::optional<Type> array_type(Type element, size_t count) {
    if (count == 0 || !fits(element, count) || depth_of(element) >= kDeepestType) return std::nullopt;
    Type type{.kind = Kind::Array, .size = count};
    type.members.push_back(std::move(element));
    return type;
}

std::optional<Type> list_type(Type element) {
    if (!fits(element, 1) || depth_of(element) >= kDeepestType) return std::nullopt;
    Type type{.kind = Kind::List, .size = 0};
    type.members.push_back(std::move(element));
    return type;
}

std::optional<Type> tuple_type(std::vector<Type> members, std::vector<std::string> names) {
    DEED_ASSERT(names.empty() || names.size() == members.size());
    size_t words = 0;
    for (const auto& member : members) {
        words += head_words(member);
        if (words > kMostWords || depth_of(member) >= kDeepestType) return std::nullopt;
    }
    names.resize(members.size());
    return Type{.kind = Kind::Tuple, .size = 0, .members = std::move(members), .names = std::move(names)};
}

std::optional<Type> parse_type(std::string_view text) {
    TypeReader reader{text};
    auto type = reader.read_type();
    return type && reader.rest().empty() ? type : std::nullopt;
}

std::optional<Type> parse_type(std::string_view text, std::span<const Parameter> components) {
    if (!text.starts_with("tuple") || text.starts_with("tuple(")) return parse_type(text);
    std::vector<Type> members;
    std::vector<std::string> names;
    for (const auto& component : components) {
        members.push_back(component.type);
        names.push_back(component.name);
    }
    auto tuple = tuple_type(std::move(members), std::move(names));
    if (!tuple) return std::nullopt;
    TypeReader reader{text.substr(5)};
    auto type = reader.read_suffixes(std::move(*tuple));
    return type && reader.rest().empty() ? type : std::nullopt;
}

std::string canonical_name(const Type& type) {
    switch (type.kind) {
        case Kind::Uint: return "uint" + std::to_string(type.size);
        case Kind::Int: return "int" + std::to_string(type.size);
        case Kind::Bool: return "bool";
        case Kind::Address: return "address";
        case Kind::FixedBytes: return "bytes" + std::to_string(type.size);
        case Kind::Bytes: return "bytes";
        case Kind::String: return "string";
        case Kind::Array: return canonical_name(type.element()) + "[" + std::to_string(type.size) + "]";
        case Kind::List: return canonical_name(type.element()) + "[]";
        case Kind::Tuple: break;
    }
    std::string name = "(";
    for (size_t i = 0; i < type.members.size(); ++i)
        name += (i > 0 ? "," : "") + canonical_name(type.members[i]);
    return name + ")";
}

bool is_dynamic(const Type& type) {
    switch (type.kind) {
        case Kind::Bytes:
        case Kind::String:
        case Kind::List: return true;
        case Kind::Array: return is_dynamic(type.element());
        case Kind::Tuple: return std::any_of(type.members.begin(), type.members.end(), is_dynamic);
        case Kind::Uint:
        case Kind::Int:
        case Kind::Bool:
        case Kind::Address:
        case Kind::FixedBytes: return false;
    }
    return false;
}

size_t head_size(const Type& type) {
    return 32 * head_words(type);
}

}  // namespace deed::abi
