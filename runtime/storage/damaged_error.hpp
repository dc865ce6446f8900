#pragma once

#include "vm/base/error.hpp"

namespace deed::storage {

/// What is stored is not what was written: the disk, or somebody, has changed it.
class DamagedError : public Error {
  public:
    using Error::Error;
};

}  // namespace deed::storage
