#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace deed::node {

/// Work that waits for a worker thread, first come first served.
class JobQueue {
  public:
    /// Adds @p job, which must not throw. After `close` it runs at once, on the caller's thread.
    void push(std::function<void()> job);
    /// Runs jobs until the queue is closed and empty.
    void run();
    /// Lets `run` return when everything is done.
    void close();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    bool is_closed_ = false;
};

}  // namespace deed::node
