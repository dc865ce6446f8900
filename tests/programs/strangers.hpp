#pragma once

#include <memory>

#include "compiler/evaluator/world.hpp"
#include "compiler/sema/program.hpp"
#include "tests/programs/made_up_calls.hpp"

namespace deed::programs {

/// Makes up a contract that answers to the functions of every interface of @p program and to those of tokens:
/// with what they should give, with something malformed, and with reverts.
[[nodiscard]] std::shared_ptr<const evaluator::Stranger> make_stranger(const sema::Program& program,
                                                                       MadeUpCalls& calls);

}  // namespace deed::programs
