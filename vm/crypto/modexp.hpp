#pragma once

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// base^exponent mod modulus on big-endian numbers of any length, as many bytes as @p modulus has. All zeros
/// when the modulus is zero; x^0 is 1 (EIP-198). The caller limits the lengths: time grows with their
/// product.
[[nodiscard]] Bytes modexp(BytesView base, BytesView exponent, BytesView modulus);

}  // namespace deed::crypto
