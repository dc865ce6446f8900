#pragma once

#include <span>
#include <string_view>

namespace deed::jit {

/// A function of ours that compiled code calls.
struct Symbol {
    std::string_view name;
    void* address;
};

/// Every function that objects may ask for:
///   deed_NAME of a Word instruction:    void(Uint256* top)
///   deed_NAME of a Context instruction: void(Frame*, Uint256* top)
///   deed_NAME of a Frame instruction:   Status(Frame*, Uint256* top)
/// where the operands lie from `top` downwards and the result takes the place of the last one, or the slot
/// above `top` if there is none;
///   deed_reserve: bool(Frame*, uint64_t offset, uint64_t beyond, uint64_t width), which charges for and
///   grows the memory to hold `width` bytes at `offset`, false when the gas does not suffice or `beyond`, the
///   higher limbs of the offset, is not zero; deed_keccak: void(const uint8_t* message, uint64_t size,
///   Uint256* hash); and deed_NAME_known and deed_NAME_likely of MULMOD, ADDMOD and MOD, see modulus.hpp.
[[nodiscard]] std::span<const Symbol> symbols();

}  // namespace deed::jit
