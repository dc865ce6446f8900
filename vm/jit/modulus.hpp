#pragma once

#include <array>
#include <optional>
#include <span>

#include "vm/base/uint256.hpp"

namespace deed::jit {

/// A modulus that code uses over and over, with what makes reducing by it cheap. Barrett's method: the
/// quotient comes from a product with a reciprocal, at most three too low.
struct Modulus {
    Uint256 value;
    Uint256 reciprocal;       ///< floor(2^(width + 255) / value)
    Uint256 fold;             ///< 2^(width + 254) mod value
    uint64_t width = 0;       ///< bits of the value
    uint64_t complement = 0;  ///< 2^256 - value if that fits 64 bits, else 0
};

/// Prepares @p value; nothing unless it has 250 bits or more, the size of a field that curves are made over,
/// and is no power of two.
[[nodiscard]] std::optional<Modulus> make_modulus(const Uint256& value);

/// The moduli that one code is likely to use, most likely first.
struct Moduli {
    static constexpr size_t kMost = 4;

    uint64_t count = 0;
    std::array<Modulus, kMost> list;

    /// The one with this value, or null.
    [[nodiscard]] const Modulus* find(const Uint256& value) const {
        for (size_t i = 0; i < count; ++i)
            if (list[i].value == value) return &list[i];
        return nullptr;
    }
};

/// Functions that compiled code calls for MULMOD, ADDMOD and MOD, in the places of those of symbols.hpp: by a
/// modulus that is known, and by one that may be among the likely ones. The operands lie from `top`
/// downwards, the result takes the place of the last one, and a modulus that is known is not read from there.
struct ModularFunctions {
    void (*by_known)(Uint256* top, const Modulus* modulus) noexcept;
    void (*by_likely)(Uint256* top, const Moduli* moduli) noexcept;
};
/// The fastest for this processor.
[[nodiscard]] ModularFunctions multiply_functions();
/// Those that run on every processor.
[[nodiscard]] ModularFunctions plain_multiply_functions();
[[nodiscard]] ModularFunctions add_functions();
[[nodiscard]] ModularFunctions remainder_functions();

}  // namespace deed::jit
