#pragma once

#include <atomic>
#include <string>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/isa/revision.hpp"
#include "vm/machine/code.hpp"

/// Turns bytecode into machine code that gives the interpreter's results to the last unit of gas.
namespace deed::jit {

/// How much work goes into the machine code.
enum class Tier : uint8_t {
    Fast,       ///< ready soon: at most about 30 µs for each byte of the code
    Optimised,  ///< runs fast: at most about 120 µs for each byte of the code
};

/// Where a compilation stops. The first bound is on the input; what the others cut off is left to the
/// interpreter.
struct Budget {
    size_t code_size = size_t{64} << 10;  ///< bytes of bytecode; more is refused
    /// LLVM instructions for the whole code; no piece of code is begun that would go beyond it. A proxy for
    /// time and memory that gives the same result on every machine.
    size_t instructions = size_t{1} << 20;
    /// Set from another thread, ends the compilation within some milliseconds; may be null.
    const std::atomic<bool>* cancelled = nullptr;
};

/// Why there is no object.
enum class CompileError : uint8_t {
    CodeTooLarge,  ///< beyond Budget::code_size
    Cancelled,
    Backend,  ///< LLVM refused; a bug of ours
};

/// What a compilation did.
struct Statistics {
    size_t blocks = 0;          ///< basic blocks that were translated
    size_t left_out = 0;        ///< blocks that the budget left to the interpreter
    size_t regions = 0;         ///< functions of machine code
    size_t instructions = 0;    ///< LLVM instructions before optimization
    size_t jumps = 0;           ///< JUMP and JUMPI that can be reached
    size_t resolved_jumps = 0;  ///< of these, with all targets known
    size_t native_stack = 0;    ///< bytes of native stack that the machine code of one frame takes at most
};

/// Relocatable machine code for one code, revision and tier. Its bytes may be kept and linked in another
/// process with the same @ref fingerprint: addresses are asked for by name when it is linked.
struct Object {
    Bytes bytes;
    Statistics statistics;
};

/// Compiles @p code. Needs no lock; every call works alone on the calling thread. The same input gives the
/// same bytes.
[[nodiscard]] Result<Object, CompileError> compile(const machine::Code& code, isa::Revision revision,
                                                   Tier tier, const Budget& budget);

/// What objects depend on besides code, revision and tier, as a line of text: the layout of a frame, the
/// translator's version, LLVM's version, the processor and its features.
[[nodiscard]] std::string fingerprint();

}  // namespace deed::jit
