#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"

namespace deed::instructions {

using machine::Status;

namespace {

Status log(Frame& frame, const Uint256* top, size_t topic_count) noexcept {
    if (frame.message->is_static) return Status::StaticViolation;
    const auto data = reserve_memory(frame, top[0], top[-1]);
    if (!data) return Status::OutOfGas;
    frame.count_for_host(static_cast<isa::Op>(static_cast<size_t>(isa::Op::LOG0) + topic_count));
    if (!frame.charge_host(static_cast<int64_t>(data->size) * isa::kLogByteGas)) return Status::OutOfGas;

    std::array<Hash, 4> topics;
    for (size_t i = 0; i < topic_count; ++i) topics[i] = to_hash(*(top - 2 - i));
    frame.host().log(frame.message->recipient, {topics.data(), topic_count},
                     frame.memory.view(data->offset, data->size));
    return Status::Running;
}

}  // namespace

Status LOG0(Frame& frame, Uint256* top) noexcept {
    return log(frame, top, 0);
}
Status LOG1(Frame& frame, Uint256* top) noexcept {
    return log(frame, top, 1);
}
Status LOG2(Frame& frame, Uint256* top) noexcept {
    return log(frame, top, 2);
}
Status LOG3(Frame& frame, Uint256* top) noexcept {
    return log(frame, top, 3);
}
Status LOG4(Frame& frame, Uint256* top) noexcept {
    return log(frame, top, 4);
}

}  // namespace deed::instructions
