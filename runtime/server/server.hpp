#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One HTTP/1.1 and WebSocket server. It knows nothing of what it serves: handlers come in as functions,
/// threads belong to the caller.
namespace deed::server {

/// A request, borrowed: the views live until its reply is sent.
struct Request {
    std::string_view method;         ///< "GET", "POST", …
    std::string_view path;           ///< the target before "?"
    std::string_view query;          ///< the target after "?", without it
    std::string_view content_type;   ///< empty when the field is absent
    std::string_view accept;         ///< empty when the field is absent
    std::string_view prefer;         ///< RFC 7240; empty when the field is absent
    std::string_view authorization;  ///< empty when the field is absent
    std::string_view body;
};

/// What is answered. Text views must be of static storage.
struct Response {
    unsigned status = 200;
    std::string_view content_type = "application/json";
    std::string body;
    /// Further fields, such as "Location".
    std::vector<std::pair<std::string_view, std::string>> fields;
};

/// The side of a connection that waits for an answer.
class Exchange {
  public:
    virtual ~Exchange() = default;
    /// Takes the answer to the request under way; called once, from any thread.
    virtual void respond(Response&& response) = 0;
};

/// The one answer to one request. A reply that is dropped unanswered answers 500 by itself, so that no fault
/// below can leave a client waiting.
class Reply {
  public:
    explicit Reply(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
    Reply(Reply&&) = default;
    Reply& operator=(Reply&&) = delete;
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply();

    /// Sends @p response. Allowed from any thread, once.
    void send(Response response);

  private:
    std::shared_ptr<Exchange> exchange_;
};

/// An open WebSocket.
class Channel {
  public:
    virtual ~Channel() = default;
    /// A number no other channel of this server has had.
    [[nodiscard]] virtual uint64_t id() const = 0;
    /// Queues a text message. Allowed from any thread. A peer that does not read what it asked for is cut
    /// off.
    virtual void send(std::shared_ptr<const std::string> message) = 0;
};

/// What the server calls, on the threads that run it. Handlers must not throw.
struct Handlers {
    /// Answers one HTTP request, now or later.
    std::function<void(const Request&, Reply)> request;
    /// Answers one WebSocket message with the body of the response; an empty body sends nothing. The next
    /// message of the same channel is read after the answer.
    std::function<void(const std::shared_ptr<Channel>&, std::string_view, Reply)> message;
    /// Told that a channel has gone.
    std::function<void(uint64_t channel_id)> closed;
};

/// Where to listen, and how much a stranger may ask for.
struct Options {
    std::string address = "127.0.0.1";
    uint16_t port = 8545;  ///< 0: any free port
    unsigned workers = 1;  ///< how many threads will call `serve`
    /// Names by which browsers may address this server besides the loopback names; "*" allows all. Must not
    /// be empty when the address is not a loopback address.
    std::vector<std::string> hosts;
    /// Origins of web pages that may read answers besides pages of this machine; "*" allows all.
    std::vector<std::string> origins;
    size_t max_body = 1 << 20;
    size_t max_header = 16 << 10;
    size_t max_connections = 1024;
    /// Bytes waiting to be read by one WebSocket peer.
    size_t max_backlog = 16 << 20;
    std::chrono::milliseconds request_timeout{10'000};  ///< from the first byte of a request to its last
    std::chrono::milliseconds idle_timeout{75'000};     ///< between requests
    std::chrono::milliseconds write_timeout{30'000};    ///< for a peer to take an answer
};

/// Listens from construction on; answers while threads are in `serve`.
class Server {
  public:
    /// Binds the port. Throws `Error` when the address is malformed, not allowed, or in use.
    Server(Options options, Handlers handlers);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// The port that is bound.
    [[nodiscard]] uint16_t port() const;
    /// "http://127.0.0.1:8545"
    [[nodiscard]] std::string url() const;
    /// The connections that are open.
    [[nodiscard]] size_t connections() const;

    /// Answers requests until `stop`. Call it on `Options::workers` threads, each with its own number from 0.
    void serve(unsigned worker);
    /// Stops accepting, lets requests under way finish within @p grace, and makes `serve` return. Allowed
    /// from any thread.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds{2000});

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace deed::server
