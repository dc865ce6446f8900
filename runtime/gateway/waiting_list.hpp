#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "runtime/server/server.hpp"
#include "vm/base/bytes.hpp"

namespace deed::gateway {

/// Replies that wait until a transaction is in a block. No thread waits with them. Any number of threads may
/// use it.
class WaitingList {
  public:
    using Clock = std::chrono::steady_clock;
    /// What is answered for a transaction; nothing while it is in no block, unless @p is_last_chance.
    enum class Chance : uint8_t { Early, Last };
    using Answer = std::function<std::optional<server::Response>(Chance chance)>;

    /// Answers now when the answer is there already.
    void add(Answer answer, Clock::time_point deadline, server::Reply reply);
    /// Answers what can be answered, and what must be at @p now.
    void look(Clock::time_point now);

  private:
    struct Entry {
        Answer answer;
        Clock::time_point deadline;
        server::Reply reply;
    };

    std::mutex mutex_;
    std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace deed::gateway
