#include "vm/native/deadline.hpp"

namespace deed::native {

Deadline::Deadline(Deadlines& group, std::chrono::milliseconds time)
    : group_(group), thread_([this, time] { wait(time); }) {}

Deadline::~Deadline() {
    {
        const std::lock_guard lock{group_.mutex_};
        is_over_ = true;
    }
    group_.changed_.notify_all();
    thread_.join();
}

void Deadline::wait(std::chrono::milliseconds time) {
    std::unique_lock lock{group_.mutex_};
    group_.changed_.wait_until(lock, begin_ + time, [this] { return is_over_ || group_.have_passed_; });
    if (!is_over_) has_passed_.store(true, std::memory_order_relaxed);
}

void Deadlines::pass_all() {
    {
        const std::lock_guard lock{mutex_};
        have_passed_ = true;
    }
    changed_.notify_all();
}

}  // namespace deed::native
