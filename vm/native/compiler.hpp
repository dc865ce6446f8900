#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "vm/base/result.hpp"
#include "vm/machine/code.hpp"
#include "vm/machine/frame.hpp"

namespace deed::native {

using machine::NativeCode;
using machine::Tier;

/// Why there is no machine code for a bytecode, which then is interpreted for good.
enum class Refusal : uint8_t {
    CodeTooLarge,    ///< the bytecode is beyond the limit
    ObjectTooLarge,  ///< the machine code would be beyond the limit
    TooSlow,         ///< the time was over
    FrameTooLarge,   ///< calls within one another could overflow the thread's stack
    NotUnderstood,   ///< an object that cannot be linked
};
/// The reason in words.
[[nodiscard]] std::string_view describe(Refusal refusal);

/// What machine code for one bytecode may cost.
struct Budget {
    size_t code_size = 64 * 1024;           ///< bytes of bytecode: more than any contract or init code has
    size_t object_size = size_t{8} << 20;   ///< bytes
    size_t instructions = size_t{1} << 20;  ///< of intermediate code, a measure of time and memory
    int64_t time_ms = 5'000;                ///< to make it
    size_t stack_frame = 2'048;             ///< bytes of native stack that one of its calls may take
};

/// Makes machine code. Safe to use from several threads.
class Compiler {
  public:
    virtual ~Compiler() = default;

    /// Everything besides bytecode, revision and tier that an object depends on: the build of the compiler,
    /// its code generator, this processor.
    [[nodiscard]] virtual std::string identity() const = 0;
    /// An object that `link` takes, in this process or a later one of the same identity. @p is_over is set by
    /// another thread when the time is.
    [[nodiscard]] virtual Result<Bytes, Refusal> compile(const machine::Code& code, isa::Revision revision,
                                                         Tier tier, const Budget& budget,
                                                         const std::atomic<bool>& is_over) const = 0;
    /// Makes an object ready to run.
    [[nodiscard]] virtual Result<std::shared_ptr<const NativeCode>, Refusal> link(
        BytesView object, const Budget& budget) const = 0;
};

/// How what compiled code touches is laid out: a compiler that was built with other headers must not be used.
[[nodiscard]] uint64_t layout_fingerprint();

/// The name and type of the one function that the module exports: a compiler that the caller deletes, or null
/// when @p fingerprint is not the module's own.
inline constexpr const char* kModuleFunction = "deed_make_compiler";
using ModuleFunction = Compiler* (*)(uint64_t fingerprint);

}  // namespace deed::native
