#include <array>
#include <bit>
#include <cstring>

#include <cryptopp/ripemd.h>
#include <cryptopp/sha.h>

#include "fuzz/precompile_call.hpp"

// The precompiles that hash, against Crypto++ and against RFC 7693 written out. The first byte of an input
// chooses the precompile.

namespace {

using namespace deed;

template <typename Digest>
Bytes padded_digest(BytesView input) {
    std::array<uint8_t, 32> digest{};
    Digest{}.CalculateDigest(digest.data() + 32 - Digest::DIGESTSIZE, input.data(), input.size());
    return to_bytes(digest);
}

using Words = std::array<uint64_t, 16>;

/// The mixing function G of RFC 7693, section 3.1.
void mix(Words& v, std::array<size_t, 4> at, uint64_t x, uint64_t y) {
    const auto [a, b, c, d] = at;
    v[a] = v[a] + v[b] + x;
    v[d] = std::rotr(v[d] ^ v[a], 32);
    v[c] = v[c] + v[d];
    v[b] = std::rotr(v[b] ^ v[c], 24);
    v[a] = v[a] + v[b] + y;
    v[d] = std::rotr(v[d] ^ v[a], 16);
    v[c] = v[c] + v[d];
    v[b] = std::rotr(v[b] ^ v[c], 63);
}

/// The message schedule of RFC 7693, section 2.7.
constexpr std::array<std::string_view, 10> kSchedule = {
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
    "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"};

size_t schedule(uint32_t round, size_t position) {
    const char digit = kSchedule[round % 10][position];
    return static_cast<size_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/// The compression function of RFC 7693, section 3.2, in the encoding of EIP-152; nothing for a malformed
/// input.
std::optional<Bytes> blake2f(BytesView input) {
    if (input.size() != 213 || input[212] > 1) return std::nullopt;
    uint32_t rounds = 0;
    for (size_t i = 0; i < 4; ++i) rounds = rounds << 8 | input[i];
    const auto word = [&](size_t index) {
        uint64_t value = 0;
        std::memcpy(&value, input.data() + 4 + 8 * index, 8);
        return value;
    };
    constexpr std::array<uint64_t, 8> kIv = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                             0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                             0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    Words v;
    for (size_t i = 0; i < 8; ++i) {
        v[i] = word(i);
        v[i + 8] = kIv[i];
    }
    v[12] ^= word(24);
    v[13] ^= word(25);
    if (input[212] == 1) v[14] = ~v[14];
    for (uint32_t round = 0; round < rounds; ++round) {
        for (size_t i = 0; i < 8; ++i) {
            const size_t column = i % 4;
            const size_t turn = i / 4;  // columns first, then diagonals
            mix(v,
                {column, 4 + (column + turn) % 4, 8 + (column + 2 * turn) % 4, 12 + (column + 3 * turn) % 4},
                word(8 + schedule(round, 2 * i)), word(8 + schedule(round, 2 * i + 1)));
        }
    }
    Bytes output(64);
    for (size_t i = 0; i < 8; ++i) {
        const uint64_t value = word(i) ^ v[i] ^ v[i + 8];
        std::memcpy(output.data() + 8 * i, &value, 8);
    }
    return output;
}

void check_blake2f(BytesView input) {
    Bytes bounded = to_bytes(input);
    if (bounded.size() >= 3) bounded[0] = bounded[1] = 0;  // at most 65,535 rounds
    DEED_ASSERT(call_precompile(0x09, bounded) == blake2f(bounded));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const BytesView input{data + 1, size - 1};
    switch (data[0] % 4) {
        case 0: DEED_ASSERT(call_precompile(0x02, input) == padded_digest<CryptoPP::SHA256>(input)); break;
        case 1: DEED_ASSERT(call_precompile(0x03, input) == padded_digest<CryptoPP::RIPEMD160>(input)); break;
        case 2: DEED_ASSERT(call_precompile(0x04, input) == to_bytes(input)); break;
        default: check_blake2f(input); break;
    }
    return 0;
}
