#pragma once

#include "vm/native/engine.hpp"
#include "vm/native/module.hpp"

namespace deed::native {

/// The compiler in this build's module.
[[nodiscard]] std::shared_ptr<const Compiler> module_compiler();

/// An engine whose calls wait for machine code of @p tier, with no other tier above it. Objects are kept in
/// @p cache, or nowhere when it is empty.
[[nodiscard]] std::unique_ptr<Engine> make_engine(Tier tier, const std::filesystem::path& cache = {});

}  // namespace deed::native
