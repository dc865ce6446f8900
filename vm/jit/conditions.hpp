#pragma once

#include "vm/jit/flow.hpp"

namespace deed::jit {

/// What a JUMPI tests of words that stay on the stack.
struct Condition {
    /// A constant, or a word on the stack after the JUMPI has taken its operands.
    struct Operand {
        std::optional<Uint256> constant;
        std::vector<size_t> depths;  ///< below the top; the same word may lie there more than once
    };

    enum class Test : uint8_t {
        IsNotZero,  ///< a
        IsLess,     ///< a than b
    };

    Test test = Test::IsNotZero;
    Operand a;
    Operand b;
    bool jumps_when_true = true;
};

/// Where a JUMPI goes on.
enum class Branch : uint8_t { Taken, Passed };

/// The condition of the JUMPI that ends @p block.
[[nodiscard]] Condition find_condition(const Blocks& blocks, uint32_t block);
/// Adds to @p state, after the JUMPI has taken its operands, what is known on @p branch because of
/// @p condition.
void assume(const Condition& condition, Branch branch, Values& values, State& state);

}  // namespace deed::jit
