#pragma once

#include "compiler/sema/type.hpp"

namespace deed::sema {

/// Whether values of the type may be a map's keys: words, `bytes` and `string`. Of a type of which nothing is
/// known, as what is generic is checked with on its own, that is said for each use.
[[nodiscard]] bool is_map_key(const Type& type);

}  // namespace deed::sema
