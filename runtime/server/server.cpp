#include "runtime/server/server.hpp"

#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "runtime/server/problem.hpp"
#include "runtime/server/worker.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/error.hpp"

namespace deed::server {
namespace {

namespace asio = boost::asio;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

asio::ip::address parse_address(const Options& options) {
    boost::system::error_code error;
    const auto address =
        asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
    if (error) throw Error{fmt::format("\"{}\" is no IP address to listen on", options.address)};
    if (!address.is_loopback() && options.hosts.empty())
        throw Error{fmt::format(
            "listening on {} needs a list of allowed host names (vhosts): any page on the web could "
            "reach it by a name of its own",
            options.address)};
    return address;
}

/// Answers on the same machine need no pace: without this, where the system paces (BBR), each costs some of
/// it. Connections inherit it; where it is refused, they work as well.
void leave_pacing(Acceptor& acceptor) {
    constexpr std::string_view kUnpaced = "reno";
    (void)::setsockopt(acceptor.native_handle(), IPPROTO_TCP, TCP_CONGESTION, kUnpaced.data(),
                       kUnpaced.size());
}

void listen(Acceptor& acceptor, const asio::ip::tcp::endpoint& endpoint) {
    boost::system::error_code error;
    (void)acceptor.open(endpoint.protocol(), error);
    if (!error) (void)acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && endpoint.address().is_loopback()) leave_pacing(acceptor);
    if (!error) (void)acceptor.bind(endpoint, error);
    if (!error) (void)acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return;

    const auto where = fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
    if (error == asio::error::address_in_use)
        throw Error{fmt::format("{} is in use: another program, perhaps another node, listens there", where)};
    throw Error{fmt::format("cannot listen on {}: {}", where, error.message())};
}

}  // namespace

class Server::State {
  public:
    State(Options options, Handlers handlers)
        : setting_{.options = options,
                   .handlers = std::move(handlers),
                   .access = AccessRules{options.hosts, options.origins}} {
        const unsigned workers = std::max(1U, options.workers);
        for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>(setting_));
        acceptor_.emplace(workers_.front()->context());
        pause_.emplace(workers_.front()->context());
        listen(*acceptor_, {parse_address(setting_.options), setting_.options.port});
        endpoint_ = acceptor_->local_endpoint();
        accept();
    }

    [[nodiscard]] const asio::ip::tcp::endpoint& endpoint() const { return endpoint_; }
    [[nodiscard]] size_t connections() const { return setting_.connections; }

    void serve(unsigned worker) { workers_.at(worker)->run(); }

    void stop(std::chrono::milliseconds grace) {
        asio::post(workers_.front()->context(), [this] {
            boost::system::error_code ignored;
            (void)acceptor_->close(ignored);
            pause_->cancel();
        });
        for (const auto& worker : workers_) worker->stop(grace);
    }

  private:
    void accept() {
        auto& worker = *workers_[next_worker_];
        next_worker_ = (next_worker_ + 1) % workers_.size();
        acceptor_->async_accept(worker.context().get_executor(),
                                [this, &worker](const boost::system::error_code& error, Socket socket) {
                                    if (!acceptor_->is_open()) return;
                                    if (error) return pause();
                                    hand_over(worker, std::move(socket));
                                    accept();
                                });
    }

    void hand_over(Worker& worker, Socket socket) {
        if (setting_.connections >= setting_.options.max_connections) return turn_away(std::move(socket));
        asio::post(worker.context(), [&worker, moved = std::move(socket)]() mutable {
            if (!worker.is_stopping()) worker.adopt(std::move(moved));
        });
    }

    void turn_away(Socket socket) {
        const auto problem = make_problem(503, "too many connections are open");
        const auto text = fmt::format(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: {}\r\nContent-Length: {}\r\nRetry-After: 1\r\n"
            "Connection: close\r\n\r\n{}",
            problem.content_type, problem.body.size(), problem.body);
        boost::system::error_code ignored;
        (void)socket.non_blocking(true, ignored);
        (void)socket.write_some(asio::buffer(text), ignored);
    }

    // No descriptors left, most likely: connections that end will free some.
    void pause() {
        pause_->expires_after(std::chrono::milliseconds{50});
        pause_->async_wait([this](const boost::system::error_code& error) {
            if (!error && acceptor_->is_open()) accept();
        });
    }

    Setting setting_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::optional<Acceptor> acceptor_;
    asio::ip::tcp::endpoint endpoint_;
    std::optional<asio::steady_timer> pause_;
    size_t next_worker_ = 0;
};

Reply::~Reply() {
    if (exchange_) exchange_->respond(make_problem(500, "the request was not answered"));
}

void Reply::send(Response response) {
    DEED_ASSERT(exchange_ != nullptr);
    std::exchange(exchange_, nullptr)->respond(std::move(response));
}

Server::Server(Options options, Handlers handlers)
    : state_(std::make_unique<State>(std::move(options), std::move(handlers))) {}
Server::~Server() = default;

uint16_t Server::port() const {
    return state_->endpoint().port();
}
std::string Server::url() const {
    const auto endpoint = state_->endpoint();
    const auto address = endpoint.address();
    const auto pattern = address.is_v6() ? "http://[{}]:{}" : "http://{}:{}";
    return fmt::format(fmt::runtime(pattern), address.to_string(), endpoint.port());
}
size_t Server::connections() const {
    return state_->connections();
}
void Server::serve(unsigned worker) {
    state_->serve(worker);
}
void Server::stop(std::chrono::milliseconds grace) {
    state_->stop(grace);
}

}  // namespace deed::server
