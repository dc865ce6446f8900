#pragma once

#include <cstdint>
#include <string_view>

namespace deed::execution {

/// Why a block must not follow its parent: one row of invalid_block.def.
enum class InvalidBlock : uint8_t {
#define DEED_INVALID_BLOCK(name, message) name,
#include "runtime/execution/invalid_block.def"
#undef DEED_INVALID_BLOCK
};

/// The reason in words.
[[nodiscard]] std::string_view message_of(InvalidBlock reason);
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(InvalidBlock reason);

}  // namespace deed::execution
