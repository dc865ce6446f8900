#pragma once

#include <vector>

#include "compiler/ir/module.hpp"
#include "compiler/lower/arithmetic.hpp"
#include "compiler/lower/storage_layout.hpp"
#include "compiler/sema/program.hpp"

namespace deed::lower {

/// Where the creation code of a contract that another creates is to be filled in.
struct ChildCode {
    const sema::Contract* contract;
    uint32_t data;  ///< of the module
};

/// A contract's code: what runs when it is called, and what makes it.
struct LoweredContract {
    ir::Module runtime;
    /// Its data 0 is the runtime code, to be filled in.
    ir::Module creation;
    StorageLayout layout;
    std::vector<ChildCode> runtime_children;
    std::vector<ChildCode> creation_children;
};
[[nodiscard]] LoweredContract lower(const sema::Program& program, const sema::Contract& contract,
                                    LeadingZeros leading_zeros, Specifications specifications);

/// A test's code, which runs as the creation of an account. Its data i is the creation code of the i-th
/// contract that the test deploys, to be filled in.
[[nodiscard]] ir::Module lower(const sema::Program& program, const sema::Test& test,
                               LeadingZeros leading_zeros);

}  // namespace deed::lower
