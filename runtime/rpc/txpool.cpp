#include <fmt/format.h>

#include "runtime/json/block_json.hpp"
#include "runtime/rpc/lookup.hpp"
#include "vm/crypto/address.hpp"

namespace deed::rpc {
namespace {

using Content = std::vector<pool::Pool::SenderContent>;
using Waiting = std::vector<pool::PendingPointer>;

Outcome status(Backend& backend, Caller&, const Params&, json::Writer& result) {
    const auto counts = backend.chain.pool_counts();
    result.begin_object().key("pending").quantity(counts.executable);
    result.key("queued").quantity(counts.queued).end_object();
    return kDone;
}

/// {"0xSender": {"nonce": …}} for either half of the content.
template <typename WriteOne>
void write_half(json::Writer& writer, const Content& content, Waiting pool::Pool::SenderContent::* half,
                WriteOne write_one) {
    writer.begin_object();
    for (const auto& sender : content) {
        if ((sender.*half).empty()) continue;
        writer.key(crypto::to_checksum(sender.sender)).begin_object();
        for (const auto& pending : sender.*half) {
            writer.key(std::to_string(pending->transaction.fields.nonce));
            write_one(writer, *pending);
        }
        writer.end_object();
    }
    writer.end_object();
}

template <typename WriteOne>
void write_content(json::Writer& writer, const Content& content, WriteOne write_one) {
    writer.begin_object().key("pending");
    write_half(writer, content, &pool::Pool::SenderContent::executable, write_one);
    writer.key("queued");
    write_half(writer, content, &pool::Pool::SenderContent::queued, write_one);
    writer.end_object();
}

Outcome content(Backend& backend, Caller&, const Params&, json::Writer& result) {
    write_content(
        result, backend.chain.pool_content(), [](json::Writer& writer, const pool::Pending& pending) {
            json::write_transaction(writer, pending.transaction, pending.hash, pending.sender, nullptr);
        });
    return kDone;
}

Outcome content_from(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    result.begin_object();
    const auto all = backend.chain.pool_content();
    const auto write = [&](std::string_view name, Waiting pool::Pool::SenderContent::* half) {
        result.key(name).begin_object();
        for (const auto& sender : all) {
            if (sender.sender != address) continue;
            for (const auto& pending : sender.*half) {
                result.key(std::to_string(pending->transaction.fields.nonce));
                json::write_transaction(result, pending->transaction, pending->hash, pending->sender,
                                        nullptr);
            }
        }
        result.end_object();
    };
    write("pending", &pool::Pool::SenderContent::executable);
    write("queued", &pool::Pool::SenderContent::queued);
    result.end_object();
    return kDone;
}

std::string summary_of(const pool::Pending& pending) {
    const auto& fields = pending.transaction.fields;
    return fmt::format("{}: {} wei + {} gas × {} wei",
                       fields.to ? crypto::to_checksum(*fields.to) : "contract creation",
                       to_decimal(fields.value), fields.gas_limit, to_decimal(fields.max_fee_per_gas));
}

Outcome inspect(Backend& backend, Caller&, const Params&, json::Writer& result) {
    write_content(
        result, backend.chain.pool_content(),
        [](json::Writer& writer, const pool::Pending& pending) { writer.text(summary_of(pending)); });
    return kDone;
}

constexpr Method kMethods[] = {
    {"txpool_status", status},
    {"txpool_content", content, Cost::Slow},
    {"txpool_contentFrom", content_from, Cost::Slow},
    {"txpool_inspect", inspect, Cost::Slow},
};

}  // namespace

std::span<const Method> txpool_methods() {
    return kMethods;
}

}  // namespace deed::rpc
