#include "vm/interpreter/interpreter.hpp"

#include "vm/interpreter/loop.hpp"
#include "vm/interpreter/tail.hpp"

namespace deed::interpreter {

bool has_tail_form() noexcept {
    return DEED_HAS_TAIL_FORM != 0;
}

machine::Status run(machine::Frame& frame, Form form) noexcept {
#if DEED_HAS_TAIL_FORM
    if (form == Form::Tail) return run_tail(frame);
#endif
    (void)form;
    return run_loop(frame);
}

machine::Status run_traced(machine::Frame& frame, machine::Tracer& tracer) noexcept {
    return run_loop_traced(frame, tracer);
}

}  // namespace deed::interpreter
