#pragma once

#include <optional>

#include "vm/base/bytes.hpp"

namespace deed::isa {

/// EIP-7702: what the code of a delegated account begins with; the address of the delegate follows.
inline constexpr uint8_t kDelegationPrefix[]{0xef, 0x01, 0x00};
inline constexpr size_t kDelegationSize = sizeof(kDelegationPrefix) + Address::kSize;

/// The account whose code runs in place of @p code, when @p code is a delegation.
[[nodiscard]] inline std::optional<Address> find_delegation(BytesView code) {
    if (code.size() != kDelegationSize) return std::nullopt;
    if (std::memcmp(code.data(), kDelegationPrefix, sizeof(kDelegationPrefix)) != 0) return std::nullopt;
    return Address::from(code.subspan(sizeof(kDelegationPrefix)));
}

/// The code of an account that is delegated to @p delegate.
[[nodiscard]] inline Bytes make_delegation(const Address& delegate) {
    Bytes code{std::begin(kDelegationPrefix), std::end(kDelegationPrefix)};
    append(code, delegate);
    return code;
}

}  // namespace deed::isa
