#pragma once

#include "vm/base/bytes.hpp"

namespace deed::crypto {

/// Whether (r, s) is an ECDSA signature over @p digest by the point (x, y) of NIST P-256 (FIPS 186-5). False
/// when a number is out of range or the point is not on the curve. High s is accepted (EIP-7951).
[[nodiscard]] bool verify_p256(const Hash& digest, const Hash& r, const Hash& s, const Hash& x,
                               const Hash& y) noexcept;

}  // namespace deed::crypto
