#pragma once

#include "vm/isa/opcode.hpp"
#include "vm/machine/frame.hpp"

namespace deed::machine {

/// Watches a machine run. Calls nest: every `on_enter` has its `on_exit`. Must not throw.
class Tracer {
  public:
    virtual ~Tracer() = default;

    /// A call or creation begins; of a creation @p message holds the new address as recipient.
    virtual void on_enter(const Message& message) = 0;
    /// The call that began last, and has not ended, ends.
    virtual void on_exit(const Message& message, const CallResult& result) = 0;
    /// An instruction is about to run; pc, gas and stack height of @p frame are up to date.
    virtual void on_step(const Frame& frame, isa::Op op) = 0;
    /// The instruction has run: Running, or how it ended the frame.
    virtual void on_step_end(const Frame& frame, isa::Op op, Status status) = 0;
};

}  // namespace deed::machine
