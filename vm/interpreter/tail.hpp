#pragma once

#include "vm/machine/frame.hpp"

// clang 19 cannot build the tail form with AddressSanitizer, and only clang can build it at all.
#if defined(__clang__) && defined(__x86_64__) && !__has_feature(address_sanitizer)
#define DEED_HAS_TAIL_FORM 1
#else
#define DEED_HAS_TAIL_FORM 0
#endif

namespace deed::interpreter {

#if DEED_HAS_TAIL_FORM
/// Runs @p frame in the tail form.
machine::Status run_tail(machine::Frame& frame) noexcept;
#endif

}  // namespace deed::interpreter
