#pragma once

#include <deque>

#include "runtime/pool/pool.hpp"

namespace deed::chain {

/// The newest blob transactions that went into blocks, with their blobs, in memory: the oldest make room.
/// Not for several threads at once.
class RecentBlobs {
  public:
    /// Keeps a transaction that has blobs; any other is passed over.
    void add(const pool::PendingPointer& included);
    /// The transaction with this hash; null when it is not here.
    [[nodiscard]] pool::PendingPointer find(const Hash& transaction_hash) const;
    /// The newest one that names the blob; null when none does.
    [[nodiscard]] pool::PendingPointer find_by_blob(const Hash& versioned_hash) const;

  private:
    std::deque<pool::PendingPointer> newest_;  ///< newest first
    size_t bytes_ = 0;
};

}  // namespace deed::chain
