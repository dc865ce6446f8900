#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "vm/machine/code.hpp"

namespace deed::machine {

/// Analysed code by its hash, the least recently used forgotten first. Safe to use from several threads.
class CodeCache {
  public:
    /// Keeps at most about @p capacity bytes.
    explicit CodeCache(size_t capacity = kDefaultCapacity) : capacity_(capacity) {}

    static constexpr size_t kDefaultCapacity = size_t{256} << 20;

    /// The analysed form of @p code, whose Keccak-256 is @p hash.
    [[nodiscard]] std::shared_ptr<const Code> get(const Hash& hash, BytesView code);
    /// The analysed form of the code with this hash, or null when it is not in the cache.
    [[nodiscard]] std::shared_ptr<const Code> find(const Hash& hash);

    /// Bytes in the cache.
    [[nodiscard]] size_t footprint() const;
    [[nodiscard]] size_t capacity() const { return capacity_; }

  private:
    struct Entry {
        Hash hash;
        std::shared_ptr<const Code> code;
        size_t footprint;  ///< as it was counted last
    };

    void count(Entry& entry);
    void forget_oldest();

    size_t capacity_;
    mutable std::mutex mutex_;
    size_t footprint_ = 0;
    std::list<Entry> by_age_;  ///< newest first
    std::unordered_map<Hash, std::list<Entry>::iterator> by_hash_;
};

}  // namespace deed::machine
