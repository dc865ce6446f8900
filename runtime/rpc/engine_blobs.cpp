#include <algorithm>

#include "runtime/rpc/engine.hpp"
#include "vm/crypto/kzg.hpp"

namespace deed::rpc {
namespace {

using block::BlobProofs;
using isa::Revision;

constexpr size_t kMostBlobs = 128;

/// How a request is answered when blobs are missing.
enum class WhenMissing : uint8_t {
    NullEach,  ///< each blob that is not here is answered with null
    NullAll,   ///< one that is not here makes the whole answer null
};

/// A blob of a waiting transaction.
struct Found {
    pool::PendingPointer transaction;
    size_t index = 0;
};

std::optional<Found> find(const Backend& backend, const Hash& name, BlobProofs form) {
    auto pending = backend.chain.find_by_blob(name);
    if (pending == nullptr || pending->sidecar->form != form) return std::nullopt;
    const auto& names = pending->transaction.fields.blob_versioned_hashes;
    const auto at = std::ranges::find(names, name);
    return Found{std::move(pending), static_cast<size_t>(at - names.begin())};
}

void write_blob(json::Writer& writer, const Found& found) {
    const block::BlobSidecar& sidecar = *found.transaction->sidecar;
    writer.begin_object().key("blob").data(sidecar.blobs[found.index]);
    if (sidecar.form == BlobProofs::PerBlob) {
        writer.key("proof").data(sidecar.proofs[found.index]).end_object();
        return;
    }
    constexpr size_t kCells = crypto::kzg::kCellsPerBlob;
    writer.key("proofs").begin_array();
    for (size_t i = 0; i < kCells; ++i) writer.data(sidecar.proofs[found.index * kCells + i]);
    writer.end_array().end_object();
}

Result<std::vector<Hash>, Error> read_names(const Params& params) {
    DEED_TRY(values, params.array(0));
    if (values->size() > kMostBlobs)
        return Failure{Error{ErrorCode::TooLargeRequest, "too large request: at most 128 blobs", {}}};
    std::vector<Hash> names;
    for (const auto& value : *values) {
        auto name = json::parse_hash(value);
        if (!name) return Failure{invalid_argument(0, name.error().reason)};
        names.push_back(*name);
    }
    return names;
}

Outcome get_blobs(Backend& backend, const Params& params, BlobProofs form, WhenMissing when_missing,
                  json::Writer& result) {
    DEED_TRY(names, read_names(params));
    const auto& header = backend.chain.head()->header;
    const bool has_cells =
        backend.chain.config().revision_at(header.number, header.timestamp) >= Revision::Osaka;
    if (has_cells != (form == BlobProofs::PerCell)) return Failure{unsupported_fork()};
    std::vector<std::optional<Found>> all;
    for (const Hash& name : names) all.push_back(find(backend, name, form));
    if (when_missing == WhenMissing::NullAll &&
        std::ranges::any_of(all, [](const auto& found) { return !found; })) {
        result.null();
        return kDone;
    }
    result.begin_array();
    for (const auto& found : all) {
        if (found)
            write_blob(result, *found);
        else
            result.null();
    }
    result.end_array();
    return kDone;
}

Outcome get_blobs_v1(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return get_blobs(backend, params, BlobProofs::PerBlob, WhenMissing::NullEach, result);
}
Outcome get_blobs_v2(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return get_blobs(backend, params, BlobProofs::PerCell, WhenMissing::NullAll, result);
}
Outcome get_blobs_v3(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return get_blobs(backend, params, BlobProofs::PerCell, WhenMissing::NullEach, result);
}

constexpr Method kMethods[] = {
    {"engine_getBlobsV1", get_blobs_v1, Cost::Slow, Door::Engine},
    {"engine_getBlobsV2", get_blobs_v2, Cost::Slow, Door::Engine},
    {"engine_getBlobsV3", get_blobs_v3, Cost::Slow, Door::Engine},
};

}  // namespace

std::span<const Method> engine_blob_methods() {
    return kMethods;
}

}  // namespace deed::rpc
