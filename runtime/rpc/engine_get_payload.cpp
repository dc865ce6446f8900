#include <boost/json/object.hpp>

#include "runtime/rpc/engine.hpp"
#include "runtime/rpc/engine_payload.hpp"

namespace deed::rpc {
namespace {

using isa::Revision;

/// What a version of engine_getPayload answers.
enum class Answer : uint8_t {
    Payload,   ///< V1: the payload alone
    Value,     ///< V2: and what it is worth
    Blobs,     ///< V3: and its blobs, with a proof each
    Requests,  ///< V4: and what it asks of the consensus layer
    Cells,     ///< V5: the blobs have a proof for each cell
};

struct Forks {
    Revision first;
    Revision last;
};

/// The forks whose blocks a version may give.
Forks forks_of(Answer answer) {
    switch (answer) {
        case Answer::Payload: return {Revision::Frontier, Revision::Paris};
        case Answer::Value: return {Revision::Frontier, Revision::Shanghai};
        case Answer::Blobs: return {Revision::Cancun, Revision::Cancun};
        case Answer::Requests: return {Revision::Prague, Revision::Prague};
        case Answer::Cells: return {Revision::Osaka, isa::kLatestRevision};
    }
    DEED_ASSERT(false);
}

/// One list of all the blobs' data, in the order of the transactions.
template <typename List>
void write_of_sidecars(json::Writer& writer, std::string_view name, const chain::BlockOffered& offer,
                       List block::BlobSidecar::* list) {
    writer.key(name).begin_array();
    for (const auto& transaction : offer.transactions)
        if (transaction->sidecar)
            for (const auto& entry : (*transaction->sidecar).*list) writer.data(entry);
    writer.end_array();
}

void write_blobs(json::Writer& writer, const chain::BlockOffered& offer) {
    writer.begin_object();
    write_of_sidecars(writer, "commitments", offer, &block::BlobSidecar::commitments);
    write_of_sidecars(writer, "proofs", offer, &block::BlobSidecar::proofs);
    write_of_sidecars(writer, "blobs", offer, &block::BlobSidecar::blobs);
    writer.end_object();
}

void write_requests(json::Writer& writer, const std::vector<Bytes>& requests) {
    writer.key("executionRequests").begin_array();
    for (const Bytes& request : requests) writer.data(request);
    writer.end_array();
}

void write_offer(json::Writer& writer, const chain::BlockOffered& offer, Answer answer) {
    if (answer == Answer::Payload) return write_payload(writer, offer.block, offer.hash);
    writer.begin_object().key("executionPayload");
    write_payload(writer, offer.block, offer.hash);
    writer.key("blockValue").quantity(offer.value);
    if (answer >= Answer::Blobs) {
        writer.key("blobsBundle");
        write_blobs(writer, offer);
        writer.key("shouldOverrideBuilder").boolean(false);
    }
    if (answer >= Answer::Requests) write_requests(writer, offer.requests);
    writer.end_object();
}

Result<std::vector<block::SignedTransaction>, Error> read_transactions(const Params& params, size_t index) {
    DEED_TRY(values, params.array(index));
    std::vector<block::SignedTransaction> transactions;
    for (const auto& value : *values) {
        const auto envelope = json::parse_data(value);
        if (!envelope) return Failure{invalid_argument(index, envelope.error().reason)};
        auto transaction = block::decode_transaction(*envelope);
        if (!transaction) return Failure{invalid_argument(index, block::message_of(transaction.error()))};
        transactions.push_back(*std::move(transaction));
    }
    return transactions;
}

Outcome get_payload(Backend& backend, const Params& params, Answer answer, json::Writer& result) {
    DEED_TRY(bytes, params.data(0));
    if (bytes.size() != PayloadId::kSize) return Failure{invalid_argument(0, "expected 8 bytes")};
    const auto id = PayloadId::from(bytes);
    const auto time = backend.payloads.find_time(id);
    if (!time) return Failure{unknown_payload()};
    const auto revision = backend.chain.config().revision_at(~uint64_t{0}, *time);
    const Forks forks = forks_of(answer);
    if (revision < forks.first || revision > forks.last) return Failure{unsupported_fork()};
    const auto offer = backend.payloads.fetch(id);
    if (!offer) return Failure{unknown_payload()};
    write_offer(result, *offer, answer);
    return kDone;
}

template <Answer answer>
Outcome get_payload_as(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return get_payload(backend, params, answer, result);
}

/// The parent, attributes as for engine_forkchoiceUpdatedV3, the transactions (null: what waits), extra data.
/// Changes nothing.
Outcome build_block(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    if (!backend.chain.is_driven())
        return Failure{Error{ErrorCode::ServerError, "no consensus client decides about this chain", {}}};
    DEED_TRY(parent, params.hash(0));
    DEED_TRY(object, params.object(1));
    DEED_TRY(wanted, read_attributes(*object));
    if (params.find(3) != nullptr) {
        DEED_TRY(extra_data, params.data(3));
        wanted.extra_data = std::move(extra_data);
    }
    if (params.find(2) == nullptr) {
        const auto offer = backend.chain.build(parent, wanted);
        if (!offer) return Failure{Error{ErrorCode::ServerError, "the parent is not known", {}}};
        write_offer(result, *offer, Answer::Requests);
        return kDone;
    }
    DEED_TRY(transactions, read_transactions(params, 2));
    const auto offer = backend.chain.build_of(parent, wanted, transactions);
    if (!offer) return Failure{Error{ErrorCode::ServerError, offer.error(), {}}};
    write_offer(result, *offer, Answer::Requests);
    return kDone;
}

constexpr Method kMethods[] = {
    {"engine_getPayloadV1", get_payload_as<Answer::Payload>, Cost::Slow, Door::Engine},
    {"engine_getPayloadV2", get_payload_as<Answer::Value>, Cost::Slow, Door::Engine},
    {"engine_getPayloadV3", get_payload_as<Answer::Blobs>, Cost::Slow, Door::Engine},
    {"engine_getPayloadV4", get_payload_as<Answer::Requests>, Cost::Slow, Door::Engine},
    {"engine_getPayloadV5", get_payload_as<Answer::Cells>, Cost::Slow, Door::Engine},
    {"testing_buildBlockV1", build_block, Cost::Slow},
};

}  // namespace

std::span<const Method> engine_get_payload_methods() {
    return kMethods;
}

}  // namespace deed::rpc
