#pragma once

#include <cstdint>

#include "vm/base/uint256.hpp"

namespace deed::lower {

/// What a test may ask of its runner: one row of vm/isa/cheats.def each.
enum class Cheat : uint8_t {
#define DEED_CHEAT(name, signature, results) name,
#include "vm/isa/cheats.def"
};

/// The account that answers.
[[nodiscard]] Uint256 cheat_address();
/// The first four bytes of a call, at the high end of a word.
[[nodiscard]] Uint256 selector_word(Cheat cheat);

}  // namespace deed::lower
