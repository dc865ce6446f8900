#include "runtime/server/web_socket_session.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

namespace deed::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

http::request<http::empty_body> handshake_of(const RequestText& text) {
    http::request<http::empty_body> request{http::verb::get, text.target, 11};
    request.set(http::field::host, text.host);
    request.set(http::field::connection, "Upgrade");
    request.set(http::field::upgrade, "websocket");
    request.set(http::field::sec_websocket_key, text.web_socket_key);
    request.set(http::field::sec_websocket_version, text.web_socket_version);
    return request;
}

}  // namespace

WebSocketSession::WebSocketSession(Worker& worker, Socket socket)
    : worker_(worker), id_(worker.setting().next_channel++), stream_(std::move(socket)) {
    ++worker_.setting().connections;
}

WebSocketSession::~WebSocketSession() {
    --worker_.setting().connections;
}

void WebSocketSession::start(const RequestText& request) {
    const auto& options = worker_.setting().options;
    worker_.add(shared_from_this());
    // The limit is kept in `read`: the stream, reaching it, would cut the peer off before it has read why.
    stream_.read_message_max(0);
    stream_.auto_fragment(false);
    stream_.text(true);
    // A peer that answers no ping within the time is gone.
    stream_.set_option(websocket::stream_base::timeout{.handshake_timeout = options.request_timeout,
                                                       .idle_timeout = options.idle_timeout,
                                                       .keep_alive_pings = true});
    stream_.async_accept(handshake_of(request),
                         [self = shared_from_this()](const boost::system::error_code& error) {
                             if (error) return self->close();
                             self->read();
                         });
}

// Deadlines of a WebSocket are kept by its stream.
void WebSocketSession::check_deadline(Clock::time_point) {}

void WebSocketSession::finish() {
    is_finishing_ = true;
    if (is_handling_ || is_closed_) return;
    say_goodbye(websocket::close_code::going_away);
}

void WebSocketSession::abort() {
    close();
}

void WebSocketSession::read() {
    const size_t left = worker_.setting().options.max_body - buffer_.size();
    stream_.async_read_some(buffer_, left + 1,
                            [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                                if (error) return self->close();
                                if (self->buffer_.size() > self->worker_.setting().options.max_body)
                                    return self->say_goodbye(websocket::close_code::too_big);
                                if (!self->stream_.is_message_done()) return self->read();
                                self->handle_message();
                            });
}

void WebSocketSession::say_goodbye(websocket::close_code reason) {
    if (std::exchange(is_saying_goodbye_, true)) return;
    stream_.async_close(reason,
                        [self = shared_from_this()](const boost::system::error_code&) { self->close(); });
}

void WebSocketSession::handle_message() {
    is_handling_ = true;
    const auto data = buffer_.cdata();
    const std::string_view message{static_cast<const char*>(data.data()), data.size()};
    worker_.setting().handlers.message(shared_from_this(), message, Reply{shared_from_this()});
}

void WebSocketSession::respond(Response&& response) {
    // Posted, so that a message answered at once does not read the next one from within itself.
    asio::post(stream_.get_executor(), [self = shared_from_this(), body = std::make_shared<const std::string>(
                                                                       std::move(response.body))]() mutable {
        self->is_handling_ = false;
        if (self->is_closed_) return;
        self->buffer_.consume(self->buffer_.size());
        if (!body->empty()) self->enqueue(std::move(body));
        if (self->is_finishing_) return self->finish();
        self->read();
    });
}

void WebSocketSession::send(std::shared_ptr<const std::string> message) {
    asio::post(stream_.get_executor(), [self = shared_from_this(), moved = std::move(message)]() mutable {
        self->enqueue(std::move(moved));
    });
}

void WebSocketSession::enqueue(std::shared_ptr<const std::string> message) {
    if (is_closed_) return;
    backlog_ += message->size();
    if (backlog_ > worker_.setting().options.max_backlog) return close();
    outbox_.push_back(std::move(message));
    if (outbox_.size() == 1) write();
}

void WebSocketSession::write() {
    stream_.async_write(asio::buffer(*outbox_.front()),
                        [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                            if (error || self->is_closed_) return self->close();
                            self->backlog_ -= self->outbox_.front()->size();
                            self->outbox_.pop_front();
                            if (!self->outbox_.empty()) self->write();
                        });
}

void WebSocketSession::close() {
    if (is_closed_) return;
    is_closed_ = true;
    boost::system::error_code ignored;
    (void)stream_.next_layer().close(ignored);
    worker_.remove(shared_from_this());
    worker_.setting().handlers.closed(id_);
}

}  // namespace deed::server
