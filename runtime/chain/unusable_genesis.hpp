#pragma once

#include "vm/base/error.hpp"

namespace deed::chain {

/// A genesis file that can be read and not be used: what `read_genesis` throws then.
class UnusableGenesis : public Error {
  public:
    using Error::Error;
};

}  // namespace deed::chain
