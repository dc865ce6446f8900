#pragma once

#include <cstddef>
#include <cstdint>

/// Keccak-f[1600] (FIPS 202, section 3) on lanes of any type with 64-bit integer operators: a plain word, or
/// a vector of words that are as many independent states. Private to this folder.
namespace deed::crypto::keccak {

inline constexpr size_t kLanes = 25;
/// The lanes that take a message with Keccak-256: a block of 136 bytes.
inline constexpr size_t kRateLanes = 17;
inline constexpr size_t kRate = kRateLanes * 8;

inline constexpr uint64_t kRoundConstants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

/// Rotations of step rho, by lane x + 5y.
inline constexpr int kRotations[kLanes] = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                           25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

template <int kBits, typename Lane>
[[gnu::always_inline]] inline void rotate_left(Lane& lane) {
    if constexpr (kBits != 0) lane = lane << kBits | lane >> (64 - kBits);
}

/// One row y of the new state: theta's correction, rho and pi bring five lanes here, chi mixes them.
template <size_t kRow, typename Lane>
[[gnu::always_inline]] inline void make_row(const Lane* from, const Lane* parity_mix, Lane* to) {
    // Pi moves lane (x, y) to (y, 2x + 3y); row Y, column X comes from x = X + 3Y, y = X.
    constexpr size_t kSource[5] = {(0 + 3 * kRow) % 5 + 0, (1 + 3 * kRow) % 5 + 5, (2 + 3 * kRow) % 5 + 10,
                                   (3 + 3 * kRow) % 5 + 15, (4 + 3 * kRow) % 5 + 20};
    Lane b0 = from[kSource[0]] ^ parity_mix[kSource[0] % 5];
    Lane b1 = from[kSource[1]] ^ parity_mix[kSource[1] % 5];
    Lane b2 = from[kSource[2]] ^ parity_mix[kSource[2] % 5];
    Lane b3 = from[kSource[3]] ^ parity_mix[kSource[3] % 5];
    Lane b4 = from[kSource[4]] ^ parity_mix[kSource[4] % 5];
    rotate_left<kRotations[kSource[0]]>(b0);
    rotate_left<kRotations[kSource[1]]>(b1);
    rotate_left<kRotations[kSource[2]]>(b2);
    rotate_left<kRotations[kSource[3]]>(b3);
    rotate_left<kRotations[kSource[4]]>(b4);
    to[5 * kRow + 0] = b0 ^ (~b1 & b2);
    to[5 * kRow + 1] = b1 ^ (~b2 & b3);
    to[5 * kRow + 2] = b2 ^ (~b3 & b4);
    to[5 * kRow + 3] = b3 ^ (~b4 & b0);
    to[5 * kRow + 4] = b4 ^ (~b0 & b1);
}

template <typename Lane>
[[gnu::always_inline]] inline void do_round(const Lane* from, Lane* to, uint64_t round_constant) {
    Lane parity[5];
    Lane rotated[5];
    Lane mix[5];
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 5; ++x) {
        parity[x] = from[x] ^ from[x + 5] ^ from[x + 10] ^ from[x + 15] ^ from[x + 20];
        rotated[x] = parity[x];
        rotate_left<1>(rotated[x]);
    }
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 5; ++x) mix[x] = parity[(x + 4) % 5] ^ rotated[(x + 1) % 5];

    make_row<0>(from, mix, to);
    to[0] = to[0] ^ round_constant;
    make_row<1>(from, mix, to);
    make_row<2>(from, mix, to);
    make_row<3>(from, mix, to);
    make_row<4>(from, mix, to);
}

/// Permutes the state in place. Two rounds a step, so that the lanes need not be copied back.
template <typename Lane>
[[gnu::always_inline]] inline void permute(Lane* state) {
    Lane a[kLanes];
    Lane b[kLanes];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < kLanes; ++i) a[i] = state[i];
#pragma clang loop unroll(disable)
    for (size_t round = 0; round < 24; round += 2) {
        do_round(a, b, kRoundConstants[round]);
        do_round(b, a, kRoundConstants[round + 1]);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < kLanes; ++i) state[i] = a[i];
}

}  // namespace deed::crypto::keccak
