#pragma once

#include "vm/instructions/memory.hpp"

namespace deed::instructions {

/// Charges for copying @p size bytes, three gas for each word. False when the gas does not suffice.
[[nodiscard]] bool charge_copy(Frame& frame, const Uint256& size) noexcept;

/// Fills @p target with the bytes of @p source from @p offset on, and with zeros past its end.
void copy_padded(Frame& frame, const Region& target, BytesView source, const Uint256& offset) noexcept;

}  // namespace deed::instructions
