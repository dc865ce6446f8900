#pragma once

#include <map>

#include "vm/jit/blocks.hpp"
#include "vm/jit/module.hpp"
#include "vm/jit/modulus.hpp"

namespace deed::jit {

/// Which functions MULMOD, ADDMOD and MOD call in one code: its moduli are prepared, and lie in the object.
class ModularCalls {
  public:
    ModularCalls(Module& module, const Blocks& blocks);

    /// A function, the second argument of which is a table in the object; its first one points to the
    /// operands.
    struct Target {
        llvm::FunctionCallee function;
        llvm::Constant* table;
    };
    /// For @p op by a modulus known to be @p modulus; nothing when it gains nothing there.
    [[nodiscard]] std::optional<Target> by_known(isa::Op op, const Uint256& modulus);
    /// For @p op by some modulus; nothing when the code gives no hint which it may be.
    [[nodiscard]] std::optional<Target> by_likely(isa::Op op);

  private:
    [[nodiscard]] llvm::FunctionCallee function(isa::Op op, const char* kind);
    template <typename Table>
    [[nodiscard]] llvm::Constant* make_table(const Table& table);

    Module& module_;
    Moduli likely_;
    llvm::Constant* likely_table_ = nullptr;
    std::map<std::array<uint64_t, 4>, llvm::Constant*> known_tables_;
};

}  // namespace deed::jit
