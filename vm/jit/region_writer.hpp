#pragma once

#include "vm/jit/modular_calls.hpp"
#include "vm/jit/module.hpp"
#include "vm/jit/regions.hpp"
#include "vm/jit/words.hpp"

namespace deed::jit {

/// The functions of a module that lead to one another.
struct Functions {
    std::vector<llvm::Function*> regions;  ///< one for each region
    llvm::Function* jump = nullptr;        ///< serves jumps to anywhere
};

/// What writing a region needs to know.
struct Source {
    const Blocks& blocks;
    const Values& values;
    const Units& units;
    const Regions& regions;
    ModularCalls& modular_calls;
    Tier tier;
};

/// Writes the function of the region numbered @p number.
void write_region(Module& module, const Functions& functions, const Source& source, uint32_t number);
/// Writes a function in the place of a region, which hands every unit over to the interpreter.
void write_left_out_region(Module& module, const Functions& functions, const Source& source, uint32_t number);
/// Writes the function that serves jumps to anywhere, and the entry of the object.
void write_doors(Module& module, const Functions& functions, const Source& source);

}  // namespace deed::jit
