#pragma once

#include <optional>
#include <span>
#include <variant>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// What an instruction always gives with these operands: a constant, or one of the operands. Nothing when
/// that depends on more.
[[nodiscard]] std::optional<std::variant<Uint256, ValueId>> fold(const Function& function, Op op,
                                                                 std::span<const ValueId> operands);

}  // namespace deed::ir
