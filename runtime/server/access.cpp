#include "runtime/server/access.hpp"

#include <algorithm>
#include <array>

namespace deed::server {
namespace {

std::string_view without_port(std::string_view host) {
    const size_t bracket = host.find(']');
    if (bracket != std::string_view::npos) return host.substr(0, bracket + 1);
    return host.substr(0, host.find(':'));
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_listed(const std::vector<std::string>& list, std::string_view name) {
    return std::ranges::any_of(
        list, [&](const auto& entry) { return entry == "*" || equals_ignoring_case(entry, name); });
}

/// Four numbers with dots between them: a name such as "127.evil.example" is none.
bool is_ipv4(std::string_view name) {
    return std::ranges::count(name, '.') == 3 &&
           std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

}  // namespace

bool is_loopback_host(std::string_view host) {
    const auto name = without_port(host);
    if (equals_ignoring_case(name, "localhost") || name == "[::1]" || host == "::1") return true;
    return name.starts_with("127.") && is_ipv4(name);
}

bool AccessRules::allows_host(std::string_view host) const {
    return is_loopback_host(host) || is_listed(hosts_, without_port(host)) || is_listed(hosts_, host);
}

bool AccessRules::allows_origin(std::string_view origin) const {
    constexpr std::array kExtensionSchemes = {std::string_view{"chrome-extension://"},
                                              std::string_view{"moz-extension://"}};
    for (const auto scheme : kExtensionSchemes)
        if (origin.starts_with(scheme)) return true;

    if (is_listed(origins_, origin)) return true;
    const size_t separator = origin.find("://");
    return separator != std::string_view::npos && is_loopback_host(origin.substr(separator + 3));
}

}  // namespace deed::server
