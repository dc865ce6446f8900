#include "vm/instructions/copy.hpp"

#include <limits>

#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {

using machine::Status;

namespace {

/// CALLDATACOPY and CODECOPY: target, source, size from the top.
Status copy_from(Frame& frame, const Uint256* top, BytesView source) noexcept {
    if (!charge_copy(frame, top[-2])) return Status::OutOfGas;
    const auto target = reserve_memory(frame, top[0], top[-2]);
    if (!target) return Status::OutOfGas;
    copy_padded(frame, *target, source, top[-1]);
    return Status::Running;
}

}  // namespace

bool charge_copy(Frame& frame, const Uint256& size) noexcept {
    if (!size.fits_uint64() || size[0] > std::numeric_limits<uint32_t>::max()) return false;
    return frame.charge(static_cast<int64_t>((size[0] + 31) / 32) * isa::kCopyWordGas);
}

void copy_padded(Frame& frame, const Region& target, BytesView source, const Uint256& offset) noexcept {
    if (target.size == 0) return;
    uint8_t* const to = frame.memory.data() + target.offset;
    const uint64_t begin =
        offset.fits_uint64() ? std::min<uint64_t>(offset[0], source.size()) : source.size();
    const uint64_t copied = std::min<uint64_t>(target.size, source.size() - begin);
    if (copied != 0) std::memcpy(to, source.data() + begin, copied);
    std::memset(to + copied, 0, target.size - copied);
}

Status CALLDATACOPY(Frame& frame, Uint256* top) noexcept {
    return copy_from(frame, top, frame.input);
}

Status CODECOPY(Frame& frame, Uint256* top) noexcept {
    return copy_from(frame, top, {frame.code_begin, frame.code_size});
}

// EIP-211: unlike the other copies, reading past the end is a failure.
Status RETURNDATACOPY(Frame& frame, Uint256* top) noexcept {
    const Uint256& offset = top[-1];
    const Uint256& size = top[-2];
    if (!charge_copy(frame, size)) return Status::OutOfGas;
    const auto target = reserve_memory(frame, top[0], size);
    if (!target) return Status::OutOfGas;

    const uint64_t available = frame.return_data.size();
    if (!offset.fits_uint64() || offset[0] > available) return Status::ReturnDataOutOfBounds;
    if (size[0] > available - offset[0]) return Status::ReturnDataOutOfBounds;
    copy_padded(frame, *target, frame.return_data, offset);
    return Status::Running;
}

// EIP-5656: the regions may overlap; memory grows to hold both.
Status MCOPY(Frame& frame, Uint256* top) noexcept {
    const Uint256& size = top[-2];
    if (!charge_copy(frame, size)) return Status::OutOfGas;
    const auto target = reserve_memory(frame, top[0], size);
    const auto source = target ? reserve_memory(frame, top[-1], size) : std::nullopt;
    if (!source) return Status::OutOfGas;
    if (source->size != 0)
        std::memmove(frame.memory.data() + target->offset, frame.memory.data() + source->offset,
                     source->size);
    return Status::Running;
}

}  // namespace deed::instructions
