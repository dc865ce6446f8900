#pragma once

#include <utility>

#include "vm/jit/words.hpp"

namespace deed::jit {

/// A number, and the block that is gone to when a value is that number.
using Case = std::pair<uint64_t, llvm::BasicBlock*>;

/// Ends the block that is being written by going to the block that @p value chooses among @p cases, the
/// numbers of which increase, or else to @p otherwise, which must not begin with a PHI. Returns for each case
/// the block from which it is gone to. Takes time logarithmic in the number of cases in the fast tier as
/// well, where LLVM compares with one after another.
std::vector<llvm::BasicBlock*> write_choice(Builder& builder, Tier tier, llvm::Value* value,
                                            std::span<const Case> cases, llvm::BasicBlock* otherwise);

}  // namespace deed::jit
