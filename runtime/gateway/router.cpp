#include "runtime/gateway/router.hpp"

#include "vm/base/hex.hpp"

namespace deed::gateway {
namespace {

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const auto byte = from_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        decoded += static_cast<char>(byte->front());
        i += 2;
    }
    return decoded;
}

/// Cuts @p text at the first @p separator and takes the part before it away.
std::string_view take_until(std::string_view& text, char separator) {
    const size_t end = text.find(separator);
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return part;
}

}  // namespace

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto part = take_until(path, '/');
        if (part.empty()) continue;
        auto decoded = percent_decode(part);
        if (!decoded) return std::nullopt;
        parts.push_back(*std::move(decoded));
    }
    return parts;
}

bool has_valid_escapes(std::string_view text) {
    return percent_decode(text).has_value();
}

std::optional<std::string> find_query(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        auto part = take_until(query, '&');
        if (take_until(part, '=') == name) return percent_decode(part);
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> match(std::span<const std::string_view> pattern,
                                              std::span<const std::string> path) {
    if (pattern.size() != path.size()) return std::nullopt;
    std::vector<std::string> captured;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == "*")
            captured.push_back(path[i]);
        else if (pattern[i] != path[i])
            return std::nullopt;
    }
    return captured;
}

}  // namespace deed::gateway
