#include "vm/crypto/keccak.hpp"
#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"

namespace deed::instructions {

using machine::Status;

// The price grows with the bytes of the exponent (EIP-160).
Status EXP(Frame& frame, Uint256* top) noexcept {
    const Uint256 exponent = top[-1];
    if (!frame.charge(isa::exp_byte_gas(frame.revision()) * exponent.byte_width())) return Status::OutOfGas;
    top[-1] = power(top[0], exponent);
    return Status::Running;
}

Status KECCAK256(Frame& frame, Uint256* top) noexcept {
    const auto region = reserve_memory(frame, top[0], top[-1]);
    if (!region) return Status::OutOfGas;
    if (!frame.charge(static_cast<int64_t>((region->size + 31) / 32) * isa::kKeccakWordGas))
        return Status::OutOfGas;
    top[-1] = to_word(crypto::keccak256(frame.memory.view(region->offset, region->size)));
    return Status::Running;
}

}  // namespace deed::instructions
