#include "vm/crypto/modexp.hpp"

#include <algorithm>

#include "vm/base/uint256.hpp"
#include "vm/precompiles/contracts.hpp"

// Input: the lengths of base, exponent and modulus, a word each, then the three numbers.
namespace deed::precompiles {
namespace {

using Wide = unsigned __int128;

constexpr size_t kHeader = 96;
/// Lengths above this are priced as unaffordable: no memory could hold them, and sums below stay within 128
/// bits.
constexpr uint64_t kLongestPriced = uint64_t{1} << 32;
/// EIP-7823.
constexpr uint64_t kLongestSinceOsaka = 1024;

struct Lengths {
    uint64_t base;
    uint64_t exponent;
    uint64_t modulus;

    [[nodiscard]] uint64_t longest_factor() const { return std::max(base, modulus); }
    [[nodiscard]] uint64_t longest() const { return std::max(longest_factor(), exponent); }
};

/// A length that does not fit is as good as the highest that does: both are unaffordable.
uint64_t read_length(BytesView input, size_t offset) {
    const Uint256 length = to_word(padded_word(input, offset));
    return length.fits_uint64() ? length[0] : ~0ULL;
}

Lengths read_lengths(BytesView input) {
    return {read_length(input, 0), read_length(input, 32), read_length(input, 64)};
}

/// The first 32 bytes of the exponent, or all of a shorter one, as a number.
Uint256 exponent_head(BytesView input, const Lengths& lengths) {
    const Hash word = padded_word(input, kHeader + lengths.base);
    const uint64_t size = std::min<uint64_t>(lengths.exponent, 32);
    return word_from(BytesView{word}.first(size));
}

/// How many steps the exponent takes: its bits, those beyond the first 32 bytes weighted by @p byte_weight.
Wide iteration_count(BytesView input, const Lengths& lengths, uint64_t byte_weight) {
    const unsigned bits = exponent_head(input, lengths).bit_width();
    Wide count = bits == 0 ? 0 : bits - 1;
    if (lengths.exponent > 32) count += Wide{byte_weight} * (lengths.exponent - 32);
    return std::max<Wide>(count, 1);
}

Wide squared_words(uint64_t length) {
    const Wide words = (length + 7) / 8;
    return words * words;
}

Wide complexity_eip198(uint64_t length) {
    const Wide x = length;
    if (x <= 64) return x * x;
    if (x <= 1024) return x * x / 4 + 96 * x - 3072;
    return x * x / 16 + 480 * x - 199680;
}

Wide price(BytesView input, const Lengths& lengths, isa::Revision revision) {
    const uint64_t length = lengths.longest_factor();
    if (revision >= isa::Revision::Osaka) {
        // EIP-7883.
        const Wide complexity = length <= 32 ? 16 : 2 * squared_words(length);
        return std::max<Wide>(500, complexity * iteration_count(input, lengths, 16));
    }
    if (revision >= isa::Revision::Berlin) {
        // EIP-2565.
        return std::max<Wide>(200, squared_words(length) * iteration_count(input, lengths, 8) / 3);
    }
    return complexity_eip198(length) * iteration_count(input, lengths, 8) / 20;
}

}  // namespace

int64_t modexp_gas(BytesView input, isa::Revision revision) {
    const Lengths lengths = read_lengths(input);
    if (revision >= isa::Revision::Osaka && lengths.longest() > kLongestSinceOsaka) return kUnaffordableGas;
    // Nothing to compute: however long the exponent, the product below would be zero.
    if (revision < isa::Revision::Osaka && lengths.longest_factor() == 0)
        return revision >= isa::Revision::Berlin ? 200 : 0;
    if (lengths.longest() > kLongestPriced) return kUnaffordableGas;
    const Wide gas = price(input, lengths, revision);
    return gas > static_cast<Wide>(kUnaffordableGas) ? kUnaffordableGas : static_cast<int64_t>(gas);
}

std::optional<Bytes> run_modexp(BytesView input, isa::Revision) {
    const Lengths lengths = read_lengths(input);
    if (lengths.modulus == 0) return Bytes{};
    const auto base = padded_slice(input, kHeader, lengths.base);
    const auto exponent = padded_slice(input, kHeader + lengths.base, lengths.exponent);
    const auto modulus = padded_slice(input, kHeader + lengths.base + lengths.exponent, lengths.modulus);
    return crypto::modexp(base, exponent, modulus);
}

}  // namespace deed::precompiles
