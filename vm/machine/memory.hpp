#pragma once

#include <cstdint>
#include <memory>

#include "vm/base/bytes.hpp"

namespace deed::machine {

/// A frame's memory: zeros that grow by whole words. The room is kept for the next frame, up to a limit.
class Memory {
  public:
    Memory();

    [[nodiscard]] uint8_t* data() { return data_.get(); }
    [[nodiscard]] const uint8_t* data() const { return data_.get(); }
    /// Bytes; a multiple of 32.
    [[nodiscard]] uint64_t size() const { return size_; }
    [[nodiscard]] BytesView view(uint64_t offset, uint64_t size) const {
        return {data_.get() + offset, size};
    }

    /// Makes the memory at least @p size bytes, rounded up to words; the new ones are zero. The price has
    /// been paid.
    void grow(uint64_t size) noexcept {
        const uint64_t grown = (size + 31) / 32 * 32;
        if (grown <= size_) return;
        if (grown > zeroed_) make_room(grown);
        size_ = grown;
    }
    /// Where compiled code finds the fields; defined by what compiles.
    struct Layout;

    /// Empties the memory; gives room beyond what most calls need back to the system.
    void clear() noexcept;
    /// Bytes that it takes up, used or not.
    [[nodiscard]] uint64_t room() const { return capacity_; }

  private:
    struct Free {
        void operator()(uint8_t* bytes) const noexcept;
    };

    /// Makes zeros of the bytes up to @p size at least.
    void make_room(uint64_t size) noexcept;

    std::unique_ptr<uint8_t, Free> data_;
    uint64_t size_ = 0;
    uint64_t zeroed_ = 0;  ///< bytes from the start that are content or known to be zero
    uint64_t capacity_ = 0;
};

}  // namespace deed::machine
