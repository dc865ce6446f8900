#pragma once

#include <llvm/Target/TargetMachine.h>

#include "vm/jit/module.hpp"

namespace deed::jit {

/// An object, and the most native stack that one of its functions takes, in bytes.
struct Generated {
    Bytes bytes;
    size_t native_stack = 0;
};

/// LLVM's code generator for this process's processor.
class Backend {
  public:
    explicit Backend(Tier tier);

    [[nodiscard]] llvm::DataLayout layout() const { return machine_->createDataLayout(); }
    /// Optimizes and translates @p module, which is used up by it. Nothing when LLVM refuses.
    [[nodiscard]] std::optional<Generated> generate(Module& module);

    /// The processor and its features, as LLVM writes them.
    [[nodiscard]] static std::string processor();

  private:
    Tier tier_;
    std::unique_ptr<llvm::TargetMachine> machine_;
};

}  // namespace deed::jit
