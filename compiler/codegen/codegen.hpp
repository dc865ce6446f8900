#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/codegen/assembly.hpp"
#include "compiler/codegen/gas_bounds.hpp"
#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// A module's code, to be assembled with the module's data or other data in its place.
struct Written {
    Assembly assembly;
    ir::Module module;        ///< without its functions
    uint32_t memory_end = 0;  ///< of what is given out before the code runs
    std::vector<GasEntry> entries;

    [[nodiscard]] Code assemble(const std::vector<Bytes>& data) const {
        return codegen::assemble(assembly, data, module.immutables.size());
    }
    [[nodiscard]] Code assemble() const { return assemble(module.data); }
};

/// Turns a verified module into stack code. @p created_references says where the immutables stand in the code
/// that this one creates: the `immutable_references` of that code, or empty. The first function comes first.
[[nodiscard]] Written write(ir::Module module, const std::vector<std::vector<uint32_t>>& created_references,
                            ir::Goal goal = ir::Goal::Gas);

/// The bounds of every entry of @p runtime, the code of contracts that @p creation makes.
[[nodiscard]] std::vector<FunctionGas> bound_gas(const Written& runtime, const Written& creation);

}  // namespace deed::codegen
