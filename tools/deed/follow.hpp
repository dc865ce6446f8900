#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "runtime/chain/chain.hpp"
#include "runtime/chain/genesis.hpp"
#include "tools/client/rpc_client.hpp"

namespace deed::tools {

/// The genesis by which another node began, with its first validators. Throws `Error` when it cannot be had
/// or is not what its hash says.
[[nodiscard]] chain::ChainGenesis fetch_genesis(const std::string& url);

/// Takes blocks from another node, each with the record that proves it, into a chain here, which checks and
/// runs them. Sends the transactions that come in here on to that node.
class Follower {
  public:
    /// @p url is of the other node. @p on_end is called, on a thread of the follower's, when it cannot go on:
    /// the other node has another chain, or a block that does not hold. A node that does not answer is asked
    /// again and again.
    Follower(std::string url, std::function<void()> on_end);
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    /// Begins; borrows @p chain.
    void start(chain::Chain& chain);
    void stop();
    /// Why it could not go on; nothing while it can.
    [[nodiscard]] std::optional<std::string> failure() const;
    /// Hands over a transaction.
    void forward(const pool::PendingPointer& transaction);

  private:
    void run();
    /// Takes what there is; whether there may be more.
    bool take_blocks(client::RpcClient& rpc);
    void check_genesis(client::RpcClient& rpc) const;
    void check_head(client::RpcClient& rpc) const;
    void send_on(client::RpcClient& rpc);
    bool wait();

    std::string url_;
    std::function<void()> on_end_;
    chain::Chain* chain_ = nullptr;
    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    bool is_stopping_ = false;
    std::deque<pool::PendingPointer> to_send_;
    size_t bytes_to_send_ = 0;
    std::optional<std::string> failure_;
    std::thread thread_;
};

}  // namespace deed::tools
