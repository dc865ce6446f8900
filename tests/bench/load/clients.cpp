#include "tests/bench/load/clients.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "vm/base/error.hpp"

namespace deed::load {

using Clock = std::chrono::steady_clock;

struct Clients::Connection {
    int socket = -1;
    const std::string* request = nullptr;
    std::string answer;
    Clock::time_point begin;
};

namespace {

int connect_to(uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw Error("cannot connect to the node");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

/// The body, once the whole answer is there.
std::optional<std::string_view> find_body(std::string_view answer) {
    const size_t split = answer.find("\r\n\r\n");
    if (split == std::string_view::npos) return std::nullopt;
    if (!answer.starts_with("HTTP/1.1 200")) throw Error("refused: " + std::string{answer.substr(0, 300)});
    // The name of the field ends so in capitals or, as other nodes write it, in small letters.
    constexpr std::string_view kField = "ength: ";
    const size_t field = answer.find(kField);
    size_t size = 0;
    if (field < split) std::from_chars(answer.data() + field + kField.size(), answer.data() + split, size);
    if (answer.size() < split + 4 + size) return std::nullopt;
    return answer.substr(split + 4, size);
}

}  // namespace

std::string http_post(std::string_view body) {
    return fmt::format(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "{}\r\n\r\n{}",
        body.size(), body);
}

Clients::Clients(uint16_t port, size_t count) : connections_(count), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (size_t i = 0; i < count; ++i) {
        connections_[i].socket = connect_to(port);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
}

Clients::~Clients() {
    for (const Connection& connection : connections_)
        if (connection.socket >= 0) ::close(connection.socket);
    ::close(poll_);
}

void Clients::run(const Next& next, const Answered& answered) {
    size_t under_way = 0;
    const auto begin = [&](Connection& connection) {
        connection.request = next();
        if (connection.request == nullptr) return;
        ++under_way;
        connection.begin = Clock::now();
        connection.answer.clear();
        for (size_t sent = 0; sent < connection.request->size();) {
            const auto size = ::send(connection.socket, connection.request->data() + sent,
                                     connection.request->size() - sent, 0);
            if (size <= 0) throw Error("the node has closed a connection");
            sent += static_cast<size_t>(size);
        }
    };
    const auto read = [&](Connection& connection) {
        std::array<char, 1 << 16> part;
        const auto size = ::recv(connection.socket, part.data(), part.size(), 0);
        if (size <= 0) throw Error("the node has closed a connection");
        connection.answer.append(part.data(), static_cast<size_t>(size));
        const auto body = find_body(connection.answer);
        if (!body) return;
        --under_way;
        answered(*body, Clock::now() - connection.begin);
        begin(connection);
    };

    for (Connection& connection : connections_) begin(connection);
    std::array<epoll_event, 64> events;
    while (under_way > 0) {
        const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 30'000);
        if (count == 0) throw Error("the node has not answered for thirty seconds");
        for (int i = 0; i < count; ++i) read(connections_[events[static_cast<size_t>(i)].data.u64]);
    }
}

}  // namespace deed::load
