#pragma once

#include <map>

#include "compiler/evaluator/world.hpp"

namespace deed::programs {

/// The slots that are not zero.
using StorageImage = std::map<Uint256, Uint256>;

/// What Solidity's rules of layout make of an account's typed state: fields in their order, several to a slot
/// while they fit; structs, arrays and maps begin a slot and end one. Written apart from the compiler's own.
[[nodiscard]] StorageImage storage_image_of(const evaluator::Account& account);

}  // namespace deed::programs
