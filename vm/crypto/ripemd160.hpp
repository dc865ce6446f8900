#pragma once

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// RIPEMD-160 (ISO/IEC 10118-3).
[[nodiscard]] FixedBytes<20> ripemd160(BytesView message) noexcept;

}  // namespace deed::crypto
