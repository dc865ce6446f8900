#pragma once

#include <optional>

#include "vm/base/assert.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed {

/// What the precompile @p number answers with more gas than it can use, or nothing when it fails.
[[nodiscard]] inline std::optional<Bytes> call_precompile(uint16_t number, BytesView input,
                                                          isa::Revision revision = isa::Revision::Osaka) {
    Address address;
    address[18] = static_cast<uint8_t>(number >> 8);
    address[19] = static_cast<uint8_t>(number);
    const auto precompile = precompiles::find_precompile(address, revision);
    DEED_ASSERT(precompile.has_value());
    constexpr int64_t kGas = int64_t{1} << 40;
    const auto result = precompiles::execute(*precompile, input, kGas);
    DEED_ASSERT(result.success || (result.gas_left == 0 && result.output.empty()));
    return result.success ? std::optional{result.output} : std::nullopt;
}

}  // namespace deed
