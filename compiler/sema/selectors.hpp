#pragma once

#include <string_view>

#include "compiler/sema/program.hpp"

namespace deed::sema {

/// The first four bytes of the Keccak-256 digest of a canonical form such as "transfer(address,uint256)".
[[nodiscard]] Selector selector_of(std::string_view canonical_form);

}  // namespace deed::sema
