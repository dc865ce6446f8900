#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace deed::native {

class Deadlines;

/// Says when the time for a piece of work is over: its flag is set then, from a thread that waits for it.
class Deadline {
  public:
    /// Starts now; ends early with all of @p group.
    Deadline(Deadlines& group, std::chrono::milliseconds time);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    [[nodiscard]] const std::atomic<bool>& has_passed() const { return has_passed_; }
    [[nodiscard]] std::chrono::microseconds spent() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin_);
    }

  private:
    friend class Deadlines;
    using Clock = std::chrono::steady_clock;

    void wait(std::chrono::milliseconds time);

    Deadlines& group_;
    const Clock::time_point begin_ = Clock::now();
    std::atomic<bool> has_passed_ = false;
    bool is_over_ = false;  ///< guarded by the group's lock
    std::thread thread_;
};

/// Deadlines that can be let pass all at once.
class Deadlines {
  public:
    /// Lets those that run pass, and those to come at their beginning.
    void pass_all();
    [[nodiscard]] bool have_passed() {
        const std::lock_guard lock{mutex_};
        return have_passed_;
    }

  private:
    friend class Deadline;

    std::mutex mutex_;
    std::condition_variable changed_;
    bool have_passed_ = false;
};

}  // namespace deed::native
