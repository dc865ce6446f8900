#include "runtime/rpc/filters.hpp"

#include <algorithm>

namespace deed::rpc {
namespace {

/// A filter that is asked less often than this many transactions misses the oldest.
constexpr size_t kRememberedPending = 100'000;

}  // namespace

std::optional<uint64_t> Filters::install(FilterKind kind, uint64_t head, Clock::time_point now) {
    const std::scoped_lock lock{mutex_};
    remove_forgotten(now);
    if (filters_.size() >= limits_.filters) return std::nullopt;
    const uint64_t id = next_id_++;
    filters_.emplace(id, Filter{.kind = std::move(kind),
                                .next_block = head + 1,
                                .next_pending = first_pending_ + pending_.size(),
                                .last_use = now});
    return id;
}

std::optional<FilterNews> Filters::poll(uint64_t id, uint64_t head, Clock::time_point now) {
    const std::scoped_lock lock{mutex_};
    remove_forgotten(now);
    const auto found = filters_.find(id);
    if (found == filters_.end()) return std::nullopt;
    auto& filter = found->second;
    filter.last_use = now;

    FilterNews news{.kind = filter.kind, .first_block = filter.next_block, .pending = {}};
    filter.next_block = std::max(filter.next_block, head + 1);
    if (std::holds_alternative<PendingFilter>(filter.kind)) {
        const uint64_t seen = std::max(filter.next_pending, first_pending_) - first_pending_;
        news.pending.assign(pending_.begin() + static_cast<std::ptrdiff_t>(seen), pending_.end());
        filter.next_pending = first_pending_ + pending_.size();
    }
    return news;
}

std::optional<FilterKind> Filters::find(uint64_t id, Clock::time_point now) {
    const std::scoped_lock lock{mutex_};
    remove_forgotten(now);
    const auto found = filters_.find(id);
    if (found == filters_.end()) return std::nullopt;
    found->second.last_use = now;
    return found->second.kind;
}

bool Filters::uninstall(uint64_t id) {
    const std::scoped_lock lock{mutex_};
    return filters_.erase(id) > 0;
}

void Filters::add_pending(const Hash& hash) {
    const std::scoped_lock lock{mutex_};
    if (filters_.empty()) {
        first_pending_ += pending_.size();
        pending_.clear();
        return;
    }
    pending_.push_back(hash);
    if (pending_.size() <= kRememberedPending) return;
    pending_.pop_front();
    ++first_pending_;
}

void Filters::rewind(uint64_t head) {
    const std::scoped_lock lock{mutex_};
    for (auto& [id, filter] : filters_) filter.next_block = std::min(filter.next_block, head + 1);
}

size_t Filters::size() const {
    const std::scoped_lock lock{mutex_};
    return filters_.size();
}

void Filters::remove_forgotten(Clock::time_point now) {
    std::erase_if(filters_,
                  [&](const auto& entry) { return now - entry.second.last_use > limits_.filter_life; });
}

}  // namespace deed::rpc
