#pragma once

#include "vm/machine/engine.hpp"
#include "vm/machine/tracer.hpp"

/// Runs frames instruction by instruction. Every form gives the same results to the last unit of gas.
namespace deed::interpreter {

/// How the instruction functions are strung together.
enum class Form : uint8_t {
    Tail,  ///< guaranteed tail calls, the top of the stack in registers: the fast one
    Loop,  ///< a switch in a loop: for sanitizers and compilers that cannot do the other
};

/// Whether this build has the tail form. Builds with AddressSanitizer have not.
[[nodiscard]] bool has_tail_form() noexcept;
/// The fastest form of this build.
[[nodiscard]] inline Form fastest_form() noexcept {
    return has_tail_form() ? Form::Tail : Form::Loop;
}

/// Runs @p frame as an Engine does, from its `pc` and `stack_height` on: a frame just begun, or one that
/// compiled code left between two instructions. Asking for the tail form where there is none gets the loop.
machine::Status run(machine::Frame& frame, Form form) noexcept;
/// As above, in a loop that shows every instruction to @p tracer.
machine::Status run_traced(machine::Frame& frame, machine::Tracer& tracer) noexcept;

/// One form of the interpreter, for where an Engine is wanted.
class Interpreter final : public machine::Engine {
  public:
    explicit Interpreter(Form form) : form_(form) {}
    machine::Status run(machine::Frame& frame) noexcept override { return interpreter::run(frame, form_); }

  private:
    Form form_;
};

}  // namespace deed::interpreter
