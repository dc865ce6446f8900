#pragma once

#include <memory>

#include "runtime/calls/simulator.hpp"
#include "runtime/rpc/backend.hpp"
#include "runtime/rpc/method.hpp"

/// What several namespaces look up, with the errors that clients expect.
namespace deed::rpc {

/// The number of a block that must be there; the pending block has the number after the head.
[[nodiscard]] Result<uint64_t, Error> require_number(const Backend& backend, const json::BlockId& block);
/// The state after a block that must be there.
[[nodiscard]] Result<std::shared_ptr<const state::StateView>, Error> require_state(
    const Backend& backend, const json::BlockId& block);
/// A method for development chains on a node that was not started with --dev.
[[nodiscard]] Error needs_development_node();
/// "header not found", as clients know it.
[[nodiscard]] Error header_not_found();
/// The error that a failed call or a refused transaction is answered with.
[[nodiscard]] Error to_error(const calls::CallFailure& failure);
/// Passes @p result on, or its failure as an error.
template <typename T>
[[nodiscard]] Result<T, Error> or_error(Result<T, calls::CallFailure> result) {
    if (!result) return Failure{to_error(result.error())};
    return *std::move(result);
}

/// Throws `Error` (of the machine) when what @p view answered is not to be believed.
void check_readable(const state::StateView& view);

}  // namespace deed::rpc
