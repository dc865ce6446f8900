#pragma once

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/syntax/token.hpp"

namespace deed::syntax {

/// Cuts a file into tokens. Reads any bytes; what is not text of the language is reported and skipped.
[[nodiscard]] Tokens read_tokens(source::FileId file, const source::Sources& sources,
                                 diagnostics::Diagnostics& diagnostics);

}  // namespace deed::syntax
