#pragma once

#include <memory>
#include <vector>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/sema/program.hpp"
#include "compiler/syntax/modules.hpp"

namespace deed::sema {

/// Whether entry points get the locks that their effects call for. Without them compiled contracts are not
/// safe: it serves to show that the test of the rule can fail.
enum class Locks : uint8_t { Inferred, None };

/// Checks all modules of a program and gives its checked tree. When @p diagnostics has errors afterwards, the
/// tree is incomplete and must not be lowered. Only the tests of entry modules are kept.
[[nodiscard]] std::unique_ptr<const Program> check(const std::vector<syntax::Module>& modules,
                                                   const source::Sources& sources,
                                                   diagnostics::Diagnostics& diagnostics,
                                                   Locks locks = Locks::Inferred);

}  // namespace deed::sema
