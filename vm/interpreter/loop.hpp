#pragma once

#include "vm/machine/frame.hpp"
#include "vm/machine/tracer.hpp"

namespace deed::interpreter {

/// Runs @p frame in the loop form.
machine::Status run_loop(machine::Frame& frame) noexcept;
/// Runs @p frame in the loop form and shows every instruction to @p tracer.
machine::Status run_loop_traced(machine::Frame& frame, machine::Tracer& tracer) noexcept;

}  // namespace deed::interpreter
