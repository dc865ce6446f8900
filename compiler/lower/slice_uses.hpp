#pragma once

#include <set>
#include <vector>

#include "compiler/sema/program.hpp"

namespace deed::lower {

/// Whether this is a text or bytes of bounded length taken as a slice.
[[nodiscard]] bool makes_slice(const sema::Expression& expression);

/// Those conversions of texts in @p functions whose slice is used up where it stands: hashed, compared,
/// encoded, a key. Every other slice may be kept longer than the text, than the round of a loop, or than the
/// function runs.
[[nodiscard]] std::set<const sema::Expression*> find_passing_slices(
    const std::vector<const sema::Function*>& functions);

}  // namespace deed::lower
