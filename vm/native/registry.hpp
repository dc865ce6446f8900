#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "vm/base/bytes.hpp"
#include "vm/machine/heat.hpp"

namespace deed::native {

/// Machine code by its key, the least recently asked for forgotten first; those who run it keep it alive.
/// Remembers also what could not be made. Safe to use from several threads.
class Registry {
  public:
    using Pointer = std::shared_ptr<const machine::NativeCode>;

    /// Keeps at most about @p capacity bytes.
    explicit Registry(size_t capacity) : capacity_(capacity) {}

    /// What @p make gives, or gave when the key was asked for first; null when it could not be made. Whoever
    /// asks for a key that is just being made waits.
    [[nodiscard]] Pointer get(const Hash& key, const std::function<Pointer()>& make);
    /// As above for a key that has been asked for: null when it has not, too.
    [[nodiscard]] Pointer find(const Hash& key);
    /// Bytes of machine code kept here.
    [[nodiscard]] size_t footprint() const;

  private:
    struct Entry {
        Hash key;
        Pointer code;
        size_t footprint = 0;
        bool is_made = false;
    };

    void keep(Entry& entry, Pointer code);

    size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable made_;
    size_t footprint_ = 0;
    std::list<Entry> by_age_;  ///< newest first
    std::unordered_map<Hash, std::list<Entry>::iterator> by_key_;
};

}  // namespace deed::native
