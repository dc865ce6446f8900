#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "vm/native/engine.hpp"

namespace deed::node {

/// What runs contracts.
enum class Jit : uint8_t {
    Off,   ///< the interpreter
    Auto,  ///< machine code for what runs much, made in the background; the interpreter for the rest
    Sync,  ///< machine code for everything: calls wait for it
};

/// An engine as a command line asks for it, with the thread that compiles for it.
class NativeEngine {
  public:
    /// Keeps objects in @p cache, a directory of its own, or nowhere when it is empty. @p report hears, on
    /// any thread, why something is done without (a module that is absent, a cache that cannot be used).
    /// Throws `Error` when @p jit is Sync and there is no compiler.
    NativeEngine(Jit jit, const std::filesystem::path& cache, std::function<void(const std::string&)> report,
                 native::Policy policy = {});
    /// Cuts short what is being compiled. Nothing may be running on the engine any more.
    ~NativeEngine();
    NativeEngine(const NativeEngine&) = delete;
    NativeEngine& operator=(const NativeEngine&) = delete;

    /// Null for Jit::Off: the interpreter.
    [[nodiscard]] machine::Engine* engine();
    [[nodiscard]] native::Statistics statistics() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace deed::node
