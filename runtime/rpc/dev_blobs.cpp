#include <algorithm>

#include "runtime/rpc/dev_guard.hpp"

namespace deed::rpc {
namespace {

using dev::Controls;

Outcome get_blob(Controls&, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(name, params.hash(0));
    const auto found = backend.chain.find_recent_by_blob(name);
    if (found == nullptr) {
        result.null();
        return kDone;
    }
    const auto& names = found->transaction.fields.blob_versioned_hashes;
    const auto at = std::ranges::find(names, name) - names.begin();
    result.data(found->sidecar->blobs[static_cast<size_t>(at)]);
    return kDone;
}

Outcome get_blobs_of_transaction(Controls&, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(hash, params.hash(0));
    const auto found = backend.chain.find_recent(hash);
    if (found == nullptr || !found->sidecar) {
        result.null();
        return kDone;
    }
    result.begin_array();
    for (const Bytes& blob : found->sidecar->blobs) result.data(blob);
    result.end_array();
    return kDone;
}

constexpr Method kMethods[] = {
    {"anvil_getBlobByHash", by_hand<get_blob>},
    {"anvil_getBlobsByTransactionHash", by_hand<get_blobs_of_transaction>},
};

}  // namespace

std::span<const Method> dev_blob_methods() {
    return kMethods;
}

}  // namespace deed::rpc
