#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vm/base/bytes.hpp"

namespace deed {

/// Lower-case hexadecimal, without prefix.
[[nodiscard]] std::string to_hex(BytesView bytes);
/// Lower-case hexadecimal with "0x".
[[nodiscard]] std::string to_hex_prefixed(BytesView bytes);

/// Reads hexadecimal of either case, with or without "0x"; nothing when a digit is foreign or the count is
/// odd.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// Reads exactly N bytes of hexadecimal, with or without "0x".
template <size_t N>
[[nodiscard]] std::optional<FixedBytes<N>> fixed_from_hex(std::string_view text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != N) return std::nullopt;
    return FixedBytes<N>::from(*bytes);
}

/// Reads a 20-byte address; any letter case is accepted (checksums are the business of the caller).
[[nodiscard]] inline std::optional<Address> address_from_hex(std::string_view text) {
    return fixed_from_hex<20>(text);
}
/// Reads a 32-byte digest.
[[nodiscard]] inline std::optional<Hash> hash_from_hex(std::string_view text) {
    return fixed_from_hex<32>(text);
}

}  // namespace deed
