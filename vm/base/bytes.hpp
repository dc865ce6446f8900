#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "vm/base/assert.hpp"

namespace deed {

/// Owned bytes of any length.
using Bytes = std::vector<uint8_t>;
/// Borrowed bytes.
using BytesView = std::span<const uint8_t>;

/// Exactly N bytes, compared as a big-endian number. Zero when default constructed.
template <size_t N>
struct FixedBytes {
    static constexpr size_t kSize = N;

    std::array<uint8_t, N> bytes{};

    constexpr auto operator<=>(const FixedBytes&) const = default;
    /// Whether every byte is zero.
    [[nodiscard]] constexpr bool is_zero() const { return *this == FixedBytes{}; }
    [[nodiscard]] constexpr const uint8_t* data() const { return bytes.data(); }
    [[nodiscard]] constexpr uint8_t* data() { return bytes.data(); }
    [[nodiscard]] static constexpr size_t size() { return N; }
    constexpr uint8_t& operator[](size_t i) { return bytes[i]; }
    constexpr uint8_t operator[](size_t i) const { return bytes[i]; }
    constexpr operator BytesView() const { return BytesView{bytes}; }

    /// Copies @p view, which must be exactly N bytes long.
    [[nodiscard]] static FixedBytes from(BytesView view) {
        DEED_ASSERT(view.size() == N);
        FixedBytes result;
        std::memcpy(result.bytes.data(), view.data(), N);
        return result;
    }
};

/// An account's address: the last 20 bytes of a Keccak-256 digest.
using Address = FixedBytes<20>;
/// A 32-byte digest.
using Hash = FixedBytes<32>;

/// Borrows the characters of @p text as bytes.
[[nodiscard]] inline BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
/// Borrows @p bytes as characters.
[[nodiscard]] inline std::string_view as_text(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
/// Copies @p view.
[[nodiscard]] inline Bytes to_bytes(BytesView view) {
    return {view.begin(), view.end()};
}
/// Appends @p view to @p target.
inline void append(Bytes& target, BytesView view) {
    target.insert(target.end(), view.begin(), view.end());
}

}  // namespace deed

/// Addresses and digests are uniformly spread already, but an address may be chosen: mix all of its words.
template <size_t N>
struct std::hash<deed::FixedBytes<N>> {
    size_t operator()(const deed::FixedBytes<N>& value) const noexcept {
        uint64_t mixed = 0x9e3779b97f4a7c15;
        for (size_t i = 0; i + 8 <= N; i += 8) {
            uint64_t word;
            std::memcpy(&word, value.bytes.data() + i, 8);
            mixed = (mixed ^ word) * 0xff51afd7ed558ccd;
            mixed ^= mixed >> 32;
        }
        if constexpr (N % 8 != 0) {
            uint64_t word = 0;
            std::memcpy(&word, value.bytes.data() + N / 8 * 8, N % 8);
            mixed = (mixed ^ word) * 0xff51afd7ed558ccd;
            mixed ^= mixed >> 32;
        }
        return mixed;
    }
};
