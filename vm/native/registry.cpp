#include "vm/native/registry.hpp"

namespace deed::native {
namespace {

/// What a list node, a hash table node and a reference count take beside the code itself.
constexpr size_t kEntryOverhead = 256;

}  // namespace

Registry::Pointer Registry::get(const Hash& key, const std::function<Pointer()>& make) {
    std::unique_lock lock{mutex_};
    for (;;) {
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) break;
        if (found->second->is_made) {
            by_age_.splice(by_age_.begin(), by_age_, found->second);
            return found->second->code;
        }
        made_.wait(lock);
    }
    by_age_.push_front({.key = key});
    const auto entry = by_age_.begin();
    by_key_.emplace(key, entry);

    lock.unlock();
    Pointer code = make();
    lock.lock();
    keep(*entry, code);
    made_.notify_all();
    return code;
}

Registry::Pointer Registry::find(const Hash& key) {
    const std::lock_guard lock{mutex_};
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second->code;
}

/// Forgets older code until there is room. What is being made at this moment has no size yet and stays.
void Registry::keep(Entry& entry, Pointer code) {
    entry.footprint = kEntryOverhead + (code == nullptr ? 0 : code->footprint());
    entry.code = std::move(code);
    entry.is_made = true;
    footprint_ += entry.footprint;
    for (auto at = by_age_.end(); footprint_ > capacity_ && at != by_age_.begin();) {
        --at;
        if (!at->is_made) continue;
        footprint_ -= at->footprint;
        by_key_.erase(at->key);
        at = by_age_.erase(at);
    }
}

size_t Registry::footprint() const {
    const std::lock_guard lock{mutex_};
    return footprint_;
}

}  // namespace deed::native
