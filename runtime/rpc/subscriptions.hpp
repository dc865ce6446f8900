#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>

#include "runtime/chain/chain.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/log_criteria.hpp"
#include "runtime/server/server.hpp"
#include "runtime/telemetry/metrics.hpp"

namespace deed::rpc {

/// What a subscription sends.
struct NewHeads {};
struct NewPendingTransactions {
    bool is_whole = false;  ///< transactions instead of their hashes
};
struct Syncing {};
using SubscriptionKind = std::variant<NewHeads, NewPendingTransactions, Syncing, LogCriteria>;

/// What WebSocket clients have subscribed to (eth_subscribe), and sending it. Any number of threads may use
/// it.
class Subscriptions {
  public:
    Subscriptions(const Limits& limits, telemetry::Metrics& metrics) : limits_(limits), metrics_(metrics) {}

    /// Registers a subscription that is silent until `start`; nothing when there are too many.
    [[nodiscard]] std::optional<uint64_t> add(std::shared_ptr<server::Channel> channel,
                                              SubscriptionKind kind);
    /// Lets the subscription send: its id is on the way to the client.
    void start(uint64_t id);
    /// Whether @p channel had such a subscription.
    bool remove(uint64_t id, uint64_t channel_id);
    /// Removes everything of a channel that has gone.
    void remove_channel(uint64_t channel_id);
    /// Removes everything; the server is about to end.
    void clear();

    /// Sends a new block's header and logs to those who want them.
    void on_block(const chain::NewBlock& news);
    /// Sends the logs of a block that was left for another branch once more, as removed.
    void on_left(const chain::NewBlock& left);
    void on_transaction(const pool::PendingPointer& pending);

    [[nodiscard]] size_t size() const;

  private:
    struct Subscription {
        std::shared_ptr<server::Channel> channel;
        SubscriptionKind kind;
        bool is_started = false;
    };

    mutable std::mutex mutex_;
    Limits limits_;
    telemetry::Metrics& metrics_;
    std::map<uint64_t, Subscription> subscriptions_;
    uint64_t next_id_ = 1;
};

}  // namespace deed::rpc
