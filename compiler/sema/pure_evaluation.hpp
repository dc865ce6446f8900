#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/program.hpp"

namespace deed::sema {

/// What became of a call at compile time: a value; or why it always fails; or neither, where it cannot be
/// computed: it handles more than words and constant texts, or takes too many steps.
struct PureOutcome {
    std::optional<Constant> value;
    std::optional<std::string> failure;
};

/// Calls a pure function with constants. @p prepare makes sure that a function has its body, and says whether
/// it has.
[[nodiscard]] PureOutcome evaluate_pure(const Function& function, std::vector<Constant> arguments,
                                        const std::function<bool(const Function&)>& prepare);

}  // namespace deed::sema
