#include "vm/crypto/ripemd160.hpp"

#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {

int64_t ripemd160_gas(BytesView input, isa::Revision) {
    return linear_gas(600, 120, input.size());
}

std::optional<Bytes> run_ripemd160(BytesView input, isa::Revision) {
    Bytes output(12);
    append(output, crypto::ripemd160(input));
    return output;
}

}  // namespace deed::precompiles
