#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/assembly.hpp"
#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// What functions of a module share while they are written.
struct ScheduleContext {
    std::vector<LabelId> function_labels;
    /// By immutable of the code being created: where it stands there (for SET_IMMUTABLE).
    const std::vector<std::vector<uint32_t>>& created_references;
    ir::Goal goal = ir::Goal::Gas;
};

/// Writes @p function, which is the module's function @p number, and gives the bytes of memory it keeps
/// values in beside its objects. Values that lie too deep on the stack are kept in memory, so that no
/// function is too large.
uint32_t schedule(const ScheduleContext& context, uint32_t number, ir::Function function, Assembly& assembly);

}  // namespace deed::codegen
