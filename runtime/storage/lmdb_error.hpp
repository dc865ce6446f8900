#pragma once

#include <string_view>

#include "vm/base/error.hpp"

namespace deed::storage {

/// Thrown inside `Environment::write` when the map is too small; never leaves it.
struct MapIsFull {};

/// A write failed or ended early: LMDB does not tell a broken disk from one that has just become full.
class WriteFailed : public Error {
  public:
    using Error::Error;
};

/// Throws `Error` for a return code of LMDB or of the system that is not success; `MapIsFull` for
/// MDB_MAP_FULL.
void check(int code, std::string_view what);

}  // namespace deed::storage
