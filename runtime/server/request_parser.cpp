#include "runtime/server/request_parser.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace deed::server {
namespace {

constexpr size_t kKeptBodyCapacity = 64 << 10;

/// RFC 9112, section 3.2.2: a client may name the whole URL; what counts here is what follows the host.
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const size_t end = target.find_first_of("/?", scheme.size());
        return end == std::string_view::npos ? "/" : target.substr(end);
    }
    return target;
}

}  // namespace

void RequestText::clear() {
    for (auto* text : {&method, &target, &host, &origin, &content_type, &accept, &prefer, &authorization,
                       &requested_headers, &web_socket_key, &web_socket_version, &web_socket_protocol})
        text->clear();
    if (body.capacity() > kKeptBodyCapacity) body = std::string{};
    body.clear();
    expects_continue = false;
}

Request RequestText::view() const {
    const std::string_view whole = without_authority(target);
    const size_t question = whole.find('?');
    return {.method = method,
            .path = question == 0 ? "/" : whole.substr(0, question),
            .query = question == std::string_view::npos ? std::string_view{} : whole.substr(question + 1),
            .content_type = content_type,
            .accept = accept,
            .prefer = prefer,
            .authorization = authorization,
            .body = body};
}

void RequestParser::on_request_impl(Verb, Text method, Text target, int version, ErrorCode&) {
    text_.method.assign(method.data(), method.size());
    text_.target.assign(target.data(), target.size());
    text_.version = static_cast<unsigned>(version);
}

void RequestParser::on_response_impl(int, Text, int, ErrorCode& error) {
    error = boost::beast::http::error::bad_method;
}

std::string* RequestParser::slot_of(Field name) {
    switch (static_cast<int>(name)) {
        case static_cast<int>(Field::host): return &text_.host;
        case static_cast<int>(Field::origin): return &text_.origin;
        case static_cast<int>(Field::content_type): return &text_.content_type;
        case static_cast<int>(Field::prefer): return &text_.prefer;
        case static_cast<int>(Field::authorization): return &text_.authorization;
        case static_cast<int>(Field::accept): return &text_.accept;
        case static_cast<int>(Field::access_control_request_headers): return &text_.requested_headers;
        case static_cast<int>(Field::sec_websocket_key): return &text_.web_socket_key;
        case static_cast<int>(Field::sec_websocket_version): return &text_.web_socket_version;
        case static_cast<int>(Field::sec_websocket_protocol): return &text_.web_socket_protocol;
        default: return nullptr;
    }
}

void RequestParser::on_field_impl(Field name, Text, Text value, ErrorCode& error) {
    if (name == Field::expect) {
        text_.expects_continue = boost::beast::iequals(value, "100-continue");
        return;
    }
    auto* slot = slot_of(name);
    if (slot == nullptr) return;
    // A second Host would let two readers of one request disagree about whom it is for.
    if (name == Field::host && !slot->empty()) {
        error = boost::beast::http::error::bad_field;
        return;
    }
    slot->assign(value.data(), value.size());
}

void RequestParser::on_header_impl(ErrorCode&) {}

void RequestParser::on_body_init_impl(const boost::optional<uint64_t>& length, ErrorCode&) {
    // The parser has held the length against its limit before.
    constexpr uint64_t kTrusted = 256 << 10;
    if (length) text_.body.reserve(std::min(*length, kTrusted));
}

size_t RequestParser::on_body_impl(Text body, ErrorCode&) {
    text_.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_chunk_header_impl(uint64_t, Text, ErrorCode&) {}

size_t RequestParser::on_chunk_body_impl(uint64_t, Text body, ErrorCode&) {
    text_.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_finish_impl(ErrorCode&) {}

}  // namespace deed::server
