#include "vm/crypto/sha256.hpp"

#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {

int64_t sha256_gas(BytesView input, isa::Revision) {
    return linear_gas(60, 12, input.size());
}

std::optional<Bytes> run_sha256(BytesView input, isa::Revision) {
    return to_bytes(crypto::sha256(input));
}

}  // namespace deed::precompiles
