#pragma once

#include "runtime/calls/simulator.hpp"
#include "runtime/rpc/error.hpp"

namespace deed::rpc {

/// Where overrides stand among the arguments, for messages.
struct OverridePlaces {
    size_t state;
    size_t block;
};

/// Reads overrides of state and block into @p question; either may be null.
[[nodiscard]] Result<std::monostate, Error> read_overrides(const boost::json::value* state,
                                                           const boost::json::value* block,
                                                           const OverridePlaces& places,
                                                           calls::Question& question);

}  // namespace deed::rpc
