#pragma once

#include <memory>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/machine/frame.hpp"

namespace deed::jit {

/// Compiled code as a function. Runs @p frame, which `Frame::begin` has made ready, and returns as an Engine
/// does; or returns Status::Running: then `gas`, `pc`, `stack_height`, stack and memory of the frame are up
/// to date between two instructions, and `interpreter::run` goes on with it from there to the end. Never
/// returns to compiled code by itself, and calls nothing but instruction functions.
using Entry = machine::Status (*)(machine::Frame* frame) noexcept;

/// Why an object could not be linked.
enum class LinkError : uint8_t {
    Damaged,  ///< not an object, or not one of ours
    Memory,   ///< the system gave no memory for machine code
};

/// Machine code that is ready to run; owns its memory. Must not be destroyed while a frame runs in it, and
/// not after its Linker.
class Program {
  public:
    Program(Program&& other) noexcept;
    Program& operator=(Program&& other) noexcept;
    ~Program();

    [[nodiscard]] Entry entry() const { return entry_; }
    /// Bytes of machine code and data.
    [[nodiscard]] size_t size() const { return size_; }

  private:
    friend class Linker;
    struct Memory;

    Program(std::unique_ptr<Memory> memory, Entry entry, size_t size);

    std::unique_ptr<Memory> memory_;
    Entry entry_;
    size_t size_;
};

/// Links objects into this process; keep one per process. Safe to use from several threads.
class Linker {
  public:
    Linker();
    ~Linker();
    Linker(const Linker&) = delete;
    Linker& operator=(const Linker&) = delete;

    /// Makes what `compile` gave ready to run. Every symbol that the object asks for must be one of ours;
    /// what the code does is not checked, so objects come from this process or from a place that nobody else
    /// writes.
    [[nodiscard]] Result<Program, LinkError> link(BytesView object);

  private:
    struct Session;

    std::unique_ptr<Session> session_;
};

}  // namespace deed::jit
