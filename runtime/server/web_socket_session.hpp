#pragma once

#include <deque>
#include <memory>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "runtime/server/request_parser.hpp"
#include "runtime/server/worker.hpp"

namespace deed::server {

/// One WebSocket: messages are answered one after another; news is queued between the answers.
class WebSocketSession final : public Connection,
                               public Channel,
                               public Exchange,
                               public std::enable_shared_from_this<WebSocketSession> {
  public:
    WebSocketSession(Worker& worker, Socket socket);
    ~WebSocketSession() override;

    /// Answers the handshake of @p request and begins to read.
    void start(const RequestText& request);

    void check_deadline(Clock::time_point now) override;
    void finish() override;
    void abort() override;
    void respond(Response&& response) override;
    [[nodiscard]] uint64_t id() const override { return id_; }
    void send(std::shared_ptr<const std::string> message) override;

  private:
    void read();
    void handle_message();
    void say_goodbye(boost::beast::websocket::close_code reason);
    void enqueue(std::shared_ptr<const std::string> message);
    void write();
    void close();

    Worker& worker_;
    uint64_t id_;
    boost::beast::websocket::stream<Socket, false> stream_;
    boost::beast::flat_buffer buffer_;
    std::deque<std::shared_ptr<const std::string>> outbox_;
    size_t backlog_ = 0;
    bool is_handling_ = false;
    bool is_finishing_ = false;
    bool is_saying_goodbye_ = false;
    bool is_closed_ = false;
};

}  // namespace deed::server
