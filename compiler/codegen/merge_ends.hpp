#pragma once

#include <vector>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {

/// Pieces of code that are only jumped to, end the call and do the same (panics, mostly) are kept once.
void merge_ends(std::vector<Item>& items);

}  // namespace deed::codegen
