#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "vm/native/compiler.hpp"

namespace deed::native {

/// Where the module with the compiler may be, in the order in which it is looked for: beside the running
/// program, and where an installation has it (../lib/deed).
[[nodiscard]] std::vector<std::filesystem::path> module_places();

/// Loads the first module that is there; it stays loaded until the process ends. The failure says
/// what was looked for and what was wrong with it.
[[nodiscard]] Result<std::shared_ptr<const Compiler>, std::string> load_compiler(
    std::span<const std::filesystem::path> places);

}  // namespace deed::native
