#include "runtime/rpc/lookup.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::rpc {
namespace {

Outcome client_version(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.text(backend.client_version);
    return kDone;
}

Outcome sha3(Backend&, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(data, params.data(0));
    result.data(crypto::keccak256(data));
    return kDone;
}

constexpr Method kMethods[] = {
    {"web3_clientVersion", client_version},
    {"web3_sha3", sha3},
};

}  // namespace

std::span<const Method> web3_methods() {
    return kMethods;
}

}  // namespace deed::rpc
