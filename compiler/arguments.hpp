#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.hpp"
#include "compiler/sema/program.hpp"

namespace deed {

/// Describes a parameter whose type has a form in the ABI.
[[nodiscard]] Argument describe_argument(std::string name, const sema::Type& type);

/// The functions of @p contract that are called from outside and may change state.
[[nodiscard]] std::vector<EntryPoint> entry_points_of(const sema::Contract& contract);

}  // namespace deed
