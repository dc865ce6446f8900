#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "runtime/ledger/snapshot.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/log_criteria.hpp"

namespace deed::rpc {

/// What a filter waits for.
struct BlockFilter {};
struct PendingFilter {};
using FilterKind = std::variant<BlockFilter, PendingFilter, LogCriteria>;

/// What has come since a filter was last asked: blocks by number, pending transactions by hash.
struct FilterNews {
    FilterKind kind;
    uint64_t first_block =
        0;  ///< up to and including the head given to `poll`; above it when there is nothing new
    std::vector<Hash> pending;
};

/// Installed filters (eth_newFilter and its kin). A filter that is not asked for a while is removed. Any
/// number of threads may use it.
class Filters {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Filters(const Limits& limits) : limits_(limits) {}

    /// Installs a filter that reports what comes after block @p head; nothing when there are too many.
    [[nodiscard]] std::optional<uint64_t> install(FilterKind kind, uint64_t head, Clock::time_point now);
    /// What has come up to block @p head; nothing when there is no such filter.
    [[nodiscard]] std::optional<FilterNews> poll(uint64_t id, uint64_t head, Clock::time_point now);
    /// The filter's criteria, for eth_getFilterLogs.
    [[nodiscard]] std::optional<FilterKind> find(uint64_t id, Clock::time_point now);
    /// Whether there was such a filter.
    bool uninstall(uint64_t id);
    /// Tells filters of pending transactions about one.
    void add_pending(const Hash& hash);
    /// Blocks above @p head were taken away: what takes their places is news again.
    void rewind(uint64_t head);
    [[nodiscard]] size_t size() const;

  private:
    struct Filter {
        FilterKind kind;
        uint64_t next_block = 0;
        uint64_t next_pending = 0;
        Clock::time_point last_use;
    };

    void remove_forgotten(Clock::time_point now);

    Limits limits_;
    mutable std::mutex mutex_;
    std::map<uint64_t, Filter> filters_;
    uint64_t next_id_ = 1;
    std::deque<Hash> pending_;    ///< the last ones, newest at the end
    uint64_t first_pending_ = 0;  ///< the sequence number of the first of `pending_`
};

}  // namespace deed::rpc
