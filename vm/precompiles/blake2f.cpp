#include "vm/crypto/blake2.hpp"
#include "vm/precompiles/contracts.hpp"

// EIP-152. Input: rounds (4 bytes, big endian), h (64), m (128), t (16), final flag (1); words little endian.
namespace deed::precompiles {
namespace {

constexpr size_t kInputSize = 213;

uint32_t read_rounds(BytesView input) {
    uint32_t rounds;
    std::memcpy(&rounds, input.data(), sizeof rounds);
    return __builtin_bswap32(rounds);
}

template <typename Words>
Words read_words(BytesView input, size_t offset) {
    Words words;
    std::memcpy(words.data(), input.data() + offset, sizeof words);
    return words;
}

}  // namespace

int64_t blake2f_gas(BytesView input, isa::Revision) {
    return input.size() == kInputSize ? read_rounds(input) : kUnaffordableGas;
}

std::optional<Bytes> run_blake2f(BytesView input, isa::Revision) {
    const uint8_t flag = input[kInputSize - 1];
    if (flag > 1) return std::nullopt;
    auto state = read_words<crypto::Blake2State>(input, 4);
    crypto::blake2b_compress(read_rounds(input), state, read_words<crypto::Blake2Block>(input, 68),
                             read_words<crypto::Blake2Counter>(input, 196),
                             flag == 1 ? crypto::Blake2Position::Final : crypto::Blake2Position::Inner);
    Bytes output(sizeof state);
    std::memcpy(output.data(), state.data(), sizeof state);
    return output;
}

}  // namespace deed::precompiles
