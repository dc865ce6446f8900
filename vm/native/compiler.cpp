#include "vm/native/compiler.hpp"

namespace deed::native {

std::string_view describe(Refusal refusal) {
    switch (refusal) {
        case Refusal::CodeTooLarge: return "the bytecode is too large";
        case Refusal::ObjectTooLarge: return "the machine code is too large";
        case Refusal::TooSlow: return "compiling takes too long";
        case Refusal::FrameTooLarge: return "a call takes too much of the native stack";
        case Refusal::NotUnderstood: return "the object cannot be linked";
    }
    DEED_ASSERT(false);
    __builtin_unreachable();
}

// Frame is not of standard layout, for which alone the standard knows offsetof; clang and gcc know it anyway.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winvalid-offsetof"
uint64_t layout_fingerprint() {
    using machine::Frame;
    uint64_t fingerprint = isa::kRevisionCount;
    for (const size_t part :
         {sizeof(Frame), sizeof(machine::Message), sizeof(machine::Code), sizeof(machine::Environment),
          sizeof(machine::BlockContext), sizeof(machine::CallResult), offsetof(Frame, code),
          offsetof(Frame, memory), offsetof(Frame, environment), offsetof(Frame, message),
          offsetof(Frame, input), offsetof(Frame, output), offsetof(Frame, pc), offsetof(Frame, slots)})
        fingerprint = fingerprint * 1'000'003 + part;
    return fingerprint;
}
#pragma clang diagnostic pop

}  // namespace deed::native
