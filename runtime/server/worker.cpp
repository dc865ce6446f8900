#include "runtime/server/worker.hpp"

#include <algorithm>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "runtime/server/http_session.hpp"

namespace deed::server {
namespace {

using namespace std::chrono_literals;

/// A quarter of the shortest time-out, so that none is overstayed by much.
std::chrono::milliseconds tick_interval_for(const Options& options) {
    const auto shortest = std::min({options.request_timeout, options.idle_timeout, options.write_timeout});
    return std::clamp(shortest / 4, std::chrono::milliseconds{5ms}, std::chrono::milliseconds{1s});
}

}  // namespace

Worker::Worker(Setting& setting) : setting_(setting), tick_interval_(tick_interval_for(setting.options)) {}

void Worker::run() {
    tick();
    context_.run();
}

void Worker::adopt(Socket socket) {
    std::make_shared<HttpSession>(*this, std::move(socket))->start();
}

void Worker::add(const std::shared_ptr<Connection>& connection) {
    connections_.insert(connection);
}

void Worker::remove(const std::shared_ptr<Connection>& connection) {
    connections_.erase(connection);
}

void Worker::stop(std::chrono::milliseconds grace) {
    boost::asio::post(context_, [this, grace] { close_down(Clock::now() + grace); });
}

void Worker::close_down(Clock::time_point deadline) {
    is_stopping_ = true;
    stop_deadline_ = deadline;
    tick_interval_ = std::min(tick_interval_, std::chrono::milliseconds{10ms});
    // Connections remove themselves while this runs.
    const auto connections = connections_;
    for (const auto& connection : connections) connection->finish();
    tick();
}

void Worker::tick() {
    now_ = Clock::now();
    const auto connections = connections_;
    for (const auto& connection : connections) {
        if (now_ >= stop_deadline_)
            connection->abort();
        else
            connection->check_deadline(now_);
    }
    if (is_stopping_ && connections_.empty()) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(tick_interval_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

}  // namespace deed::server
