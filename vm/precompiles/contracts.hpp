#pragma once

#include "vm/precompiles/precompile.hpp"

/// The price and the work of each row of precompiles.def. Private to this folder.
namespace deed::precompiles {

#define DEED_PRECOMPILE(address, name, since, function)              \
    int64_t function##_gas(BytesView input, isa::Revision revision); \
    std::optional<Bytes> run_##function(BytesView input, isa::Revision revision);
#include "vm/precompiles/precompiles.def"
#undef DEED_PRECOMPILE

/// base + per_word for each started word of the input.
[[nodiscard]] constexpr int64_t linear_gas(int64_t base, int64_t per_word, size_t input_size) {
    return base + per_word * static_cast<int64_t>((input_size + 31) / 32);
}

/// @p size bytes of @p input from @p offset on; what lies beyond its end is zero.
[[nodiscard]] Bytes padded_slice(BytesView input, size_t offset, size_t size);

/// The 32-byte word of @p input at @p offset; what lies beyond its end is zero.
[[nodiscard]] Hash padded_word(BytesView input, size_t offset);

}  // namespace deed::precompiles
