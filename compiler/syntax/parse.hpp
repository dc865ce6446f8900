#pragma once

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/syntax/token.hpp"
#include "compiler/syntax/tree.hpp"

namespace deed::syntax {

/// Deeper nesting is refused, so that no input can exhaust the stack of any stage.
inline constexpr uint32_t kDepthLimit = 128;

/// Parses a file. Every input gives a tree; what does not fit the grammar is reported and stands as a Broken
/// node.
[[nodiscard]] File parse(const Tokens& tokens, const source::Sources& sources,
                         diagnostics::Diagnostics& diagnostics);

}  // namespace deed::syntax
