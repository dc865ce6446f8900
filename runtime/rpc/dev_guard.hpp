#pragma once

#include "runtime/rpc/lookup.hpp"

/// What the methods that control a development chain have in common.
namespace deed::rpc {

/// Lets a method of the development controls run where they are installed.
template <Outcome (*Run)(dev::Controls&, Backend&, const Params&, json::Writer&)>
Outcome by_hand(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    if (backend.controls == nullptr) return Failure{needs_development_node()};
    return Run(*backend.controls, backend, params, result);
}

/// Passes @p done on, or its reason as an error.
[[nodiscard]] inline Result<std::monostate, Error> or_error(dev::Done done) {
    if (!done) return Failure{Error{ErrorCode::InvalidParams, std::move(done).error(), {}}};
    return *done;
}

/// A number as development tools write it, below 2^64; @p fallback when it is absent.
[[nodiscard]] Result<uint64_t, Error> read_number(const Params& params, size_t index, uint64_t fallback);
/// As above; it must be there.
[[nodiscard]] Result<uint64_t, Error> require_one(const Params& params, size_t index);

}  // namespace deed::rpc
