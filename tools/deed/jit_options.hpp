#pragma once

#include <filesystem>
#include <memory>

#include "runtime/native_engine.hpp"

namespace CLI {
class App;
}

namespace deed::tools {

/// How a command that runs bytecode is to run it.
struct JitOptions {
    node::Jit jit = node::Jit::Off;
    machine::Tier tier = machine::Tier::Fast;

    /// Adds `--jit` and `--jit-tier`.
    void add_to(CLI::App& command);
    [[nodiscard]] native::Policy policy() const;
    /// The engine, which keeps machine code in @p cache, or nowhere when it is empty, and tells stderr what
    /// is amiss. Throws `Error` when machine code was insisted on and there is no compiler.
    [[nodiscard]] std::unique_ptr<node::NativeEngine> make_engine(const std::filesystem::path& cache) const;
};

/// Where this user's machine code is kept between commands: $XDG_CACHE_HOME/deed/jit or ~/.cache/deed/jit;
/// empty when there is no home directory.
[[nodiscard]] std::filesystem::path user_jit_cache();

}  // namespace deed::tools
