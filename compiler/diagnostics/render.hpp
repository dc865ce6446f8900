#pragma once

#include <string>

#include "compiler/diagnostics/diagnostics.hpp"

namespace deed::diagnostics {

enum class Colour : uint8_t { Plain, Ansi };

/// A message as people read it: number, place, the source line, a mark below it, and help. Ends with a line
/// break.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const source::Sources& sources, Colour colour);

/// All messages in order, and a line that counts the errors.
[[nodiscard]] std::string render_all(const Diagnostics& diagnostics, const source::Sources& sources,
                                     Colour colour);

}  // namespace deed::diagnostics
