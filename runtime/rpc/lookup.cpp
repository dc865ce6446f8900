#include "runtime/rpc/lookup.hpp"

#include "vm/base/error.hpp"

namespace deed::rpc {

Error header_not_found() {
    return {ErrorCode::ServerError, "header not found", {}};
}

Error needs_development_node() {
    return {ErrorCode::MethodNotFound,
            "the method does not exist/is not available: it controls a development chain, and this node was "
            "not started with --dev",
            {}};
}

Result<uint64_t, Error> require_number(const Backend& backend, const json::BlockId& block) {
    const auto number = backend.simulator.find_number(block);
    if (!number) return Failure{header_not_found()};
    return *number;
}

Result<std::shared_ptr<const state::StateView>, Error> require_state(const Backend& backend,
                                                                     const json::BlockId& block) {
    auto scene = backend.simulator.find_scene(block);
    if (!scene) return Failure{header_not_found()};
    return std::move(scene->state);
}

Error to_error(const calls::CallFailure& failure) {
    switch (failure.kind) {
        case calls::FailureKind::UnknownBlock: return header_not_found();
        case calls::FailureKind::Refused: return {ErrorCode::ServerError, failure.reason, {}};
        case calls::FailureKind::Reverted: return execution_reverted(failure.output);
        case calls::FailureKind::Halted: return {ErrorCode::ServerError, failure.reason, {}};
    }
    DEED_ASSERT(false);
}

void check_readable(const state::StateView& view) {
    if (view.has_failed()) throw deed::Error{"the state could not be read"};
}

}  // namespace deed::rpc
