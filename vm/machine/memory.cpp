#include "vm/machine/memory.hpp"

#include <algorithm>
#include <cstdlib>

namespace deed::machine {
namespace {

constexpr uint64_t kFirstCapacity = 4096;
/// Room up to this size is kept when the memory is cleared. Larger room comes from the system as zeros and is
/// used once, so that a contract which pays for a gigabyte and writes one word touches one page.
constexpr uint64_t kKeptCapacity = uint64_t{1} << 20;

}  // namespace

void Memory::Free::operator()(uint8_t* bytes) const noexcept {
    std::free(bytes);
}

Memory::Memory() : data_(static_cast<uint8_t*>(std::malloc(kFirstCapacity))), capacity_(kFirstCapacity) {
    DEED_ASSERT(data_ != nullptr);
}

void Memory::grow(uint64_t size) noexcept {
    const uint64_t grown = (size + 31) / 32 * 32;
    if (grown <= size_) return;

    if (grown > capacity_) {
        const uint64_t room = std::max(grown, capacity_ * 2);
        auto* const bytes =
            static_cast<uint8_t*>(room > kKeptCapacity ? std::calloc(room, 1) : std::malloc(room));
        DEED_ASSERT(bytes != nullptr);
        std::memcpy(bytes, data_.get(), size_);
        data_.reset(bytes);
        capacity_ = room;
    }
    if (capacity_ <= kKeptCapacity) std::memset(data_.get() + size_, 0, grown - size_);
    size_ = grown;
}

void Memory::clear() noexcept {
    if (capacity_ > kKeptCapacity) *this = Memory{};
    size_ = 0;
}

}  // namespace deed::machine
