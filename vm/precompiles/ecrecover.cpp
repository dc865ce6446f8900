#include "vm/base/uint256.hpp"
#include "vm/crypto/secp256k1.hpp"
#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {

int64_t ecrecover_gas(BytesView, isa::Revision) {
    return 3000;
}

/// Input: digest, v (27 or 28), r, s. Output: the signer as a word, or nothing for a signature that is none.
std::optional<Bytes> run_ecrecover(BytesView input, isa::Revision) {
    const Hash digest = padded_word(input, 0);
    const Uint256 v = to_word(padded_word(input, 32));
    if (v != 27 && v != 28) return Bytes{};
    const crypto::Signature signature{padded_word(input, 64), padded_word(input, 96),
                                      static_cast<uint8_t>(v[0] - 27)};
    const auto signer = crypto::recover(digest, signature);
    if (!signer) return Bytes{};
    return to_bytes(to_hash(to_word(*signer)));
}

}  // namespace deed::precompiles
