#pragma once

#include <string_view>

namespace deed::storage {

/// Thrown inside `Environment::write` when the map is too small; never leaves it.
struct MapIsFull {};

/// Throws `Error` for a return code of LMDB or of the system that is not success; `MapIsFull` for
/// MDB_MAP_FULL.
void check(int code, std::string_view what);

}  // namespace deed::storage
