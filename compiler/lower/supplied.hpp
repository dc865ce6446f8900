#pragma once

#include <functional>

#include "compiler/lower/emitter.hpp"

namespace deed::lower {

/// Functions that the compiler itself supplies to a module; each is made at its first use.

/// floor(a · b / divisor) with the product in 512 bits; Panic(0x11) when the quotient does not fit. The
/// divisor is checked not to be zero by the caller.
uint32_t supply_wide_division(Emitter& caller);

/// The high word of a · b.
ValueId high_product(Emitter& emit, ValueId a, ValueId b);

/// The number of bits needed to write a word, without CLZ.
uint32_t supply_bit_search(Emitter& caller);

/// Writes parameter 0 to the power of parameter 1 by squaring; @p multiply checks each product.
void build_power(Emitter& emitter,
                 const std::function<ValueId(Emitter& emitter, ValueId a, ValueId b)>& multiply);

}  // namespace deed::lower
