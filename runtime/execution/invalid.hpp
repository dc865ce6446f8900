#pragma once

#include <cstdint>
#include <string_view>

namespace deed::execution {

/// Why a transaction must not run: one row of invalid.def.
enum class Invalid : uint8_t {
#define DEED_INVALID(name, message) name,
#include "runtime/execution/invalid.def"
#undef DEED_INVALID
};

/// The reason in the words that wallets and libraries look for.
[[nodiscard]] std::string_view message_of(Invalid reason);
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(Invalid reason);

}  // namespace deed::execution
