#pragma once

#include "vm/machine/frame.hpp"

namespace deed::machine {

/// Something that runs frames: a form of the interpreter, or compiled code.
class Engine {
  public:
    virtual ~Engine() = default;

    /// Runs @p frame, which `Frame::begin` has made ready, to its end. Leaves the gas that is left and the
    /// output in the frame; after an exceptional halt both are without meaning.
    virtual Status run(Frame& frame) noexcept = 0;
};

}  // namespace deed::machine
