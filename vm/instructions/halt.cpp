#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"

namespace deed::instructions {

using machine::Status;

namespace {

Status end_with_output(Frame& frame, const Uint256* top, Status status) noexcept {
    const auto region = reserve_memory(frame, top[0], top[-1]);
    if (!region) return Status::OutOfGas;
    frame.output = frame.memory.view(region->offset, region->size);
    return status;
}

}  // namespace

Status RETURN(Frame& frame, Uint256* top) noexcept {
    return end_with_output(frame, top, Status::Success);
}
Status REVERT(Frame& frame, Uint256* top) noexcept {
    return end_with_output(frame, top, Status::Revert);
}

}  // namespace deed::instructions
