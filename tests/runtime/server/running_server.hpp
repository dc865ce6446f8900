#pragma once

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "runtime/server/server.hpp"

namespace deed::server {

/// A server on a free port of the loopback interface, run by threads of the test.
class RunningServer {
  public:
    explicit RunningServer(Handlers handlers, Options options = {})
        : server_(on_free_port(options), with_defaults(std::move(handlers))) {
        for (unsigned worker = 0; worker < std::max(1U, options.workers); ++worker)
            threads_.emplace_back([this, worker] { server_.serve(worker); });
    }
    ~RunningServer() {
        server_.stop(std::chrono::milliseconds{100});
        for (auto& thread : threads_) thread.join();
    }

    [[nodiscard]] Server& server() { return server_; }
    [[nodiscard]] uint16_t port() const { return server_.port(); }

  private:
    static Options on_free_port(Options options) {
        options.port = 0;
        return options;
    }
    static Handlers with_defaults(Handlers handlers) {
        if (!handlers.message) handlers.message = [](const auto&, auto, Reply reply) { reply.send({}); };
        if (!handlers.closed) handlers.closed = [](uint64_t) {};
        return handlers;
    }

    Server server_;
    std::vector<std::thread> threads_;
};

/// A client that sends exactly the bytes it is told to.
class RawClient {
  public:
    explicit RawClient(uint16_t port) : socket_(context_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view text) { boost::asio::write(socket_, boost::asio::buffer(text)); }
    /// Reads until the peer closes.
    [[nodiscard]] std::string read_all() {
        std::string text;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(text), error);
        return text;
    }
    /// Reads exactly @p size bytes, fewer when the peer closes.
    [[nodiscard]] std::string read(size_t size) {
        std::string text(size, '\0');
        boost::system::error_code error;
        text.resize(boost::asio::read(socket_, boost::asio::buffer(text), error));
        return text;
    }

    [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return socket_; }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
};

/// Sends one request and reads until the server closes the connection.
inline std::string exchange(uint16_t port, std::string_view text) {
    RawClient client{port};
    client.send(text);
    return client.read_all();
}

}  // namespace deed::server
