#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {

int64_t identity_gas(BytesView input, isa::Revision) {
    return linear_gas(15, 3, input.size());
}

std::optional<Bytes> run_identity(BytesView input, isa::Revision) {
    return to_bytes(input);
}

}  // namespace deed::precompiles
