#include "vm/machine/memory.hpp"

#include <algorithm>
#include <cstdlib>

namespace deed::machine {
namespace {

constexpr uint64_t kFirstCapacity = 4096;
/// Room up to this size is kept when the memory is cleared. Larger room comes from the system as zeros and is
/// used once, so that a contract which pays for a gigabyte and writes one word touches one page.
constexpr uint64_t kKeptCapacity = uint64_t{1} << 20;
/// Memory mostly grows a word at a time; zeros are made ahead.
constexpr uint64_t kZeroingStep = 512;

}  // namespace

void Memory::Free::operator()(uint8_t* bytes) const noexcept {
    std::free(bytes);
}

Memory::Memory() : data_(static_cast<uint8_t*>(std::malloc(kFirstCapacity))), capacity_(kFirstCapacity) {
    DEED_ASSERT(data_ != nullptr);
}

void Memory::make_room(uint64_t size) noexcept {
    if (size > capacity_) {
        const uint64_t room = std::max(size, capacity_ * 2);
        const bool comes_as_zeros = room > kKeptCapacity;
        auto* const bytes = static_cast<uint8_t*>(comes_as_zeros ? std::calloc(room, 1) : std::malloc(room));
        DEED_ASSERT(bytes != nullptr);
        std::memcpy(bytes, data_.get(), size_);
        data_.reset(bytes);
        capacity_ = room;
        zeroed_ = comes_as_zeros ? room : size_;
    }
    if (size <= zeroed_) return;
    const uint64_t target = std::min(capacity_, std::max(size, zeroed_ + kZeroingStep));
    std::memset(data_.get() + zeroed_, 0, target - zeroed_);
    zeroed_ = target;
}

void Memory::clear() noexcept {
    if (capacity_ > kKeptCapacity) *this = Memory{};
    size_ = 0;
    zeroed_ = 0;
}

}  // namespace deed::machine
