#pragma once

#include <optional>
#include <string>

#include "compiler/sema/expressions.hpp"

namespace deed::sema {

/// The value of an expression that is a constant already, or nothing.
[[nodiscard]] const Constant* constant_of(const Expression& expression);

/// Replaces an operation on constants by its value. Returns why it always fails, or nothing: then @p
/// expression is folded, or it is not constant and stays as it was.
[[nodiscard]] std::optional<std::string> fold(Expression& expression);

}  // namespace deed::sema
