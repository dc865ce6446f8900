#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "runtime/server/access.hpp"
#include "runtime/server/server.hpp"

namespace deed::server {

using Clock = std::chrono::steady_clock;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// A connection as its worker sees it.
class Connection {
  public:
    virtual ~Connection() = default;
    /// Called now and then: lets a connection whose time is over close itself.
    virtual void check_deadline(Clock::time_point now) = 0;
    /// Closes as soon as nothing is under way.
    virtual void finish() = 0;
    /// Closes at once.
    virtual void abort() = 0;
};

/// What every connection may look at.
struct Setting {
    Options options;
    Handlers handlers;
    AccessRules access;
    std::atomic<size_t> connections = 0;
    std::atomic<uint64_t> next_channel = 1;
};

/// One event loop, run by one thread: its connections need no locks.
class Worker {
  public:
    explicit Worker(Setting& setting);

    /// Runs until `stop`.
    void run();
    /// Takes over an accepted socket. Called on this worker's thread.
    void adopt(Socket socket);
    void add(const std::shared_ptr<Connection>& connection);
    void remove(const std::shared_ptr<Connection>& connection);
    /// Asks connections to finish, and closes what is left after @p grace. Allowed from any thread.
    void stop(std::chrono::milliseconds grace);

    [[nodiscard]] Setting& setting() { return setting_; }
    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    /// The time of the last tick: exact enough for deadlines, and free.
    [[nodiscard]] Clock::time_point now() const { return now_; }
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }

  private:
    void tick();
    void close_down(Clock::time_point deadline);

    Setting& setting_;
    std::chrono::milliseconds tick_interval_;
    boost::asio::io_context context_{1};
    boost::asio::steady_timer timer_{context_};
    Clock::time_point now_ = Clock::now();
    Clock::time_point stop_deadline_ = Clock::time_point::max();
    bool is_stopping_ = false;
    std::set<std::shared_ptr<Connection>> connections_;
};

}  // namespace deed::server
