#pragma once

#include <cstdint>

#include "vm/base/bytes.hpp"

namespace deed::storage {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of @p bytes, continued from @p start, which is the result for
/// the bytes before them or 0. Any change within 32 neighbouring bits is noticed for certain.
[[nodiscard]] uint32_t crc32c(BytesView bytes, uint32_t start = 0) noexcept;

/// The same, without the processor's own instruction. For tests.
[[nodiscard]] uint32_t crc32c_portable(BytesView bytes, uint32_t start = 0) noexcept;

}  // namespace deed::storage
