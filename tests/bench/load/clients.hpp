#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace deed::load {

/// A POST of JSON to a node, as it goes over the wire; the connection is kept.
[[nodiscard]] std::string http_post(std::string_view body);

/// Connections to one node of this machine, from one thread: a request is under way on each as long as there
/// are any.
class Clients {
  public:
    /// Throws `Error` when the node does not answer.
    Clients(uint16_t port, size_t count);
    ~Clients();
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;

    /// What to send next; null for nothing more. The text must stay where it is until its answer is there.
    using Next = std::function<const std::string*()>;
    /// Takes the body of an answer, and how long it took.
    using Answered = std::function<void(std::string_view body, std::chrono::nanoseconds time)>;

    /// Sends until there is nothing more, and waits for every answer. Throws `Error` when a connection ends,
    /// or when the status is not 200.
    void run(const Next& next, const Answered& answered);

  private:
    struct Connection;

    std::vector<Connection> connections_;
    int poll_ = -1;
};

}  // namespace deed::load
