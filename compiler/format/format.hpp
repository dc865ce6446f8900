#pragma once

#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/source/sources.hpp"

namespace deed::format {

/// The text of @p file as `deed fmt` writes it: the same tokens but for commas behind a last element, the
/// same comments in the same order, one way to break lines. Formatting the result changes nothing. Nothing
/// comes back for a text with mistakes of syntax; they are reported.
[[nodiscard]] std::optional<std::string> format(source::FileId file, const source::Sources& sources,
                                                diagnostics::Diagnostics& diagnostics);

}  // namespace deed::format
