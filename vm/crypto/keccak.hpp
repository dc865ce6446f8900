#pragma once

#include <span>

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// Keccak-256 as Ethereum uses it: the original padding (0x01), not that of FIPS 202.
[[nodiscard]] Hash keccak256(BytesView message) noexcept;

/// Hashes every message into the digest at the same index; the spans have the same length. Messages may have
/// different lengths; those that need the same number of permutations are hashed side by side.
void keccak256_batch(std::span<const BytesView> messages, std::span<Hash> digests);

/// The digest of the empty string: the code hash of an account without code.
inline constexpr Hash kEmptyCodeHash{{0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d,
                                      0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82,
                                      0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70}};

/// How many Keccak states one step of a batch works on.
enum class KeccakWidth : uint8_t {
    One = 1,   ///< plain C++
    Four = 4,  ///< AVX2
    Eight = 8  ///< AVX-512
};

/// The widest form that this processor can run.
[[nodiscard]] KeccakWidth widest_keccak() noexcept;

/// As above in a form of the caller's choice, which this processor must be able to run. For tests and
/// benchmarks.
void keccak256_batch(std::span<const BytesView> messages, std::span<Hash> digests, KeccakWidth width);

}  // namespace deed::crypto
