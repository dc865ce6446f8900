#pragma once

#include <stdexcept>

namespace deed {

/// The machine failed us (disk, socket, memory): thrown only in runtime and tools, never through the VM.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace deed
