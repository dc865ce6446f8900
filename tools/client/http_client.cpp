#include "tools/client/http_client.hpp"

#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "vm/base/error.hpp"

namespace deed::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr uint64_t kLargestAnswer = 256ULL << 20;

std::string describe(const error_code& error) {
    if (error == asio::error::connection_refused) return "connection refused (is a node running there?)";
    if (error == beast::error::timeout) return "no answer in time";
    if (error == asio::error::eof || error == http::error::end_of_stream)
        return "the server closed the connection";
    return error.message();
}

}  // namespace

Url Url::parse(std::string_view text) {
    constexpr std::string_view kScheme = "http://";
    const auto refuse = [&](std::string_view why) -> Error {
        return Error("\"" + std::string{text} + "\" is no address of a node: " + std::string{why});
    };
    if (!text.starts_with(kScheme)) throw refuse("it must start with http://");

    const std::string_view rest = text.substr(kScheme.size());
    const std::string_view authority = rest.substr(0, rest.find('/'));
    std::string path{rest.substr(authority.size())};
    while (path.ends_with('/')) path.pop_back();

    const size_t colon = authority.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    std::string host{authority.substr(0, has_port ? colon : authority.size())};
    const std::string port{has_port ? authority.substr(colon + 1) : "80"};
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) throw refuse("it names no host");
    if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos)
        throw refuse("its port is no number");
    return {host, port, path};
}

std::string Url::text() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return "http://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + port + path;
}

struct HttpClient::Connection {
    Connection(Url where, std::chrono::milliseconds how_long) : url(std::move(where)), patience(how_long) {}

    /// Waits for the operation that @p start begins with the handler it is given.
    template <typename Start>
    error_code wait(Start start) {
        error_code result = asio::error::would_block;
        context.restart();
        start([&](error_code error, auto&&...) { result = error; });
        context.run();
        return result;
    }

    error_code connect() {
        asio::ip::tcp::resolver resolver{context};
        asio::ip::tcp::resolver::results_type endpoints;
        auto error = wait([&](auto handler) {
            resolver.async_resolve(url.host, url.port, [&endpoints, handler](error_code failure, auto found) {
                endpoints = found;
                handler(failure);
            });
        });
        if (error) return error;
        stream.emplace(context);
        stream->expires_after(patience);
        error = wait([&](auto handler) { stream->async_connect(endpoints, handler); });
        if (error) stream.reset();
        return error;
    }

    error_code exchange(const http::request<http::string_body>& request, HttpResponse& answer) {
        stream->expires_after(patience);
        auto error = wait([&](auto handler) { http::async_write(*stream, request, handler); });
        if (error) return error;

        beast::flat_buffer buffer;
        http::response_parser<http::string_body> parser;
        parser.body_limit(kLargestAnswer);
        error = wait([&](auto handler) { http::async_read(*stream, buffer, parser, handler); });
        if (error) return error;

        auto& message = parser.get();
        answer.status = message.result_int();
        answer.content_type = std::string{message[http::field::content_type]};
        answer.body = std::move(message.body());
        if (!message.keep_alive()) stream.reset();
        return {};
    }

    Url url;
    std::chrono::milliseconds patience;
    asio::io_context context;
    std::optional<beast::tcp_stream> stream;
};

HttpClient::HttpClient(Url url, std::chrono::milliseconds patience)
    : connection_(std::make_unique<Connection>(std::move(url), patience)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

const Url& HttpClient::url() const {
    return connection_->url;
}

HttpResponse HttpClient::request(std::string_view method, std::string_view target, std::string_view body) {
    auto& connection = *connection_;
    http::request<http::string_body> request;
    request.version(11);
    request.method_string({method.data(), method.size()});
    request.target(connection.url.path + std::string{target});
    request.set(http::field::host, connection.url.host + ":" + connection.url.port);
    request.set(http::field::accept, "application/json");
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();

    HttpResponse answer;
    error_code error;
    const bool was_kept = connection.stream.has_value();
    if (was_kept) error = connection.exchange(request, answer);
    // A kept connection may have been closed by the server meanwhile; nothing was answered, so ask once more.
    const bool was_closed = error == http::error::end_of_stream || error == asio::error::connection_reset ||
                            error == asio::error::broken_pipe;
    if (!was_kept || was_closed) {
        error = connection.connect();
        if (!error) error = connection.exchange(request, answer);
    }
    if (error) {
        connection.stream.reset();
        throw Error("cannot reach " + connection.url.text() + ": " + describe(error));
    }
    return answer;
}

}  // namespace deed::client
