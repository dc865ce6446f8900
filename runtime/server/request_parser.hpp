#pragma once

#include <string>

#include <boost/beast/http/basic_parser.hpp>

#include "runtime/server/server.hpp"

namespace deed::server {

/// What one request consists of, in strings that are reused from request to request.
struct RequestText {
    std::string method;
    std::string target;
    std::string host;
    std::string origin;
    std::string content_type;
    std::string accept;
    std::string prefer;
    std::string authorization;
    std::string requested_headers;  ///< Access-Control-Request-Headers
    std::string web_socket_key;
    std::string web_socket_version;
    std::string web_socket_protocol;
    std::string body;
    unsigned version = 11;
    bool expects_continue = false;

    /// Empties everything and keeps the memory, unless a large body left too much of it.
    void clear();
    /// Borrows the parts that handlers see.
    [[nodiscard]] Request view() const;
};

/// Reads a request into a `RequestText`, keeping only the fields the server looks at.
class RequestParser final : public boost::beast::http::basic_parser<true> {
  public:
    explicit RequestParser(RequestText& text) : text_(text) {}

  private:
    using Text = boost::beast::string_view;
    using Verb = boost::beast::http::verb;
    using Field = boost::beast::http::field;
    using ErrorCode = boost::beast::error_code;

    void on_request_impl(Verb verb, Text method, Text target, int version, ErrorCode& error) override;
    void on_response_impl(int code, Text reason, int version, ErrorCode& error) override;
    void on_field_impl(Field name, Text name_text, Text value, ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const boost::optional<uint64_t>& length, ErrorCode& error) override;
    size_t on_body_impl(Text body, ErrorCode& error) override;
    void on_chunk_header_impl(uint64_t size, Text extensions, ErrorCode& error) override;
    size_t on_chunk_body_impl(uint64_t remaining, Text body, ErrorCode& error) override;
    void on_finish_impl(ErrorCode& error) override;

    /// The string that keeps @p name, or null when nobody asks for it.
    std::string* slot_of(Field name);

    RequestText& text_;
};

}  // namespace deed::server
