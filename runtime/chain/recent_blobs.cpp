#include "runtime/chain/recent_blobs.hpp"

#include <algorithm>

namespace deed::chain {
namespace {

constexpr size_t kMostBytes = size_t{32} << 20;

template <typename Wanted>
pool::PendingPointer find_first(const std::deque<pool::PendingPointer>& all, Wanted is_wanted) {
    const auto found = std::ranges::find_if(all, is_wanted);
    return found == all.end() ? nullptr : *found;
}

}  // namespace

void RecentBlobs::add(const pool::PendingPointer& included) {
    if (!included->sidecar) return;
    newest_.push_front(included);
    for (bytes_ += included->weight(); bytes_ > kMostBytes; newest_.pop_back())
        bytes_ -= newest_.back()->weight();
}

pool::PendingPointer RecentBlobs::find(const Hash& transaction_hash) const {
    return find_first(newest_, [&](const auto& pending) { return pending->hash == transaction_hash; });
}

pool::PendingPointer RecentBlobs::find_by_blob(const Hash& versioned_hash) const {
    return find_first(newest_, [&](const auto& pending) {
        const auto& names = pending->transaction.fields.blob_versioned_hashes;
        return std::ranges::find(names, versioned_hash) != names.end();
    });
}

}  // namespace deed::chain
