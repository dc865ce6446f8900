#pragma once

#include <array>
#include <cstdint>

namespace deed::crypto {

/// The state vector h of BLAKE2b.
using Blake2State = std::array<uint64_t, 8>;
/// One 128-byte block as little-endian words.
using Blake2Block = std::array<uint64_t, 16>;
/// The byte counter t, low word first.
using Blake2Counter = std::array<uint64_t, 2>;

/// Whether a block ends its message.
enum class Blake2Position : uint8_t { Inner, Final };

/// The compression function F of BLAKE2b (RFC 7693, section 3.2) with a chosen number of rounds (EIP-152).
void blake2b_compress(uint32_t rounds, Blake2State& state, const Blake2Block& block,
                      const Blake2Counter& counter, Blake2Position position) noexcept;

}  // namespace deed::crypto
