#include <fmt/format.h>

#include "runtime/execution/requests.hpp"
#include "runtime/rpc/engine.hpp"
#include "runtime/rpc/engine_payload.hpp"

namespace deed::rpc {
namespace {

using isa::Revision;

Result<ReadPayload, Error> read_payload(const Params& params, PayloadForm form) {
    const auto* value = params.find(0);
    if (value == nullptr) return Failure{missing_argument(0)};
    auto payload = parse_payload(*value, form);
    if (!payload) return Failure{invalid_argument(0, payload.error().reason)};
    return *std::move(payload);
}

Result<std::vector<Hash>, Error> read_hashes(const Params& params, size_t index) {
    DEED_TRY(values, params.array(index));
    std::vector<Hash> hashes;
    for (const auto& value : *values) {
        auto hash = json::parse_hash(value);
        if (!hash) return Failure{invalid_argument(index, hash.error().reason)};
        hashes.push_back(*hash);
    }
    return hashes;
}

/// EIP-7685: type byte and data, types ascending, none empty.
Result<std::vector<Bytes>, Error> read_requests(const Params& params, size_t index) {
    DEED_TRY(values, params.array(index));
    std::vector<Bytes> requests;
    for (const auto& value : *values) {
        auto request = json::parse_data(value);
        if (!request) return Failure{invalid_argument(index, request.error().reason)};
        if (request->size() < 2) return Failure{invalid_argument(index, "a request without data")};
        if (!requests.empty() && requests.back().front() >= request->front())
            return Failure{invalid_argument(index, "the types of the requests do not ascend")};
        requests.push_back(*std::move(request));
    }
    return requests;
}

std::vector<Hash> blob_hashes_of(const block::Block& block) {
    std::vector<Hash> hashes;
    for (const auto& transaction : block.transactions)
        hashes.insert(hashes.end(), transaction.fields.blob_versioned_hashes.begin(),
                      transaction.fields.blob_versioned_hashes.end());
    return hashes;
}

chain::Verdict refuse(std::string reason) {
    return {chain::BlockStatus::Invalid, {}, std::move(reason)};
}

chain::Verdict take(Backend& backend, ReadPayload payload) {
    if (!payload.flaw.empty()) return refuse(std::move(payload.flaw));
    if (block::hash_of(payload.block.header) != payload.claimed_hash)
        return refuse("the block hash is not that of the header");
    return backend.chain.take(payload.block);
}

Outcome answer(Backend& backend, ReadPayload payload, json::Writer& result) {
    write_status(result, take(backend, std::move(payload)));
    return kDone;
}

Revision revision_of(const Backend& backend, const block::Header& header) {
    return backend.chain.config().revision_at(header.number, header.timestamp);
}

Outcome new_payload_v1(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(payload, read_payload(params, PayloadForm::V1));
    return answer(backend, std::move(payload), result);
}

Outcome new_payload_v2(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(payload, read_payload(params, PayloadForm::V2));
    const Revision revision = revision_of(backend, payload.block.header);
    if (revision >= Revision::Cancun) return Failure{unsupported_fork()};
    if (payload.block.withdrawals.has_value() != (revision >= Revision::Shanghai))
        return Failure{invalid_argument(
            0, payload.block.withdrawals ? "withdrawals before Shanghai" : "withdrawals is missing")};
    return answer(backend, std::move(payload), result);
}

/// What V3 and V4 have in common: the payload with beacon root, held against the blobs that are expected.
Result<ReadPayload, Error> read_with_blobs(const Params& params) {
    DEED_TRY(payload, read_payload(params, PayloadForm::V3));
    DEED_TRY(expected, read_hashes(params, 1));
    DEED_TRY(beacon_root, params.hash(2));
    payload.block.header.parent_beacon_block_root = beacon_root;
    if (payload.flaw.empty() && blob_hashes_of(payload.block) != expected)
        payload.flaw = "the blobs are not those that are expected";
    return payload;
}

Outcome new_payload_v3(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(payload, read_with_blobs(params));
    if (revision_of(backend, payload.block.header) != Revision::Cancun) return Failure{unsupported_fork()};
    return answer(backend, std::move(payload), result);
}

Outcome new_payload_v4(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(payload, read_with_blobs(params));
    DEED_TRY(requests, read_requests(params, 3));
    if (revision_of(backend, payload.block.header) < Revision::Prague) return Failure{unsupported_fork()};
    payload.block.header.requests_hash = execution::hash_requests(requests);
    return answer(backend, std::move(payload), result);
}

constexpr Method kMethods[] = {
    {"engine_newPayloadV1", new_payload_v1, Cost::Slow, Door::Engine},
    {"engine_newPayloadV2", new_payload_v2, Cost::Slow, Door::Engine},
    {"engine_newPayloadV3", new_payload_v3, Cost::Slow, Door::Engine},
    {"engine_newPayloadV4", new_payload_v4, Cost::Slow, Door::Engine},
};

}  // namespace

std::span<const Method> engine_new_payload_methods() {
    return kMethods;
}

}  // namespace deed::rpc
