#include "vm/crypto/keccak.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "vm/crypto/keccak_permutation.hpp"

namespace deed::crypto {
namespace {

using keccak::kLanes;
using keccak::kRate;
using keccak::kRateLanes;

uint64_t load_lane(const uint8_t* bytes) {
    uint64_t lane;
    std::memcpy(&lane, bytes, 8);
    return lane;
}

/// The last block: what is left of the message, Keccak's padding bit and the closing bit.
struct PaddedBlock {
    explicit PaddedBlock(BytesView rest) {
        if (!rest.empty()) std::memcpy(bytes, rest.data(), rest.size());
        bytes[rest.size()] = 0x01;
        bytes[kRate - 1] |= 0x80;
    }

    uint8_t bytes[kRate]{};
};

size_t block_count(BytesView message) {
    return message.size() / kRate + 1;
}

// One state.

void absorb(uint64_t* state, const uint8_t* block) {
    for (size_t i = 0; i < kRateLanes; ++i) state[i] ^= load_lane(block + 8 * i);
}

template <void (*kPermute)(uint64_t*)>
Hash hash_one(BytesView message) {
    uint64_t state[kLanes]{};
    for (; message.size() >= kRate; message = message.subspan(kRate)) {
        absorb(state, message.data());
        kPermute(state);
    }
    absorb(state, PaddedBlock{message}.bytes);
    kPermute(state);
    Hash digest;
    std::memcpy(digest.data(), state, digest.size());
    return digest;
}

void permute_plain(uint64_t* state) {
    keccak::permute(state);
}

#if defined(__x86_64__)
// andn and rorx leave their sources alone: a fifth fewer instructions.
__attribute__((target("bmi,bmi2"))) void permute_bmi2(uint64_t* state) {
    keccak::permute(state);
}
#endif

// Several states side by side.

/// Lane i of state j is words[i][j].
template <size_t kWidth>
struct alignas(8 * kWidth) States {
    uint64_t words[kLanes][kWidth]{};
};

template <size_t kWidth>
using Vector = uint64_t __attribute__((vector_size(8 * kWidth)));

#if defined(__x86_64__)
__attribute__((target("avx2"))) void permute_many(States<4>& states) {
    keccak::permute(reinterpret_cast<Vector<4>*>(states.words));
}

__attribute__((target("avx512f"))) void permute_many(States<8>& states) {
    keccak::permute(reinterpret_cast<Vector<8>*>(states.words));
}
#endif

/// What one of the states side by side works on.
struct Track {
    BytesView message;
    size_t blocks = 0;
    Hash* digest = nullptr;
};

template <size_t kWidth>
void absorb_block(States<kWidth>& states, size_t column, BytesView message, size_t block) {
    const auto rest = message.subspan(block * kRate);
    const auto add = [&](const uint8_t* bytes) {
        for (size_t i = 0; i < kRateLanes; ++i) states.words[i][column] ^= load_lane(bytes + 8 * i);
    };
    if (rest.size() >= kRate)
        add(rest.data());
    else
        add(PaddedBlock{rest}.bytes);
}

/// A track that has ended keeps turning beside the others; nobody looks at it again.
template <size_t kWidth>
void hash_side_by_side(std::span<const Track> tracks) {
    size_t most_blocks = 0;
    for (const auto& track : tracks) most_blocks = std::max(most_blocks, track.blocks);

    States<kWidth> states;
    for (size_t block = 0; block < most_blocks; ++block) {
        for (size_t j = 0; j < tracks.size(); ++j)
            if (block < tracks[j].blocks) absorb_block(states, j, tracks[j].message, block);
        permute_many(states);
        for (size_t j = 0; j < tracks.size(); ++j) {
            if (block + 1 != tracks[j].blocks) continue;
            for (size_t i = 0; i < 4; ++i)
                std::memcpy(tracks[j].digest->data() + 8 * i, &states.words[i][j], 8);
        }
    }
}

/// The messages, those of equally many blocks together.
std::vector<uint32_t> order_by_blocks(std::span<const BytesView> messages) {
    std::vector<uint32_t> order(messages.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto shorter = [&](uint32_t a, uint32_t b) {
        return block_count(messages[a]) < block_count(messages[b]);
    };
    if (!std::is_sorted(order.begin(), order.end(), shorter)) std::sort(order.begin(), order.end(), shorter);
    return order;
}

template <size_t kWidth>
void hash_batch(std::span<const BytesView> messages, std::span<Hash> digests) {
    const auto order = order_by_blocks(messages);
    std::array<Track, kWidth> tracks;
    for (size_t begin = 0; begin < order.size(); begin += kWidth) {
        const size_t count = std::min(kWidth, order.size() - begin);
        for (size_t j = 0; j < count; ++j) {
            const uint32_t index = order[begin + j];
            tracks[j] = {messages[index], block_count(messages[index]), &digests[index]};
        }
        if (count == 1)
            *tracks[0].digest = keccak256(tracks[0].message);
        else
            hash_side_by_side<kWidth>(std::span{tracks}.first(count));
    }
}

}  // namespace

Hash keccak256(BytesView message) noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2")) return hash_one<permute_bmi2>(message);
#endif
    return hash_one<permute_plain>(message);
}

KeccakWidth widest_keccak() noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return KeccakWidth::Eight;
    if (__builtin_cpu_supports("avx2")) return KeccakWidth::Four;
#endif
    return KeccakWidth::One;
}

void keccak256_batch(std::span<const BytesView> messages, std::span<Hash> digests, KeccakWidth width) {
    DEED_ASSERT(messages.size() == digests.size());
    DEED_ASSERT(width <= widest_keccak());
    switch (width) {
#if defined(__x86_64__)
        case KeccakWidth::Eight: return hash_batch<8>(messages, digests);
        case KeccakWidth::Four: return hash_batch<4>(messages, digests);
#else
        case KeccakWidth::Eight:
        case KeccakWidth::Four:
#endif
        case KeccakWidth::One: break;
    }
    for (size_t i = 0; i < messages.size(); ++i) digests[i] = keccak256(messages[i]);
}

void keccak256_batch(std::span<const BytesView> messages, std::span<Hash> digests) {
    keccak256_batch(messages, digests, widest_keccak());
}

}  // namespace deed::crypto
