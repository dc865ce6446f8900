#include "vm/instructions/memory.hpp"

#include <limits>

#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {
namespace {

constexpr uint64_t kMemoryLimit = std::numeric_limits<uint32_t>::max();

/// Charges for and grows the memory to @p end bytes.
bool grow_memory(Frame& frame, uint64_t end) noexcept {
    const uint64_t size = frame.memory.size();
    if (end <= size) return true;
    const int64_t cost = isa::memory_gas(static_cast<int64_t>((end + 31) / 32)) -
                         isa::memory_gas(static_cast<int64_t>(size / 32));
    if (!frame.charge(cost)) return false;
    frame.memory.grow(end);
    return true;
}

}  // namespace

std::optional<Region> reserve_memory(Frame& frame, const Uint256& offset, const Uint256& size) noexcept {
    if (!size) return Region{0, 0};
    if (!size.fits_uint64() || size[0] > kMemoryLimit) return std::nullopt;
    if (!offset.fits_uint64() || offset[0] > kMemoryLimit) return std::nullopt;
    if (!grow_memory(frame, offset[0] + size[0])) return std::nullopt;
    return Region{offset[0], size[0]};
}

bool reserve_word(Frame& frame, const Uint256& offset, uint64_t size) noexcept {
    if (!offset.fits_uint64() || offset[0] > kMemoryLimit) return false;
    return grow_memory(frame, offset[0] + size);
}

}  // namespace deed::instructions
