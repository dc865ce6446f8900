#pragma once

#include <optional>

#include "vm/isa/opcode.hpp"
#include "vm/machine/frame.hpp"

namespace deed::instructions {

using machine::Frame;

/// A place in memory that is there: it has been paid for and grown.
struct Region {
    uint64_t offset;
    uint64_t size;
};

/// Charges for and grows the memory so that it holds @p size bytes at @p offset; an empty region needs none,
/// wherever it is. Nothing when the gas does not suffice. No memory reaches 4 GiB: its price is beyond any
/// block.
[[nodiscard]] std::optional<Region> reserve_memory(Frame& frame, const Uint256& offset,
                                                   const Uint256& size) noexcept;
/// As above for one to 32 bytes; the slow path of Memory instructions. False when the gas does not suffice.
[[nodiscard]] bool reserve_word(Frame& frame, const Uint256& offset, uint64_t size) noexcept;

/// How many bytes a Memory instruction works on.
[[nodiscard]] constexpr uint64_t memory_width(isa::Op op) {
    return op == isa::Op::MSTORE8 ? 1 : 32;
}

/// Whether the memory holds @p width bytes at @p offset already.
[[nodiscard]] inline bool is_reserved(const Frame& frame, const Uint256& offset, uint64_t width) noexcept {
    uint64_t end;
    return offset.fits_uint64() && !__builtin_add_overflow(offset[0], width, &end) &&
           end <= frame.memory.size();
}

// Memory instructions. The region at `offset` must be reserved.
inline Uint256 MLOAD(Frame& frame, const Uint256& offset) noexcept {
    return load_be(frame.memory.data() + offset[0]);
}
inline void MSTORE(Frame& frame, const Uint256& offset, const Uint256& value) noexcept {
    store_be(frame.memory.data() + offset[0], value);
}
inline void MSTORE8(Frame& frame, const Uint256& offset, const Uint256& value) noexcept {
    frame.memory.data()[offset[0]] = static_cast<uint8_t>(value[0]);
}

}  // namespace deed::instructions
