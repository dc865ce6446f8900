#include <boost/json/object.hpp>

#include "runtime/rpc/engine.hpp"
#include "runtime/rpc/engine_payload.hpp"

namespace deed::rpc {
namespace {

constexpr size_t kMostBodies = 1'024;
/// The two letters that stand for this program among clients.
constexpr std::string_view kClientCode = "DE";

Outcome exchange_capabilities(Backend&, Caller&, const Params& params, json::Writer& result) {
    DEED_CHECK(params.array(0));
    result.begin_array();
    for (const Method* method : methods())
        if (method->door == Door::Engine && method->name != "engine_exchangeCapabilities")
            result.text(method->name);
    result.end_array();
    return kDone;
}

Outcome get_client_version(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_CHECK(params.object(0));
    result.begin_array().begin_object().key("code").text(kClientCode).key("name").text("deed");
    result.key("version").text(backend.client_version).key("commit").text("0x00000000");
    result.end_object().end_array();
    return kDone;
}

/// Asked for before Cancun only. A chain that a consensus client decides about has been so from its start.
Outcome exchange_transition(Backend&, Caller&, const Params& params, json::Writer& result) {
    DEED_CHECK(params.object(0));
    result.begin_object().key("terminalTotalDifficulty").quantity(uint64_t{0});
    result.key("terminalBlockHash").data(Hash{}).key("terminalBlockNumber").quantity(uint64_t{0});
    result.end_object();
    return kDone;
}

Error too_many(size_t limit) {
    return {ErrorCode::TooLargeRequest, "too large request: at most " + std::to_string(limit), {}};
}

std::optional<block::Block> find_block(const Backend& backend, const Hash& hash) {
    const auto snapshot = backend.chain.snapshot();
    const auto number = snapshot->find_number(hash);
    return number ? snapshot->find_block(*number) : backend.chain.find_beside(hash);
}

Outcome get_bodies_by_hash(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(hashes, params.array(0));
    if (hashes->size() > kMostBodies) return Failure{too_many(kMostBodies)};
    result.begin_array();
    for (const auto& value : *hashes) {
        const auto hash = json::parse_hash(value);
        if (!hash) return Failure{invalid_argument(0, hash.error().reason)};
        if (const auto block = find_block(backend, *hash))
            write_payload_body(result, *block);
        else
            result.null();
    }
    result.end_array();
    return kDone;
}

Outcome get_bodies_by_range(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(start, params.number(0));
    DEED_TRY(count, params.number(1));
    if (start == 0) return Failure{invalid_argument(0, "the first block is number 1")};
    if (count == 0) return Failure{invalid_argument(1, "must not be zero")};
    if (count > kMostBodies) return Failure{too_many(kMostBodies)};
    const auto snapshot = backend.chain.snapshot();
    result.begin_array();
    for (uint64_t i = 0; i < count; ++i) {
        const auto block = snapshot->find_block(start + i);
        if (!block) break;
        write_payload_body(result, *block);
    }
    result.end_array();
    return kDone;
}

constexpr Method kMethods[] = {
    {"engine_exchangeCapabilities", exchange_capabilities, Cost::Quick, Door::Engine},
    {"engine_getClientVersionV1", get_client_version, Cost::Quick, Door::Engine},
    {"engine_exchangeTransitionConfigurationV1", exchange_transition, Cost::Quick, Door::Engine},
    {"engine_getPayloadBodiesByHashV1", get_bodies_by_hash, Cost::Slow, Door::Engine},
    {"engine_getPayloadBodiesByRangeV1", get_bodies_by_range, Cost::Slow, Door::Engine},
};

}  // namespace

std::span<const Method> engine_exchange_methods() {
    return kMethods;
}

}  // namespace deed::rpc
