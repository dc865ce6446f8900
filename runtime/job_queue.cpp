#include "runtime/job_queue.hpp"

namespace deed::node {

void JobQueue::push(std::function<void()> job) {
    {
        const std::scoped_lock lock{mutex_};
        if (!is_closed_) {
            jobs_.push_back(std::move(job));
            job = nullptr;
        }
    }
    if (job) return job();
    changed_.notify_one();
}

void JobQueue::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return is_closed_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        const auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
}

void JobQueue::close() {
    {
        const std::scoped_lock lock{mutex_};
        is_closed_ = true;
    }
    changed_.notify_all();
}

}  // namespace deed::node
