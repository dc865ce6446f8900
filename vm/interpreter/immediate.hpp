#pragma once

#include "vm/base/uint256.hpp"

namespace deed::interpreter {

/// The number that the @p Size <= 8 bytes at @p bytes write, big endian. Reads up to 8 bytes whatever the
/// size.
template <size_t Size>
[[nodiscard]] inline uint64_t read_limb(const uint8_t* bytes) noexcept {
    static_assert(Size >= 1 && Size <= 8);
    if constexpr (Size == 1) return *bytes;
    if constexpr (Size == 2) {
        uint16_t value;
        std::memcpy(&value, bytes, 2);
#if defined(__x86_64__)
        // Jump targets: one instruction from load to use, where compilers take two.
        uint32_t swapped = value;
        asm("rolw $8, %w0" : "+r"(swapped) : : "cc");
        return swapped;
#else
        return __builtin_bswap16(value);
#endif
    }
    uint64_t value;
    std::memcpy(&value, bytes, 8);
    return __builtin_bswap64(value) >> (64 - Size * 8) % 64;
}

/// The word that the @p Size <= 32 bytes at @p bytes write, big endian. Reads whole limbs: the code is
/// padded.
template <size_t Size>
[[nodiscard]] inline Uint256 read_immediate(const uint8_t* bytes) noexcept {
    static_assert(Size <= 32);
    if constexpr (Size == 0) return {};
    constexpr size_t kLimbs = (Size + 7) / 8;
    constexpr size_t kHighest = Size - (kLimbs - 1) * 8;  // bytes in the highest limb
    Uint256 word;
    word[kLimbs - 1] = read_limb<kHighest>(bytes);
    for (size_t i = 0; i + 1 < kLimbs; ++i) word[i] = read_limb<8>(bytes + kHighest + (kLimbs - 2 - i) * 8);
    return word;
}

}  // namespace deed::interpreter
