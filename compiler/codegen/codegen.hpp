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
    size_t immutable_count = 0;
    std::vector<FunctionGas> gas;  ///< of every entry but the first, where bounds are found

    [[nodiscard]] Code assemble(const std::vector<Bytes>& data) const {
        return codegen::assemble(assembly, data, immutable_count);
    }
};

/// Finished code and what is known of it.
struct Generated {
    Code code;
    std::vector<FunctionGas> gas;  ///< of every entry but the first, where bounds are found
};

/// Whether the gas of functions is bounded: a good part of the time that code takes to make.
enum class Bounds : uint8_t { Found, Left };

/// Turns a verified module into stack code. @p created_references says where the immutables stand in the code
/// that this one creates: the `immutable_references` of that code, or empty. The first function comes first.
[[nodiscard]] Written write(ir::Module module, const std::vector<std::vector<uint32_t>>& created_references,
                            ir::Goal goal, Bounds bounds);
/// Writes the module's code and assembles it with the module's data.
[[nodiscard]] Generated generate(ir::Module module,
                                 const std::vector<std::vector<uint32_t>>& created_references,
                                 ir::Goal goal = ir::Goal::Gas, Bounds bounds = Bounds::Found);

}  // namespace deed::codegen
