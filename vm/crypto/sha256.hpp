#pragma once

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// SHA-256 (FIPS 180-4).
[[nodiscard]] Hash sha256(BytesView message) noexcept;

}  // namespace deed::crypto
