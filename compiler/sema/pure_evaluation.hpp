#pragma once

#include <cstdint>
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

/// So many statements and expressions are run for one constant, and for all constants of a program together.
constexpr uint32_t kCallSteps = 100'000;
constexpr uint32_t kProgramSteps = 200'000;

/// Calls a pure function with constants. @p prepare makes sure that a function has its body, and says whether
/// it has. What was run is taken from @p steps_left.
[[nodiscard]] PureOutcome evaluate_pure(const Function& function, std::vector<Constant> arguments,
                                        const std::function<bool(const Function&)>& prepare,
                                        uint32_t& steps_left);

}  // namespace deed::sema
