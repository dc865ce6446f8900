#include "tests/rpc/transcript.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "tests/support/http_client.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// The init code with 7 as the constructor's argument.
std::string init_code_of(const std::string& artifact) {
    const auto json = bj::parse(artifact);
    const auto& code = json.at("bytecode").as_string();
    return std::string{code.data(), code.size()} + std::string(63, '0') + "7";
}

std::string first_word(const std::string& text) {
    return text.substr(0, text.find(' '));
}

std::string after_first_word(const std::string& text) {
    const size_t space = text.find(' ');
    return space == std::string::npos ? std::string{} : text.substr(space + 1);
}

bool objects_fit(const bj::object& expected, const bj::object& actual) {
    const bool is_open = expected.contains("*");
    for (const auto& member : expected) {
        if (member.key() == "*") continue;
        const auto* other = actual.if_contains(member.key());
        if (other == nullptr || !fits(member.value(), *other)) return false;
    }
    return is_open || expected.size() == actual.size();
}

bj::value parse(const std::string& text) {
    bj::error_code error;
    auto value = bj::parse({text.data(), text.size()}, error);
    return error ? bj::value(bj::string{"not JSON: " + text}) : value;
}

}  // namespace

bool fits(const bj::value& expected, const bj::value& actual) {
    if (expected == "*") return true;
    if (expected.is_object() && actual.is_object())
        return objects_fit(expected.get_object(), actual.get_object());
    if (expected.is_array() && actual.is_array())
        return std::ranges::equal(expected.get_array(), actual.get_array(), fits);
    return expected == actual;
}

std::string play(uint16_t port, const std::string& request, const std::string& artifact) {
    std::string text = request;
    replace_all(text, "@artifact", artifact);
    replace_all(text, "@init_code", init_code_of(artifact));
    const auto method = first_word(text);
    if (method != "GET" && method != "POST" && method != "DELETE")
        return http_request(port, "POST", "/", text).body;
    const auto rest = after_first_word(text);
    const auto answer = http_request(port, method, first_word(rest), after_first_word(rest));
    return std::to_string(answer.status) + " " + answer.body;
}

bool is_expected(const std::string& expected, const std::string& actual) {
    if (expected.empty() || actual.empty()) return expected == actual;
    const bool has_status = std::isdigit(static_cast<unsigned char>(expected.front())) != 0;
    if (!has_status) return fits(parse(expected), parse(actual));
    return first_word(expected) == first_word(actual) &&
           fits(parse(after_first_word(expected)), parse(after_first_word(actual)));
}

}  // namespace deed::rpc
