#pragma once

#include "vm/base/uint256.hpp"

namespace deed::interpreter {

/// The word that the @p Size bytes at @p bytes write, big endian. Reads whole limbs whatever the size: the code is
/// padded.
template <unsigned Size>
[[nodiscard]] inline Uint256 read_immediate(const uint8_t* bytes) noexcept {
    static_assert(Size <= 32);
    if constexpr (Size == 0) return {};

    constexpr unsigned kLimbs = (Size + 7) / 8;
    constexpr unsigned kUnused = kLimbs * 8 - Size;  // bytes of the highest limb that are not of the immediate
    Uint256 word;
    for (unsigned i = 0; i < kLimbs; ++i) {
        const bool is_highest = i == kLimbs - 1;
        uint64_t limb;
        std::memcpy(&limb, bytes + (is_highest ? 0 : (kLimbs - 1 - i) * 8 - kUnused), 8);
        word[i] = __builtin_bswap64(limb) >> (is_highest ? kUnused * 8 : 0);
    }
    return word;
}

}  // namespace deed::interpreter
