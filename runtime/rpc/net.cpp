#include "runtime/rpc/lookup.hpp"

namespace deed::rpc {
namespace {

Outcome version(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.decimal(Uint256{backend.chain.config().chain_id});
    return kDone;
}

Outcome listening(Backend&, Caller&, const Params&, json::Writer& result) {
    result.boolean(true);
    return kDone;
}

Outcome peer_count(Backend&, Caller&, const Params&, json::Writer& result) {
    result.quantity(uint64_t{0});
    return kDone;
}

constexpr Method kMethods[] = {
    {"net_version", version},
    {"net_listening", listening},
    {"net_peerCount", peer_count},
};

}  // namespace

std::span<const Method> net_methods() {
    return kMethods;
}

}  // namespace deed::rpc
