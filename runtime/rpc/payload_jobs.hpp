#pragma once

#include <deque>
#include <mutex>
#include <optional>

#include "runtime/chain/chain.hpp"

namespace deed::rpc {

/// Names a block that is being made for a consensus client.
using PayloadId = FixedBytes<8>;

/// The blocks that consensus clients have asked for: made at once, and made anew when they are fetched if
/// more waits by then. Only the latest few are kept. Any number of threads may use it.
class PayloadJobs {
  public:
    /// Borrows @p chain.
    explicit PayloadJobs(chain::Chain& chain) : chain_(chain) {}

    /// Begins a block on @p parent; the same wish has the same name. Nothing when the parent is not known.
    [[nodiscard]] std::optional<PayloadId> begin(const Hash& parent, const chain::BlockWanted& wanted);
    /// The time of the block of this name; nothing when there is none.
    [[nodiscard]] std::optional<uint64_t> find_time(const PayloadId& id) const;
    /// The block in its last form; nothing when there is none of this name. From then on it stays as it is.
    [[nodiscard]] std::optional<chain::BlockOffered> fetch(const PayloadId& id);

  private:
    struct Job {
        PayloadId id;
        Hash parent;
        chain::BlockWanted wanted;
        uint64_t pool_version = 0;  ///< when the block was made
        bool is_fetched = false;
        chain::BlockOffered block;
    };

    [[nodiscard]] Job* find(const PayloadId& id);

    chain::Chain& chain_;
    mutable std::mutex mutex_;
    std::deque<Job> jobs_;
};

}  // namespace deed::rpc
