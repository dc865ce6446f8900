#pragma once

#include <optional>

#include "vm/machine/message.hpp"

namespace deed::machine {

/// Stands between a contract and what it calls; installed by the test runner only.
class Interceptor {
  public:
    virtual ~Interceptor() = default;

    /// Sees every call and creation at depth 1 and deeper before it happens. May answer it, may change it, or
    /// may let it pass. The output of an answer must live until the next call. Must not throw.
    virtual std::optional<CallResult> intercept(Message& message) = 0;
};

}  // namespace deed::machine
