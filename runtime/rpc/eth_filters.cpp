#include <fmt/format.h>

#include "runtime/rpc/block_reader.hpp"
#include "runtime/rpc/lookup.hpp"

namespace deed::rpc {
namespace {

Error filter_not_found() {
    return {ErrorCode::ServerError, "filter not found", {}};
}

Result<LogCriteria, Error> read_criteria(const Params& params, size_t index) {
    const auto* value = params.find(index);
    if (value == nullptr) return Failure{missing_argument(index)};
    auto criteria = parse_log_criteria(*value);
    if (!criteria) return Failure{invalid_argument(index, criteria.error().reason)};
    return *std::move(criteria);
}

/// A range's end: the number of a block, also of one that is not there yet.
uint64_t end_of_range(const json::BlockId& id, uint64_t head) {
    if (const auto* number = std::get_if<uint64_t>(&id.id)) return *number;
    return id.id == decltype(id.id){json::BlockTag::Earliest} ? 0 : head;
}

/// The blocks that the criteria name.
Result<ledger::LogFilter, Error> resolve(const Backend& backend, const LogCriteria& criteria) {
    ledger::LogFilter filter{
        .addresses = criteria.addresses, .topics = criteria.topics, .limit = backend.limits.logs};
    if (criteria.block_hash) {
        const auto number = backend.simulator.find_number({*criteria.block_hash});
        if (!number) return Failure{Error{ErrorCode::ServerError, "unknown block", {}}};
        filter.first_block = filter.last_block = *number;
        return filter;
    }
    const uint64_t head = backend.chain.head()->id.number;
    filter.first_block = end_of_range(criteria.from.value_or(json::BlockId{}), head);
    filter.last_block = end_of_range(criteria.to.value_or(json::BlockId{}), head);
    if (filter.last_block > head)
        return Failure{Error{ErrorCode::InvalidParams, "block range extends beyond current head block", {}}};
    // A range that begins above the head is empty so far; one that ends before it begins is a mistake.
    if (filter.first_block > filter.last_block && filter.last_block < head)
        return Failure{Error{ErrorCode::InvalidParams, "invalid block range params", {}}};
    if (filter.last_block >= filter.first_block &&
        filter.last_block - filter.first_block >= backend.limits.log_range)
        return Failure{Error{ErrorCode::LimitExceeded,
                             fmt::format("block range is larger than {} blocks", backend.limits.log_range),
                             {}}};
    return filter;
}

Outcome find_logs(const Backend& backend, const ledger::LogFilter& filter, json::Writer& result) {
    if (filter.first_block > filter.last_block) {
        result.begin_array().end_array();
        return kDone;
    }
    const auto found = backend.chain.snapshot()->find_logs(filter);
    if (found.has_reached_limit)
        return Failure{
            Error{ErrorCode::LimitExceeded,
                  fmt::format("query returned more than {} logs; ask for fewer blocks", filter.limit),
                  {}}};
    write_logs(result, found.logs);
    return kDone;
}

Outcome get_logs(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(criteria, read_criteria(params, 0));
    DEED_TRY(filter, resolve(backend, criteria));
    return find_logs(backend, filter, result);
}

Outcome install(Backend& backend, FilterKind kind, json::Writer& result) {
    const auto id =
        backend.filters.install(std::move(kind), backend.chain.head()->id.number, Filters::Clock::now());
    if (!id) return Failure{Error{ErrorCode::LimitExceeded, "too many filters", {}}};
    backend.metrics.filters.set(backend.filters.size());
    result.quantity(*id);
    return kDone;
}

Outcome new_filter(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(criteria, read_criteria(params, 0));
    return install(backend, std::move(criteria), result);
}

Outcome new_block_filter(Backend& backend, Caller&, const Params&, json::Writer& result) {
    return install(backend, BlockFilter{}, result);
}

Outcome new_pending_transaction_filter(Backend& backend, Caller&, const Params&, json::Writer& result) {
    return install(backend, PendingFilter{}, result);
}

Outcome uninstall_filter(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.lenient_number(0));
    result.boolean(id.fits_uint64() && backend.filters.uninstall(id[0]));
    backend.metrics.filters.set(backend.filters.size());
    return kDone;
}

void write_hashes(json::Writer& writer, const std::vector<Hash>& hashes) {
    writer.begin_array();
    for (const auto& hash : hashes) writer.data(hash);
    writer.end_array();
}

std::vector<Hash> block_hashes(const Backend& backend, uint64_t first, uint64_t last) {
    std::vector<Hash> hashes;
    const auto snapshot = backend.chain.snapshot();
    for (uint64_t number = first; number <= last; ++number)
        if (const auto header = snapshot->find_header(number)) hashes.push_back(header->hash);
    return hashes;
}

Outcome changes_of_logs(const Backend& backend, const LogCriteria& criteria, uint64_t first, uint64_t last,
                        json::Writer& result) {
    const auto from = criteria.from ? end_of_range(*criteria.from, 0) : 0;
    const auto to = criteria.to ? end_of_range(*criteria.to, last) : last;
    return find_logs(backend,
                     {.first_block = std::max(first, from),
                      .last_block = std::min(last, to),
                      .addresses = criteria.addresses,
                      .topics = criteria.topics,
                      .limit = backend.limits.logs},
                     result);
}

Outcome get_filter_changes(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.lenient_number(0));
    const uint64_t head = backend.chain.head()->id.number;
    const auto news =
        id.fits_uint64() ? backend.filters.poll(id[0], head, Filters::Clock::now()) : std::nullopt;
    if (!news) return Failure{filter_not_found()};
    if (const auto* criteria = std::get_if<LogCriteria>(&news->kind))
        return changes_of_logs(backend, *criteria, news->first_block, head, result);
    if (std::holds_alternative<PendingFilter>(news->kind))
        write_hashes(result, news->pending);
    else
        write_hashes(result, block_hashes(backend, news->first_block, head));
    return kDone;
}

Outcome get_filter_logs(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(id, params.lenient_number(0));
    const auto kind = id.fits_uint64() ? backend.filters.find(id[0], Filters::Clock::now()) : std::nullopt;
    const auto* criteria = kind ? std::get_if<LogCriteria>(&*kind) : nullptr;
    if (criteria == nullptr) return Failure{filter_not_found()};
    DEED_TRY(filter, resolve(backend, *criteria));
    return find_logs(backend, filter, result);
}

Result<SubscriptionKind, Error> read_subscription(const Params& params) {
    DEED_TRY(name, params.text(0));
    if (name == "newHeads") return SubscriptionKind{NewHeads{}};
    if (name == "syncing") return SubscriptionKind{Syncing{}};
    if (name == "newPendingTransactions") {
        DEED_TRY(is_whole, params.flag(1));
        return SubscriptionKind{NewPendingTransactions{is_whole}};
    }
    if (name != "logs") return Failure{invalid_argument(0, fmt::format("no \"{}\" subscription", name))};
    if (params.find(1) == nullptr) return SubscriptionKind{LogCriteria{}};
    DEED_TRY(criteria, read_criteria(params, 1));
    return SubscriptionKind{std::move(criteria)};
}

Outcome subscribe(Backend& backend, Caller& caller, const Params& params, json::Writer& result) {
    if (!caller.channel)
        return Failure{Error{ErrorCode::MethodNotFound, "notifications not supported over HTTP", {}}};
    DEED_TRY(kind, read_subscription(params));
    const auto id = backend.subscriptions.add(caller.channel, std::move(kind));
    if (!id) return Failure{Error{ErrorCode::LimitExceeded, "too many subscriptions", {}}};
    caller.subscriptions_to_start.push_back(*id);
    result.quantity(*id);
    return kDone;
}

Outcome unsubscribe(Backend& backend, Caller& caller, const Params& params, json::Writer& result) {
    if (!caller.channel)
        return Failure{Error{ErrorCode::MethodNotFound, "notifications not supported over HTTP", {}}};
    DEED_TRY(id, params.lenient_number(0));
    result.boolean(id.fits_uint64() && backend.subscriptions.remove(id[0], caller.channel->id()));
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_getLogs", get_logs, Cost::Slow},
    {"eth_newFilter", new_filter},
    {"eth_newBlockFilter", new_block_filter},
    {"eth_newPendingTransactionFilter", new_pending_transaction_filter},
    {"eth_uninstallFilter", uninstall_filter},
    {"eth_getFilterChanges", get_filter_changes, Cost::Slow},
    {"eth_getFilterLogs", get_filter_logs, Cost::Slow},
    {"eth_subscribe", subscribe},
    {"eth_unsubscribe", unsubscribe},
};

}  // namespace

std::span<const Method> eth_filter_methods() {
    return kMethods;
}

}  // namespace deed::rpc
