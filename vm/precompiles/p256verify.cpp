#include "vm/crypto/p256.hpp"
#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {

int64_t p256verify_gas(BytesView, isa::Revision) {
    return 6900;
}

/// EIP-7951. Input: digest, r, s, x, y. Output: 1 as a word, or nothing when the signature does not hold.
std::optional<Bytes> run_p256verify(BytesView input, isa::Revision) {
    if (input.size() != 160) return Bytes{};
    const auto word = [&](size_t i) { return Hash::from(input.subspan(32 * i, 32)); };
    if (!crypto::verify_p256(word(0), word(1), word(2), word(3), word(4))) return Bytes{};
    Bytes output(32);
    output[31] = 1;
    return output;
}

}  // namespace deed::precompiles
