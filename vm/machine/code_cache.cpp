#include "vm/machine/code_cache.hpp"

namespace deed::machine {
namespace {

/// What a list node, a hash table node and a reference count take beside the code itself.
constexpr size_t kEntryOverhead = 192;

}  // namespace

std::shared_ptr<const Code> CodeCache::find(const Hash& hash) {
    const std::lock_guard lock{mutex_};
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return nullptr;
    by_age_.splice(by_age_.begin(), by_age_, found->second);
    auto code = found->second->code;
    count(*found->second);
    return code;
}

std::shared_ptr<const Code> CodeCache::get(const Hash& hash, BytesView code) {
    if (auto cached = find(hash)) return cached;

    auto analysed = std::make_shared<const Code>(code);
    const std::lock_guard lock{mutex_};
    // Another thread may have been faster.
    if (const auto found = by_hash_.find(hash); found != by_hash_.end()) return found->second->code;
    by_age_.push_front({hash, analysed, 0});
    by_hash_.emplace(hash, by_age_.begin());
    count(by_age_.front());
    return analysed;
}

size_t CodeCache::footprint() const {
    const std::lock_guard lock{mutex_};
    return footprint_;
}

/// Brings the sum up to date with @p entry, which may have been given machine code since, and makes room.
void CodeCache::count(Entry& entry) {
    const size_t now = entry.code->footprint() + kEntryOverhead;
    if (now == entry.footprint) return;
    footprint_ += now - entry.footprint;
    entry.footprint = now;
    while (footprint_ > capacity_ && !by_age_.empty()) forget_oldest();
}

void CodeCache::forget_oldest() {
    const Entry& oldest = by_age_.back();
    footprint_ -= oldest.footprint;
    by_hash_.erase(oldest.hash);
    by_age_.pop_back();
}

}  // namespace deed::machine
