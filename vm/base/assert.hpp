#pragma once

namespace deed {

/// Prints the broken promise and aborts. Called by DEED_ASSERT only.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace deed

/// Our own bugs stop the program, in every build.
#define DEED_ASSERT(condition) \
    (__builtin_expect(!(condition), 0) ? ::deed::assertion_failed(#condition, __FILE__, __LINE__) : void())
