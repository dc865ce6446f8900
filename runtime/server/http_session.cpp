#include "runtime/server/http_session.hpp"

#include <array>
#include <iterator>

#include <boost/asio/defer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include "runtime/server/problem.hpp"
#include "runtime/server/web_socket_session.hpp"

namespace deed::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr size_t kReadSize = 8 << 10;
constexpr size_t kBodyReadSize = 64 << 10;
/// A body up to this size is copied behind its head: one buffer is sent for less than two.
constexpr size_t kJoinedBody = 4 << 10;
/// How long a peer that was refused may take to read why.
constexpr std::chrono::milliseconds kDrainTime{2000};

unsigned status_of(const boost::system::error_code& error) {
    if (error == http::error::body_limit) return 413;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    return 400;
}

std::string describe(const boost::system::error_code& error, const Options& options) {
    if (error == http::error::body_limit)
        return fmt::format("the body is larger than {} bytes", options.max_body);
    return error.message();
}

bool has_body(unsigned status) {
    return status != 204 && status != 304;
}

void append_number(std::string& text, uint64_t number) {
    const fmt::format_int digits{number};
    text.append(digits.data(), digits.size());
}

void append_status_line(std::string& head, unsigned status) {
    head += "HTTP/1.1 ";
    append_number(head, status);
    head += ' ';
    const auto reason = http::obsolete_reason(http::int_to_status(status));
    head.append(reason.data(), reason.size()) += "\r\n";
}

}  // namespace

HttpSession::HttpSession(Worker& worker, Socket socket)
    : worker_(worker),
      socket_(std::move(socket)),
      deadline_(worker.now() + worker.setting().options.request_timeout) {
    ++worker_.setting().connections;
}

HttpSession::~HttpSession() {
    --worker_.setting().connections;
}

void HttpSession::start() {
    boost::system::error_code ignored;
    (void)socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    (void)socket_.non_blocking(true, ignored);
    worker_.add(shared_from_this());
    read();
}

void HttpSession::check_deadline(Clock::time_point now) {
    if (now >= deadline_) close();
}

void HttpSession::finish() {
    is_finishing_ = true;
    after_ = After::Close;
    if (stage_ == Stage::Reading && !parser_) close();
}

void HttpSession::abort() {
    close();
}

void HttpSession::read() {
    const size_t size = text_.body.empty() ? kReadSize : kBodyReadSize;
    socket_.async_read_some(
        buffer_.prepare(size),
        [self = shared_from_this()](const boost::system::error_code& error, size_t received) {
            if (self->stage_ != Stage::Reading) return;
            if (error) return self->close();
            self->buffer_.commit(received);
            self->process_input();
        });
}

/// Answers all complete requests that have arrived. A handler that answers at once does so inside this loop,
/// not by calling it again: a long pipeline does not deepen the stack.
void HttpSession::process_input() {
    is_processing_ = true;
    while (stage_ == Stage::Reading && parse_request()) handle_request();
    is_processing_ = false;
    if (stage_ == Stage::Reading) read_later();
}

/// Lets the other connections that are ready go first: meanwhile the peer has most likely sent what it asks
/// next, and the attempt to read it is not made in vain.
void HttpSession::read_later() {
    asio::defer(socket_.get_executor(), [self = shared_from_this()] {
        if (self->stage_ == Stage::Reading) self->read();
    });
}

bool HttpSession::parse_request() {
    if (!parser_) {
        if (buffer_.size() == 0) return false;
        const auto& options = worker_.setting().options;
        text_.clear();
        was_continued_ = false;
        parser_.emplace(text_);
        parser_->eager(true);
        parser_->header_limit(static_cast<uint32_t>(options.max_header));
        parser_->body_limit(options.max_body);
        deadline_ = worker_.now() + options.request_timeout;
    }
    boost::system::error_code error;
    while (buffer_.size() > 0 && !parser_->is_done()) {
        const size_t consumed = parser_->put(buffer_.data(), error);
        buffer_.consume(consumed);
        if (error == http::error::need_more) return false;
        if (error) {
            refuse(status_of(error), describe(error, worker_.setting().options));
            return false;
        }
    }
    if (parser_->is_done()) return true;
    if (text_.expects_continue && parser_->is_header_done() && !was_continued_) {
        was_continued_ = true;
        (void)socket_.write_some(asio::buffer(std::string_view{"HTTP/1.1 100 Continue\r\n\r\n"}), error);
    }
    return false;
}

void HttpSession::handle_request() {
    stage_ = Stage::Handling;
    deadline_ = Clock::time_point::max();
    after_ = parser_->keep_alive() && !is_finishing_ ? After::KeepAlive : After::Close;

    const auto& access = worker_.setting().access;
    if (text_.host.empty() && text_.version >= 11) return refuse(400, "the Host field is missing");
    if (!text_.host.empty() && !access.allows_host(text_.host))
        return refuse(403, fmt::format("the host \"{}\" is not allowed here", text_.host));
    if (!text_.origin.empty() && !access.allows_origin(text_.origin))
        return refuse(403,
                      fmt::format("the origin \"{}\" is not allowed here", std::exchange(text_.origin, {})));

    if (parser_->upgrade() && !text_.web_socket_key.empty()) return upgrade();
    if (text_.method == "OPTIONS") return accept_response({.status = 204});
    worker_.setting().handlers.request(text_.view(), Reply{shared_from_this()});
}

void HttpSession::refuse(unsigned status, std::string_view detail) {
    after_ = After::Close;
    stage_ = Stage::Handling;
    accept_response(make_problem(status, detail));
}

void HttpSession::respond(Response&& response) {
    asio::dispatch(socket_.get_executor(),
                   [self = shared_from_this(), moved = std::move(response)]() mutable {
                       if (self->stage_ == Stage::Handling) self->accept_response(std::move(moved));
                   });
}

void HttpSession::accept_response(Response&& response) {
    write_head(response);
    body_ = std::string{};
    if (has_body(response.status) && text_.method != "HEAD") {
        if (response.body.size() <= kJoinedBody)
            head_ += response.body;
        else
            body_ = std::move(response.body);
    }
    written_ = 0;
    if (write_response()) return finish_response();
    if (stage_ == Stage::Closed) return;
    stage_ = Stage::Writing;
    deadline_ = worker_.now() + worker_.setting().options.write_timeout;
    write_rest();
}

void HttpSession::write_head(const Response& response) {
    head_.clear();
    append_status_line(head_, response.status);
    if (has_body(response.status)) {
        ((head_ += "Content-Type: ") += response.content_type) += "\r\nContent-Length: ";
        append_number(head_, response.body.size());
        head_ += "\r\n";
    }
    auto out = std::back_inserter(head_);
    if (!text_.origin.empty()) {
        fmt::format_to(out, "Access-Control-Allow-Origin: {}\r\nVary: Origin\r\n", text_.origin);
        if (text_.method == "OPTIONS")
            fmt::format_to(
                out,
                "Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS\r\n"
                "Access-Control-Allow-Headers: {}\r\nAccess-Control-Max-Age: 600\r\n",
                text_.requested_headers.empty() ? "Content-Type" : std::string_view{text_.requested_headers});
    }
    for (const auto& [name, value] : response.fields) fmt::format_to(out, "{}: {}\r\n", name, value);
    if (after_ == After::Close)
        head_ += "Connection: close\r\n";
    else if (text_.version < 11)
        head_ += "Connection: keep-alive\r\n";
    head_ += "\r\n";
}

/// Writes what the socket takes at once, which is nearly always everything.
bool HttpSession::write_response() {
    boost::system::error_code error;
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    written_ = body_.empty() ? socket_.write_some(parts.front(), error) : socket_.write_some(parts, error);
    if (error && error != asio::error::would_block && error != asio::error::try_again) {
        close();
        return false;
    }
    return written_ == head_.size() + body_.size();
}

void HttpSession::write_rest() {
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(head_) + std::min(written_, head_.size()),
        asio::buffer(body_) + (written_ > head_.size() ? written_ - head_.size() : 0)};
    asio::async_write(socket_, parts,
                      [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                          if (self->stage_ != Stage::Writing) return;
                          if (error) return self->close();
                          self->finish_response();
                      });
}

void HttpSession::finish_response() {
    parser_.reset();
    if (after_ == After::Close) return drain();
    stage_ = Stage::Reading;
    deadline_ = worker_.now() + worker_.setting().options.idle_timeout;
    if (!is_processing_) process_input();
}

/// Closes our side and reads on until the peer closes his: a socket closed over unread input would reset the
/// connection, and the peer might lose the answer.
void HttpSession::drain() {
    boost::system::error_code error;
    if (stage_ != Stage::Draining) {
        stage_ = Stage::Draining;
        deadline_ = worker_.now() + kDrainTime;
        (void)socket_.shutdown(Socket::shutdown_send, error);
    }
    buffer_.consume(buffer_.size());
    socket_.async_read_some(buffer_.prepare(kBodyReadSize),
                            [self = shared_from_this()](const boost::system::error_code& failure, size_t) {
                                if (self->stage_ != Stage::Draining) return;
                                if (failure) return self->close();
                                self->drain();
                            });
}

void HttpSession::upgrade() {
    if (buffer_.size() != 0) return refuse(400, "data before the WebSocket handshake has ended");
    // EIP-1193 clients need no subprotocol; answering none of those offered is what RFC 6455 asks for.
    auto session = std::make_shared<WebSocketSession>(worker_, std::move(socket_));
    session->start(text_);
    stage_ = Stage::Closed;
    worker_.remove(shared_from_this());
}

void HttpSession::close() {
    if (stage_ == Stage::Closed) return;
    stage_ = Stage::Closed;
    boost::system::error_code ignored;
    (void)socket_.close(ignored);
    worker_.remove(shared_from_this());
}

}  // namespace deed::server
